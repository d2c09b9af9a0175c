package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// gateway keeps the bot connected: it makes one [link] after another until its context ends or Discord refuses the bot. It
// alone knows the session to go on with, so that nothing of it is lost with a link.
type gateway struct {
	rest    *discordgo.Session // asks where the gateway is, and tells how to identify
	handle  func(event any)    // is called with each event, in a goroutine of its own
	pace    pace
	log     *slog.Logger
	state   *connection
	who     atomic.Pointer[identity] // nil before the first READY
	ready   chan struct{}            // closed at the first READY
	connect func(context.Context) (lasted time.Duration, e ending)

	// mu guards what is below.
	mu      sync.Mutex
	session session // what to go on with
	spent   ledger
}

func newGateway(s *discordgo.Session, p pace, log *slog.Logger, state *connection) *gateway {
	g := &gateway{rest: s, pace: p, log: log, state: state, ready: make(chan struct{})}
	g.connect = g.once
	return g
}

// run keeps the bot connected until ctx ends. It returns an error only where Discord refuses the bot.
func (g *gateway) run(ctx context.Context) error {
	for failures := 0; ; {
		lasted, e := g.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		g.state.down(time.Now(), e.reason)
		if e.refused != nil {
			return e.refused
		}
		failures++
		if lasted >= g.pace.stable {
			failures = 0
		}
		wait := max(g.pace.backoff(failures), e.wait)
		g.log.Warn("not connected", "reason", e.reason, "wait", wait)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// once makes one connection and stays until it has ended.
func (g *gateway) once(ctx context.Context) (lasted time.Duration, e ending) {
	address, e, ok := g.address(ctx)
	if !ok {
		return 0, e
	}
	l := &link{
		pace: g.pace, log: g.log, identify: g.rest.Identify, resume: g.held(), done: make(chan struct{}),
		opened: g.opened, spent: g.identified,
	}
	l.identify.Compress = false // so that the link can read what it passes on
	hello, e, ok := g.dial(ctx, l, address)
	if !ok {
		g.stray()
		return 0, e
	}
	e = l.run(ctx, hello)
	lasted, seq := l.lasted()
	g.leave(seq, e.forget)
	return lasted, e
}

// identity is who the bot is; the zero value before the first READY.
func (g *gateway) identity() identity {
	if who := g.who.Load(); who != nil {
		return *who
	}
	return identity{}
}

// held is the session to go on with.
func (g *gateway) held() session {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.session
}

// leave notes how far a link came, or that the session is over.
func (g *gateway) leave(seq int64, forget bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.session.seq = seq
	if forget {
		g.session = session{}
	}
}

// stray forgets where the session is, as nobody was met there: Discord is asked again.
func (g *gateway) stray() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.session.address = ""
}

// opened notes that events arrive.
func (g *gateway) opened(hi greeting, resumed bool) {
	how := "resumed"
	if !resumed {
		how = "identified"
		g.mu.Lock()
		g.session = session{id: hi.SessionID, address: hi.ResumeURL}
		g.mu.Unlock()
		if g.who.Swap(&identity{user: hi.User.ID, application: hi.Application.ID}) == nil {
			close(g.ready)
		}
	}
	g.state.up(time.Now())
	g.log.Info("connected", "reason", how)
}

// identified notes that an identify was sent.
func (g *gateway) identified() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.spent.add(time.Now())
	g.state.identified()
}

// address is where to connect to: where the session is, or where Discord says. To identify, the day must allow it.
func (g *gateway) address(ctx context.Context) (address string, e ending, ok bool) {
	held := g.held()
	if held.address != "" {
		return held.address, ending{}, true
	}
	if held.id == "" {
		if e, ok := g.mayIdentify(ctx); !ok {
			return "", e, false
		}
	}
	at, err := g.directions(ctx)
	if err != nil {
		return "", unaddressed(err), false
	}
	if limit := at.SessionStartLimit; held.id == "" && limit.Total > 0 && limit.Remaining <= 0 {
		wait := time.Duration(limit.ResetAfter) * time.Millisecond
		return "", ending{reason: "the day's identifies are used up", wait: wait}, false
	}
	return at.URL, ending{}, true
}

// directions asks Discord where the gateway is, and how often the bot may still identify. The library's own method panics where
// nothing comes back.
func (g *gateway) directions(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	const at = "gateway" // the one bucket that the session keeps
	var d discordgo.GatewayBotResponse
	raw, err := g.rest.RequestWithBucketID(http.MethodGet, discordgo.EndpointGatewayBot, nil, at, discordgo.WithContext(ctx))
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(raw, &d); err != nil || d.URL == "" {
		return d, errNoDirections
	}
	return d, nil
}

var errNoDirections = errors.New("discord: no address came")

// mayIdentify waits until the next identify is not too soon after the last. A wait because there were many today it does not
// begin, but tells.
func (g *gateway) mayIdentify(ctx context.Context) (e ending, ok bool) {
	g.mu.Lock()
	wait := g.spent.wait(time.Now(), g.pace.identifies)
	g.mu.Unlock()
	if wait > g.pace.identifies {
		return ending{reason: "identified too often today", wait: wait}, false
	}
	return ending{reason: "stopped"}, sleep(ctx, wait) == nil
}

// unaddressed is the end of an attempt that did not learn where the gateway is.
func unaddressed(err error) ending {
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	if ok && rest.Response.StatusCode == http.StatusUnauthorized {
		return ending{refused: &RefusedError{Reason: "HTTP 401", Hint: unknownToken}}
	}
	return ending{reason: "the gateway's address is not known: " + wireError(err)}
}

// dial connects a link to Discord, waits for its Hello, and only then starts the library on the other side.
func (g *gateway) dial(ctx context.Context, l *link, address string) (hello packet, e ending, ok bool) {
	limited, cancel := context.WithTimeout(ctx, g.pace.dial)
	defer cancel()
	target := strings.TrimSuffix(address, "/") + "/?v=" + discordgo.APIVersion + "&encoding=json"
	ws, resp, err := g.rest.Dialer.DialContext(limited, target, nil)
	if err != nil {
		if resp != nil {
			err = fmt.Errorf("HTTP %d", resp.StatusCode)
		}
		return packet{}, ending{reason: "the gateway cannot be reached: " + wireError(err)}, false
	}
	ws.SetReadLimit(maxPacket)
	ws.SetCloseHandler(func(int, string) error { return nil }) // not to answer with a code that ends the session
	l.discord = ws
	stop := context.AfterFunc(ctx, func() { ws.Close() })
	defer stop()
	if hello, l.interval, err = awaitHello(ws, g.pace); err == nil {
		l.library, err = join(limited, g.library(), g.pace.dial)
	}
	if err != nil {
		ws.Close()
		e := broken(err)
		e.reason = "no Hello: " + e.reason
		return packet{}, e, false
	}
	return hello, ending{}, true
}

// library is a session of discordgo's for one link.
func (g *gateway) library() *discordgo.Session {
	s := newLibrary(g.rest.Token)
	s.Identify = g.rest.Identify
	s.Compress = false
	s.ShouldReconnectOnError = false
	s.LogLevel = silent
	s.AddHandler(func(_ *discordgo.Session, event any) { g.handle(event) })
	return s
}

// silent is a level at which discordgo logs nothing. The decoding errors that it would log may hold what was sent.
const silent = -1
