package discordsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// Gateway opcodes, from Discord's documentation.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoiceState     = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// Gateway close codes, from Discord's documentation.
const (
	closeUnknown          = 4000
	closeUnknownOpcode    = 4001
	closeDecode           = 4002
	closeNotAuthenticated = 4003
	closeAuthentication   = 4004
	closeAlready          = 4005
	closeSessionTimeout   = 4009
	closeShard            = 4010
	closeIntents          = 4013
	closeDisallowed       = 4014
)

// privilegedIntents must be switched on for an application before it may ask for them.
const privilegedIntents = discordgo.IntentsGuildMembers | discordgo.IntentsGuildPresences | discordgo.IntentsMessageContent

// packet is a gateway payload.
type packet struct {
	Op    int             `json:"op"`
	Data  json.RawMessage `json:"d"`
	Seq   *int64          `json:"s"`
	Event *string         `json:"t"`
}

// session is a bot's logical connection, which outlives its sockets. The server's mutex guards it.
type session struct {
	id            string
	shard, shards int
	intents       discordgo.Intent
	compress      bool
	seq           int64
	log           []packet // every event so far, for Resume
	conn          *conn    // nil while the bot is away
	left          time.Time
}

// maxReplay is how many missed events a session keeps; a bot which missed more must identify again.
const maxReplay = 10000

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.dialled++
	number := s.dialled
	s.mu.Unlock()
	if hook := s.hooks.Load().Dial; hook != nil {
		if status := hook(number); status != 0 {
			http.Error(w, http.StatusText(status), status)
			return
		}
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := newConn(ws, number)
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.stopping:
		ws.Close()
		return
	default:
	}
	s.conns[c] = true
	s.transmit(c, packet{Op: opHello, Data: mustJSON(object{
		"heartbeat_interval": s.opts.HeartbeatInterval.Milliseconds(), "_trace": []string{},
	})})
	s.wg.Go(c.write)
	s.wg.Go(func() { s.read(c) })
}

// read handles what the bot sends until the connection ends.
func (s *Server) read(c *conn) {
	err := c.each(2*s.opts.HeartbeatInterval, func(raw []byte) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.receive(c, raw)
		s.touch()
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	if sess := c.session; sess != nil && sess.conn == c {
		sess.conn, sess.left = nil, s.opts.Now()
		if !c.over() && websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
			delete(s.sessions, sess.id)
		}
	}
	if isTimeout(err) && !c.silent {
		c.close(closeSessionTimeout, "Session timed out.")
	}
	c.abort()
	s.touch()
}

// receive handles one packet from the bot. The caller holds mu.
func (s *Server) receive(c *conn, raw []byte) {
	var p packet
	if err := json.Unmarshal(raw, &p); err != nil {
		c.close(closeDecode, "Error while decoding payload.")
		return
	}
	s.take(c, p, func() { s.handle(c, p) })
}

// handle does what a packet from the bot asks for. The caller holds mu.
func (s *Server) handle(c *conn, p packet) {
	switch p.Op {
	case opHeartbeat:
		s.transmit(c, packet{Op: opHeartbeatAck})
	case opIdentify:
		s.identify(c, p.Data)
	case opResume:
		s.resume(c, p.Data)
	case opPresence, opVoiceState, opRequestMembers:
		if c.session == nil {
			c.close(closeNotAuthenticated, "Not authenticated.")
		}
	default:
		c.close(closeUnknownOpcode, "Unknown opcode.")
	}
}

func (s *Server) identify(c *conn, raw json.RawMessage) {
	var d struct {
		Token      string            `json:"token"`
		Intents    *int64            `json:"intents"`
		Compress   bool              `json:"compress"`
		Shard      *[2]int           `json:"shard"`
		Properties map[string]string `json:"properties"`
	}
	if c.session != nil {
		c.close(closeAlready, "Already authenticated.")
		return
	}
	if err := json.Unmarshal(raw, &d); err != nil || d.Properties == nil {
		c.close(closeDecode, "Error while decoding payload.")
		return
	}
	now := time.Now()
	if now.Sub(s.identified) < s.opts.IdentifySpacing {
		s.transmit(c, packet{Op: opInvalidSession, Data: json.RawMessage("false")})
		return
	}
	s.identifies, s.identified = s.identifies+1, now
	sess := &session{id: randomHex(16), shards: 1, compress: d.Compress}
	if d.Shard != nil {
		sess.shard, sess.shards = d.Shard[0], d.Shard[1]
	}
	if d.Intents != nil {
		sess.intents = discordgo.Intent(*d.Intents)
	}
	switch known := discordgo.Intent(1<<26 - 1); {
	case !s.isToken(d.Token):
		c.close(closeAuthentication, "Authentication failed.")
	case sess.shard < 0 || sess.shard >= sess.shards:
		c.close(closeShard, "Invalid shard.")
	case d.Intents == nil || sess.intents&^known != 0:
		c.close(closeIntents, "Invalid intent(s).")
	case sess.intents&privilegedIntents&^s.opts.Privileged != 0:
		c.close(closeDisallowed, "Disallowed intent(s).")
	default:
		s.welcome(c, sess)
	}
}

// isToken compares a token, where the library leaves "Bot " in front and Discord does not mind. A bot that has identified too
// often finds its token reset. The caller holds mu.
func (s *Server) isToken(token string) bool {
	return strings.TrimPrefix(token, "Bot ") == s.opts.Token && s.identifies <= s.opts.IdentifyBudget
}

// welcome starts a session: READY, then each of its guilds.
func (s *Server) welcome(c *conn, sess *session) {
	s.sessions[sess.id] = sess
	c.session, sess.conn, c.compress = sess, c, sess.compress
	guilds := []object{}
	for _, id := range s.world.order {
		if s.world.guilds[id].shard(sess.shards) == sess.shard {
			guilds = append(guilds, object{"id": id, "unavailable": true})
		}
	}
	s.dispatch(sess, "READY", object{
		"v": 10, "user": userJSON(s.bot), "guilds": guilds, "session_id": sess.id, "resume_gateway_url": s.gatewayURL(),
		"shard": []int{sess.shard, sess.shards}, "application": object{"id": s.app, "flags": 0, "flags_new": "0"},
		"private_channels": []object{}, "session_type": "normal", "_trace": []string{},
	})
	if sess.intents&discordgo.IntentsGuilds == 0 {
		return
	}
	for _, g := range guilds {
		id, _ := g["id"].(string)
		s.dispatch(sess, "GUILD_CREATE", s.guildCreateJSON(s.world.guilds[id]))
	}
}

// resume replays what a session missed, or tells the bot to identify.
func (s *Server) resume(c *conn, raw json.RawMessage) {
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		c.close(closeDecode, "Error while decoding payload.")
		return
	}
	sess := s.sessions[d.SessionID]
	if sess == nil || !s.isToken(d.Token) || d.Seq > sess.seq || sess.seq-d.Seq > int64(len(sess.log)) {
		s.transmit(c, packet{Op: opInvalidSession, Data: json.RawMessage("false")})
		return
	}
	if old := sess.conn; old != nil {
		old.abort()
	}
	c.session, sess.conn, c.compress = sess, c, sess.compress
	for _, p := range sess.log[int64(len(sess.log))-(sess.seq-d.Seq):] {
		s.transmit(c, p)
	}
	s.dispatch(sess, "RESUMED", object{"_trace": []string{}})
}
