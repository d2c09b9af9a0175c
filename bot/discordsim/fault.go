package discordsim

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// Fault is one line of a script of what goes wrong at Discord. It says where: [At] a gateway packet, [After] one, when [Dialled],
// or [To] which request; then what, by the methods of the same kind; and where it is not to happen always, when, by
// [Fault.On], [Fault.Nth] and [Fault.Times]:
//
//	script := server.Play(
//		discordsim.At("HELLO").Drop().On(1),                            // the first connection gets no Hello
//		discordsim.After("READY").Close(4000).On(2),                    // the second is closed once it is ready
//		discordsim.At("MESSAGE_CREATE").Twice().Nth(3),                 // the third message comes twice
//		discordsim.To("POST /channels/*/messages").Fails(503).Times(2), // two replies fail
//	)
//
// A packet is named as its event or, in either direction, HELLO, IDENTIFY, RESUME, HEARTBEAT, ACK.
type Fault struct {
	what  string
	conns []int
	nth   int
	times int

	gateway func(Step) (Move, bool) // false: it is not this packet
	dial    int                     // the status that refuses a connection
	request *restFault
}

// On limits a fault of the gateway to some connections, counted from 1 on.
func (f Fault) On(conns ...int) Fault {
	f.what += fmt.Sprintf(" on connections %v", conns)
	f.conns = conns
	return f
}

// Nth makes a fault happen from the nth time on that it could. Without [Fault.Times] it then happens once.
func (f Fault) Nth(n int) Fault {
	f.what += fmt.Sprintf(" from time %d on", n)
	f.nth, f.times = n, max(f.times, 1)
	return f
}

// Times makes a fault happen so often and then no more.
func (f Fault) Times(n int) Fault {
	f.what += fmt.Sprintf(" %d times", n)
	f.times = n
	return f
}

// Script is a script that is being played.
type Script struct {
	faults []Fault

	// mu guards what is below.
	mu     sync.Mutex
	chance []int // how often each fault could have happened
	played []int // how often it did
}

// Play plays a script from now on, in the place of whatever hooks there were. Of several faults that fit, the first in the
// script happens.
func (s *Server) Play(faults ...Fault) *Script {
	p := &Script{faults: faults, chance: make([]int, len(faults)), played: make([]int, len(faults))}
	s.SetHooks(Hooks{REST: p.rest, Lost: p.lost, Dial: p.dial, Gateway: p.gateway})
	return p
}

// Played is how often each fault has happened, in the order of the script.
func (p *Script) Played() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.played)
}

// Unplayed names the faults that have not happened.
func (p *Script) Unplayed() []string {
	var list []string
	for i, n := range p.Played() {
		if n == 0 {
			list = append(list, p.faults[i].what)
		}
	}
	return list
}

// turn counts a chance of a fault and tells whether it is to happen.
func (p *Script) turn(i int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.faults[i]
	p.chance[i]++
	if p.chance[i] < f.nth || f.times > 0 && p.played[i] >= f.times {
		return false
	}
	p.played[i]++
	return true
}

// onConnection tells whether the fault may happen on a connection.
func (f Fault) onConnection(n int) bool { return len(f.conns) == 0 || slices.Contains(f.conns, n) }

func (p *Script) gateway(step Step) Move {
	for i, f := range p.faults {
		if f.gateway == nil || !f.onConnection(step.Conn) {
			continue
		}
		if move, ok := f.gateway(step); ok && p.turn(i) {
			return move
		}
	}
	return Move{}
}

func (p *Script) dial(conn int) int {
	for i, f := range p.faults {
		if f.dial != 0 && f.onConnection(conn) && p.turn(i) {
			return f.dial
		}
	}
	return 0
}

func (p *Script) rest(w http.ResponseWriter, r *http.Request) bool {
	for i, f := range p.faults {
		if f.request != nil && f.request.answer != nil && f.request.fits(r) && p.turn(i) {
			return f.request.answer(w, r)
		}
	}
	return false
}

func (p *Script) lost(r *http.Request) bool {
	for i, f := range p.faults {
		if f.request != nil && f.request.lost && f.request.fits(r) && p.turn(i) {
			return true
		}
	}
	return false
}
