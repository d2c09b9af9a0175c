// Package discordsim is a loopback Discord: enough of the REST interface and of the gateway for an unmodified
// client to log in, register commands and answer people, with no network and no account.
//
// A [Server] listens on 127.0.0.1 only. The bot's side of it is what Discord documents: [Server.Session] gives a
// discordgo session whose requests are led there. The people's side is a Go interface: [Server.Command],
// [Server.Press], [Server.Say] and their kin do what a person does in Discord's own client, refuse what that client
// would not let a person do, and show what a person would see.
//
// Every body the bot sends passes the [Judge] before anything else happens, and a body that breaks a rule is refused
// as Discord refuses it. [Server.Rejections] lists them, so a test can end by asking that there were none.
package discordsim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// DefaultToken is the bot token a server accepts unless [Options] names another.
const DefaultToken = "loopback-token"

// Options are the settings of a [Server]. The zero value works.
type Options struct {
	// Token is the bot token, without "Bot ". The default is [DefaultToken].
	Token string
	// Now is the clock of interaction deadlines, timestamps and snowflakes. The default is [time.Now].
	Now func() time.Time
	// Judge checks bodies. Where it is nil, one is made from OpenAPI.
	Judge *Judge
	// OpenAPI names a copy of Discord's OpenAPI document, or is empty to judge by this package's own rules only.
	OpenAPI string
	// Privileged are the privileged intents switched on for the application. Identifying with another one is
	// answered by close code 4014.
	Privileged discordgo.Intent
	// HeartbeatInterval is what Hello asks for. The default is Discord's 41.25 s.
	HeartbeatInterval time.Duration
	// Shards is the number of shards that /gateway/bot recommends. The default is 1.
	Shards int
	// MaxConcurrency is the identify concurrency that /gateway/bot states. The default is 1.
	MaxConcurrency int
	// IdentifyBudget is how many times the bot may identify before its token is reset. The default is Discord's 1,000.
	IdentifyBudget int
	// IdentifySpacing is how long after one Identify the next is answered by an invalid session. The default is none;
	// Discord's is five seconds.
	IdentifySpacing time.Duration
	// RouteLimit is how many requests a second one route takes before it answers 429. The default is 50.
	RouteLimit int
	// Hooks are the faults to play from the start; see [Server.SetHooks].
	Hooks Hooks
}

// withDefaults fills in what was left zero.
func (o Options) withDefaults() (Options, error) {
	o.Token = cmp.Or(strings.TrimPrefix(o.Token, "Bot "), DefaultToken)
	o.HeartbeatInterval = cmp.Or(o.HeartbeatInterval, 41250*time.Millisecond)
	o.Shards = cmp.Or(o.Shards, 1)
	o.MaxConcurrency = cmp.Or(o.MaxConcurrency, 1)
	o.RouteLimit = cmp.Or(o.RouteLimit, 50)
	o.IdentifyBudget = cmp.Or(o.IdentifyBudget, identifyBudget)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Judge == nil {
		j, err := NewJudge(o.OpenAPI)
		if err != nil {
			return o, err
		}
		o.Judge = j
	}
	return o, nil
}

// Server is a loopback Discord with one application, its bot, and whatever guilds and people a test adds.
type Server struct {
	opts     Options
	http     *http.Server
	addr     string
	bot      User
	owner    User // of the application
	app      string
	realTime bool // the clock is the real one
	limits   *limiter
	hooks    atomic.Pointer[Hooks]
	unused   unused
	stopping chan struct{}
	stop     sync.Once
	wg       sync.WaitGroup

	// mu guards everything below. Whoever changes any of it calls touch before unlocking.
	mu          sync.Mutex
	world       world
	commands    map[string][]*command // by guild id; "" holds the global ones
	interacts   map[string]*Exchange  // by interaction token
	sessions    map[string]*session
	conns       map[*conn]bool
	identifies  int
	identified  time.Time // last
	dialled     int       // gateway connections so far, refused ones too
	nonces      nonces
	rejections  []Rejection
	faults      []Rejection
	requests    []Request
	subscribers map[*subscriber]bool
	changed     chan struct{} // closed and replaced by touch
}

// Start starts a server on a free loopback port. It runs until [Server.Close]; ctx bounds only the start.
func Start(ctx context.Context, opts Options) (*Server, error) {
	realTime := opts.Now == nil
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("discordsim: listen on loopback: %w", err)
	}
	s := &Server{
		opts: opts, realTime: realTime, addr: l.Addr().String(), limits: newLimiter(opts.RouteLimit), stopping: make(chan struct{}),
		commands: map[string][]*command{}, interacts: map[string]*Exchange{}, sessions: map[string]*session{},
		conns: map[*conn]bool{}, nonces: nonces{}, subscribers: map[*subscriber]bool{}, changed: make(chan struct{}),
	}
	s.world = newWorld(opts.Now)
	s.app = s.world.ids.next()
	s.bot = User{ID: s.app, Name: "patientfaq", Bot: true}
	s.owner = User{ID: s.world.ids.next(), Name: "owner"}
	s.world.users[s.bot.ID], s.world.users[s.owner.ID] = s.bot, s.owner
	s.SetHooks(opts.Hooks)
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, ConnState: s.unused.note}
	s.wg.Go(func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.fault(Rejection{Rule: "server", Why: err.Error()})
		}
	})
	return s, nil
}

// closeGrace is how long Close lets requests finish.
const closeGrace = 2 * time.Second

// Close lets running requests finish, ends every connection and waits until nothing of the server runs any more.
func (s *Server) Close() error {
	var err error
	s.stop.Do(func() {
		close(s.stopping)
		s.unused.close()
		ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
		defer cancel()
		if err = s.http.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
			err = s.http.Close()
		}
		s.mu.Lock()
		for c := range s.conns {
			c.abort()
		}
		s.touch()
		s.mu.Unlock()
	})
	s.wg.Wait()
	return err
}

// URL is the address that stands for https://discord.com.
func (s *Server) URL() string { return "http://" + s.addr }

// Bot is the user the application acts as.
func (s *Server) Bot() User { return s.bot }

// ApplicationID is the id of the one application.
func (s *Server) ApplicationID() string { return s.app }

// Session returns a discordgo session which talks to this server and is otherwise as [discordgo.New] made it, but
// keeps no state and does not share the library's default dialer. The caller sets the intents and opens it.
func (s *Server) Session(token string) (*discordgo.Session, error) {
	dg, err := discordgo.New("Bot " + strings.TrimPrefix(token, "Bot "))
	if err != nil {
		return nil, fmt.Errorf("discordsim: new session: %w", err)
	}
	dg.Client.Transport = s.Transport()
	dg.Dialer = &websocket.Dialer{HandshakeTimeout: 10 * time.Second}
	dg.StateEnabled = false
	return dg, nil
}

// Transport returns a round tripper which leads requests for Discord to this server and refuses all others.
func (s *Server) Transport() http.RoundTripper {
	return &transport{addr: s.addr, base: &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second}}
}

type transport struct {
	addr string
	base http.RoundTripper
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if h := r.URL.Hostname(); h != "discord.com" && h != "discordapp.com" && !strings.HasSuffix(h, ".discord.com") {
		return nil, fmt.Errorf("discordsim: %s is not Discord", h)
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = "http", t.addr, t.addr
	return t.base.RoundTrip(r)
}

// touch wakes whoever waits for a change. The caller holds mu.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// await calls check under the lock, at once and after every change, until it returns true.
func (s *Server) await(ctx context.Context, check func() bool) error {
	for {
		s.mu.Lock()
		done, changed := check(), s.changed
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-s.stopping:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
