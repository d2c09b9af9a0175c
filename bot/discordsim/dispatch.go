package discordsim

import (
	"strconv"
	"time"

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
	move := s.ask(c, false, p)
	raw := mustJSON(p)
	if s.carry(c, move) {
		switch {
		case move.Delay > 0:
			s.later(move.Delay, func() { c.send(raw) })
		case move.Twice:
			c.send(raw)
			fallthrough
		default:
			c.send(raw)
		}
	}
	if move.Then != nil {
		s.carry(c, *move.Then)
	}
}

// take asks about a packet from the bot, and calls handle where it arrives. The caller holds mu.
func (s *Server) take(c *conn, p packet, handle func()) {
	move := s.ask(c, true, p)
	if s.carry(c, move) {
		handle()
	}
	if move.Then != nil {
		s.carry(c, *move.Then)
	}
}

// ask asks the hook what becomes of a packet.
func (s *Server) ask(c *conn, fromBot bool, p packet) Move {
	hook := s.hooks.Load().Gateway
	if hook == nil || c.silent {
		return Move{Drop: c.silent}
	}
	step := Step{FromBot: fromBot, Conn: c.number, Shard: -1, Op: p.Op, Data: p.Data}
	if p.Event != nil {
		step.Event = *p.Event
	}
	if c.session != nil {
		step.Shard = c.session.shard
	}
	return hook(step)
}

// carry carries out a move, and tells whether the packet passes.
func (s *Server) carry(c *conn, m Move) bool {
	for _, raw := range m.Send {
		c.send(raw)
	}
	switch {
	case m.Cut:
		c.cut()
	case m.Close != 0:
		c.close(m.Close, "")
	case m.Silence:
		c.silent = true
	default:
		return !m.Drop
	}
	return false
}

// later does something after a while, unless the server is closed before.
func (s *Server) later(wait time.Duration, do func()) {
	s.wg.Go(func() {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
			do()
		case <-s.stopping:
		}
	})
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
