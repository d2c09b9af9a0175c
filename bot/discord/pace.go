package discord

import (
	"math/rand/v2"
	"time"
)

// pace is how long the connection to the gateway waits for what. Tests shorten it.
type pace struct {
	dial  time.Duration // for a connection and its first packet, which is Hello
	ready time.Duration // then for READY or RESUMED
	quiet time.Duration // without a packet before a heartbeat of our own asks whether Discord is still there
	ack   time.Duration // for Discord's answer to a heartbeat, and for discordgo to take a packet
	write time.Duration // for a packet to be taken by the network

	first, last time.Duration // between attempts that fail: at first, and at most
	stable      time.Duration // a connection that lasted as long has not failed

	invalidLeast, invalidMost time.Duration // before identifying after an invalid session
	identifies                time.Duration // between two identifies

	repeat time.Duration // before a request that failed is sent again; doubles
}

// usualPace is the pace at Discord. A connection that has died in silence would be noticed by discordgo after five heartbeats,
// which is three and a half minutes; by this it is after 15 seconds. Discord takes 120 packets a minute; a bot to which nothing
// happens sends nine.
func usualPace() pace {
	return pace{
		dial: 20 * time.Second, ready: 20 * time.Second, quiet: 8 * time.Second, ack: 7 * time.Second, write: 5 * time.Second,
		first: time.Second, last: 2 * time.Minute, stable: 10 * time.Second,
		invalidLeast: time.Second, invalidMost: 5 * time.Second, identifies: 5 * time.Second,
		repeat: 250 * time.Millisecond,
	}
}

// backoff is the wait after so many failures in a row: twice as long each time, and of that a random part of at least a
// half, so that bots which lost their connection together do not come back together.
func (p pace) backoff(failures int) time.Duration {
	if failures <= 0 {
		return 0
	}
	wait := p.first
	for range min(failures-1, 30) {
		wait = min(2*wait, p.last)
	}
	return wait/2 + rand.N(wait/2+1)
}

// invalid is the random wait that Discord asks for after an invalid session.
func (p pace) invalid() time.Duration {
	return p.invalidLeast + rand.N(p.invalidMost-p.invalidLeast+1)
}
