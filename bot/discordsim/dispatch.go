package discordsim

import (
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// dispatch gives a session its next event. The caller holds mu.
func (s *Server) dispatch(sess *session, name string, data any) {
	sess.seq++
	seq := sess.seq
	p := packet{Op: opDispatch, Data: mustJSON(data), Seq: &seq, Event: &name}
	sess.log = append(sess.log, p)
	if over := len(sess.log) - maxReplay; over > 0 {
		sess.log = sess.log[over:]
	}
	if sess.conn != nil {
		s.transmit(sess.conn, p)
	}
}

// transmit sends a packet unless a hook has other plans. The caller holds mu.
func (s *Server) transmit(c *conn, p packet) {
	if s.pass(c, false, p) {
		c.send(mustJSON(p))
	}
}

// pass asks the hook about a packet and carries out its answer.
func (s *Server) pass(c *conn, fromBot bool, p packet) bool {
	hook := s.hooks.Load().Gateway
	if hook == nil {
		return true
	}
	step := Step{FromBot: fromBot, Shard: -1, Op: p.Op, Data: p.Data}
	if p.Event != nil {
		step.Event = *p.Event
	}
	if c.session != nil {
		step.Shard = c.session.shard
	}
	move := hook(step)
	for _, raw := range move.Send {
		c.send(raw)
	}
	switch {
	case move.Cut:
		c.abort()
	case move.Close != 0:
		c.close(move.Close, "")
	default:
		return !move.Drop
	}
	return false
}

// shard is the shard a guild belongs to.
func (g *guild) shard(shards int) int {
	id, err := strconv.ParseUint(g.ID, 10, 64)
	if err != nil {
		return 0 // ids are made here, so this cannot be
	}
	return int((id >> 22) % uint64(shards))
}

// emit sends an event to every session that has the guild's shard and asked for one of the intents; an intent of zero
// means everyone. The caller holds mu.
func (s *Server) emit(guildID, name string, intent discordgo.Intent, data any) {
	s.emitEach(guildID, name, intent, func(*session) any { return data })
}

func (s *Server) emitEach(guildID, name string, intent discordgo.Intent, data func(*session) any) {
	for _, sess := range s.sessions {
		shard := 0
		if g := s.world.guilds[guildID]; g != nil {
			shard = g.shard(sess.shards)
		}
		if sess.shard == shard && (intent == 0 || sess.intents&intent != 0) {
			s.dispatch(sess, name, data(sess))
		}
	}
}
