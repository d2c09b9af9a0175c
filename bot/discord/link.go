package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// link is one connection to the gateway. On one side is Discord, on the other a discordgo session that was made for this
// connection and is thrown away with it; in between, the link passes on what each has to say to the other.
//
// It stands there because discordgo does not survive everything that Discord may send: what would make it hang, panic or forget
// the session is dealt with here, and what it never sees cannot harm it. Discordgo always identifies; where there is a
// session to go on with, the link makes that a resume. It ends by whichever side goes first, by silence, or with its context.
type link struct {
	pace     pace
	log      *slog.Logger
	identify discordgo.Identify
	resume   session              // what to go on with; the zero value is nothing
	opened   func(greeting, bool) // is called when events arrive: with READY's data, or resumed
	spent    func()               // is called when an identify is sent
	discord  *websocket.Conn      // a reader, and writers under writing
	library  *websocket.Conn      // a reader, and writers under showing
	interval time.Duration        // between heartbeats, as Hello has it
	writing  sync.Mutex           // held while a packet is written to discord
	showing  sync.Mutex           // and to library
	done     chan struct{}        // closed when the link has ended

	// mu guards what is below.
	mu         sync.Mutex
	seq        int64     // of the last event
	began      time.Time // when Hello came
	open       time.Time // when READY or RESUMED came
	heard      time.Time // when the last packet came
	unanswered time.Time // when the first heartbeat was sent that is not acknowledged yet
}

// session is a session at Discord's that can be gone on with.
type session struct {
	id      string
	seq     int64
	address string
}

// maxPacket bounds what is read at once. The largest events are those of guilds, of a few megabytes.
const maxPacket = 64 << 20

// run passes packets on until the link ends, and tells why it did.
func (l *link) run(ctx context.Context, hello packet) ending {
	now := time.Now()
	l.began, l.heard, l.seq = now, now, l.resume.seq
	ends := make(chan ending, 3)
	var wg sync.WaitGroup
	for _, part := range []func() ending{func() ending { return l.fromDiscord(hello) }, l.fromLibrary, l.watch} {
		wg.Go(func() { ends <- unharmed(part) })
	}
	var e ending
	select {
	case e = <-ends:
	case <-ctx.Done():
		e = ending{reason: "stopped", forget: true}
		l.leave()
	}
	close(l.done)
	l.discord.Close()
	l.library.Close()
	wg.Wait()
	return e
}

// unharmed runs a part of a link. A panic ends the link and not the process.
func unharmed(part func() ending) (e ending) {
	defer func() {
		if cause := recover(); cause != nil {
			e = ending{reason: fmt.Sprintf("panicked with %T", cause), forget: true}
		}
	}()
	return part()
}

// fromDiscord reads what Discord sends.
func (l *link) fromDiscord(hello packet) ending {
	if err := l.show(hello); err != nil {
		return hung
	}
	for {
		if err := l.discord.SetReadDeadline(time.Now().Add(l.interval + l.pace.ack)); err != nil {
			return broken(err)
		}
		_, raw, err := l.discord.ReadMessage()
		if err != nil {
			return broken(err)
		}
		l.mu.Lock()
		l.heard = time.Now()
		l.mu.Unlock()
		p, err := readPacket(raw)
		if err != nil {
			l.log.Warn("packet dropped", "err", err)
			continue
		}
		if e, over := l.receive(p); over {
			return e
		}
	}
}

// hung is the end of a link whose library takes nothing more.
var hung = ending{reason: "discordgo hangs"}

// broken is the end of a link whose connection ended.
func broken(err error) ending {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		return closing(closed.Code)
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return ending{reason: "broken off: nothing came in time"}
	}
	return ending{reason: "broken off: " + wireError(err)}
}

// receive deals with a packet of Discord's. Over tells that the link has ended.
func (l *link) receive(p packet) (e ending, over bool) {
	switch p.Op {
	case opDispatch:
		return l.event(p)
	case opHeartbeat: // at once, and not by discordgo, which would write to a connection that it may be closing
		if err := l.beat(); err != nil {
			return broken(err), true
		}
	case opReconnect: // discordgo would wait for itself for ever where this is the first packet
		return ending{reason: "Discord asked to reconnect"}, true
	case opInvalidSession: // discordgo would identify at once
		var resumable bool
		if err := json.Unmarshal(p.Data, &resumable); err != nil {
			resumable = false
		}
		return ending{reason: "invalid session", forget: !resumable, wait: l.pace.invalid()}, true
	case opHeartbeatAck: // while it opens, discordgo would wait for itself for ever over this as well
		l.mu.Lock()
		l.unanswered = time.Time{}
		l.mu.Unlock()
	}
	return ending{}, false
}

// event passes an event on. Its number is noted when the library has it, so that an event which was lost here is sent again.
func (l *link) event(p packet) (e ending, over bool) {
	switch p.Event {
	case "READY":
		g, err := readGreeting(p.Data)
		if err != nil {
			return ending{reason: "READY cannot be read", forget: true}, true
		}
		l.ready(g, false)
	case "RESUMED":
		p.Data = json.RawMessage("{}")
		l.ready(greeting{}, true)
	}
	if err := l.tell(p); err != nil {
		return hung, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq = max(l.seq, p.Seq)
	return ending{}, false
}

// tell gives an event to the library, unless the bot has no use for it or nothing could be made of it.
func (l *link) tell(p packet) error {
	event := decoded(p.Event)
	if event == nil {
		return nil
	}
	var err error
	if p.Data, err = cut(p.Event, p.Data); err == nil {
		err = vet(p.Data, event)
	}
	if err != nil {
		l.log.Warn("event dropped", "reason", p.Event, "err", err)
		return nil
	}
	return l.show(p)
}

// ready notes that events arrive.
func (l *link) ready(g greeting, resumed bool) {
	l.mu.Lock()
	l.open = time.Now()
	l.mu.Unlock()
	l.opened(g, resumed)
}

// show gives a packet to the library, which has so long to take it.
func (l *link) show(p packet) error {
	l.showing.Lock()
	defer l.showing.Unlock()
	if err := l.library.SetWriteDeadline(time.Now().Add(l.pace.ack)); err != nil {
		return err
	}
	return l.library.WriteJSON(p)
}

// fromLibrary reads what discordgo sends.
func (l *link) fromLibrary() ending {
	for {
		var p packet
		if err := l.library.ReadJSON(&p); err != nil {
			return ending{reason: "discordgo closed the connection"}
		}
		if err := l.forward(p); err != nil {
			return broken(err)
		}
	}
}

// forward sends what discordgo wants to say. Its heartbeats are acknowledged here: whether Discord acknowledges them is looked
// after by [link.watch]. Its closing goes no further, as it would end the session where the connection alone is to end.
func (l *link) forward(p packet) error {
	switch {
	case p.Op == opHeartbeat:
		if err := l.show(packet{Op: opHeartbeatAck}); err != nil {
			return err
		}
		return l.beat()
	case p.Op == opIdentify && l.resume.id != "":
		return l.send(opResume, map[string]any{"token": l.identify.Token, "session_id": l.resume.id, "seq": l.resume.seq})
	case p.Op == opIdentify:
		l.spent()
		return l.send(opIdentify, l.identify)
	}
	return l.send(p.Op, p.Data)
}

// send sends a packet to Discord.
func (l *link) send(op int, data any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.discord.SetWriteDeadline(time.Now().Add(l.pace.write)); err != nil {
		return err
	}
	return l.discord.WriteJSON(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
}

// leave ends the session at Discord's: the bot goes offline at once, and nothing is kept for it.
func (l *link) leave() {
	frame := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := l.discord.WriteControl(websocket.CloseMessage, frame, time.Now().Add(l.pace.write)); err != nil {
		l.log.Debug("not taken leave of", "err", wireError(err))
	}
}

// lasted is how long events arrived, and the last one's number.
func (l *link) lasted() (time.Duration, int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open.IsZero() {
		return 0, l.seq
	}
	return time.Since(l.open), l.seq
}
