package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// beat sends a heartbeat.
func (l *link) beat() error {
	l.mu.Lock()
	var seq any
	if l.seq > 0 {
		seq = l.seq
	}
	if l.unanswered.IsZero() {
		l.unanswered = time.Now()
	}
	l.mu.Unlock()
	return l.send(opHeartbeat, seq)
}

// watch looks whether the other side is still alive: from outside the library, whose own look takes five heartbeats.
func (l *link) watch() ending {
	tick := time.NewTicker(max(l.pace.quiet/10, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-l.done:
			return ending{}
		case now := <-tick.C:
			if e, over := l.pulse(now); over {
				return e
			}
		}
	}
}

// pulse sends a heartbeat where nothing was heard for long, and ends the link where an answer is overdue.
func (l *link) pulse(now time.Time) (e ending, over bool) {
	l.mu.Lock()
	late := !l.unanswered.IsZero() && now.Sub(l.unanswered) > l.pace.ack
	unready := l.open.IsZero() && now.Sub(l.began) > l.pace.ready
	ask := l.unanswered.IsZero() && now.Sub(l.heard) > l.pace.quiet
	l.mu.Unlock()
	switch {
	case late:
		return ending{reason: "heartbeats are not answered"}, true
	case unready:
		return ending{reason: "neither READY nor RESUMED came", forget: true}, true
	case ask:
		if err := l.beat(); err != nil {
			return broken(err), true
		}
	}
	return ending{}, false
}

// awaitHello reads the first packet, which must be Hello. Discordgo would wait for it for ever, would hang itself up over a
// request to reconnect in its place, and would panic over a heartbeat interval of nothing.
func awaitHello(ws *websocket.Conn, p pace) (hello packet, interval time.Duration, err error) {
	if err := ws.SetReadDeadline(time.Now().Add(p.dial)); err != nil {
		return packet{}, 0, err
	}
	_, raw, err := ws.ReadMessage()
	if err != nil {
		return packet{}, 0, err
	}
	if hello, err = readPacket(raw); err != nil {
		return packet{}, 0, err
	}
	if hello.Op != opHello {
		return packet{}, 0, fmt.Errorf("discord: the first packet has opcode %d", hello.Op)
	}
	var d struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(hello.Data, &d); err != nil || d.Interval <= 0 || d.Interval > int64(time.Hour/time.Millisecond) {
		return packet{}, 0, errors.New("discord: Hello without a heartbeat interval")
	}
	return hello, time.Duration(d.Interval) * time.Millisecond, nil
}
