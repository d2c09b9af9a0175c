package discordsim

import (
	"encoding/json"
	"fmt"
	"time"
)

// PacketFault is where on the gateway something goes wrong. Its methods say what.
type PacketFault struct {
	name  string
	after bool
}

// At is in the place of a packet.
func At(name string) PacketFault { return PacketFault{name: name} }

// After is right after a packet.
func After(name string) PacketFault { return PacketFault{name: name, after: true} }

// fault is a fault that makes a move.
func (p PacketFault) fault(what string, m Move) Fault {
	where, made := "at ", m
	if p.after {
		where, made = "after ", Move{Then: &m}
	}
	return Fault{
		what:    where + p.name + " " + what,
		gateway: func(s Step) (Move, bool) { return made, s.Name() == p.name },
	}
}

// Send sends packets as they are, whatever they are: before the packet, or after it.
func (p PacketFault) Send(raw ...string) Fault {
	return p.fault(fmt.Sprintf("send %q", raw), Move{Send: Packets(raw...)})
}

// Packets are packets as they are, for [Move.Send].
func Packets(raw ...string) []json.RawMessage {
	var list []json.RawMessage
	for _, r := range raw {
		list = append(list, json.RawMessage(r))
	}
	return list
}

// Replace sends other packets in the place of the packet. It makes no sense after one.
func (p PacketFault) Replace(raw ...string) Fault {
	return p.fault(fmt.Sprintf("replace it by %q", raw), Move{Drop: true, Send: Packets(raw...)})
}

// Drop loses the packet. It makes no sense after one.
func (p PacketFault) Drop() Fault { return p.fault("drop it", Move{Drop: true}) }

// Twice sends the packet twice. It makes no sense after one.
func (p PacketFault) Twice() Fault { return p.fault("send it twice", Move{Twice: true}) }

// Delay sends the packet so much later. It makes no sense after one.
func (p PacketFault) Delay(d time.Duration) Fault {
	return p.fault(fmt.Sprintf("delay it by %v", d), Move{Delay: d})
}

// Close closes the connection with a code.
func (p PacketFault) Close(code int) Fault {
	return p.fault(fmt.Sprintf("close with %d", code), Move{Close: code})
}

// Cut breaks the connection without a close frame.
func (p PacketFault) Cut() Fault { return p.fault("cut the connection", Move{Cut: true}) }

// Silence leaves the connection open, but nothing passes it any more in either direction.
func (p PacketFault) Silence() Fault { return p.fault("fall silent", Move{Silence: true}) }

// Dialled is when the bot connects to the gateway: it is refused with an HTTP status.
func Dialled(status int) Fault {
	return Fault{what: fmt.Sprintf("refuse the connection with %d", status), dial: status}
}
