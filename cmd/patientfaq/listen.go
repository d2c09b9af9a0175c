package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"patientfaq/bot/discord"
	"patientfaq/search"
)

// pages are the metrics and the two health pages, for machines. They are off unless an address is given.
type pages struct {
	addr    string
	log     *slog.Logger
	metrics http.Handler
	unready func() string
}

// listenAddress completes an address whose host was left out: nobody but this machine may then read the pages.
func listenAddress(addr string) (string, error) {
	if _, err := strconv.ParseUint(addr, 10, 16); err == nil {
		addr = ":" + addr
	}
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", usageError{fmt.Sprintf("--listen %q is no address", addr), "write a port, such as 9090, or an address and a port, such as 127.0.0.1:9090"}
	}
	return net.JoinHostPort(cmp.Or(host, "127.0.0.1"), port), nil
}

// isLoopback tells whether only this machine reaches an address.
func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// Requests to the pages are small, and what answers them is in memory.
const (
	pageTimeout   = 10 * time.Second
	closeTimeout  = time.Second
	pageHeaderMax = 16 << 10
)

// run shows the pages until ctx ends. Where it cannot, the bot answers patients without them.
func (p *pages) run(ctx context.Context) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", p.addr)
	if err != nil {
		p.log.Error("no metrics and health pages", "err", err)
		return
	}
	if !isLoopback(l.Addr()) {
		p.log.Warn("metrics and health pages can be read from other machines: a firewall should let in only those that need them", "addr", l.Addr().String())
	}
	p.log.Info("listening", "addr", l.Addr().String())
	srv := &http.Server{
		Handler: p.handler(), ReadTimeout: pageTimeout, WriteTimeout: pageTimeout, IdleTimeout: time.Minute, MaxHeaderBytes: pageHeaderMax,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		if srv.Shutdown(closing) != nil {
			srv.Close()
		}
	})
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		p.log.Error("no metrics and health pages", "err", err)
	}
	if !stop() {
		<-stopped
	}
}

func (p *pages) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", p.metrics)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeLine(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := p.unready(); why != "" {
			writeLine(w, http.StatusServiceUnavailable, "not ready: "+why)
			return
		}
		writeLine(w, http.StatusOK, "ready")
	})
	return mux
}

// writeLine answers with a line of text. Who asked and has gone does not matter.
func writeLine(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, line)
}

// readyGrace is how long the connection may be lost before the bot counts as not ready. A lost connection is resumed
// within seconds, and a new one is made within a minute; longer means that somebody should look.
const readyGrace = 2 * time.Minute

// unready says why the house is not ready now, "" where it is.
func (h *house) unready() string { return unready(h.live.Status(), h.bot.Connection(), time.Now()) }

// unready says why the bot does not answer patients as it should, "" where it does: it needs content that was taken once
// and a connection.
func unready(st search.Status, c discord.Connection, now time.Time) string {
	var why []string
	if st.Revision == "" {
		why = append(why, "no content has been taken yet")
	}
	switch {
	case !c.Ready:
		why = append(why, "not connected to Discord yet")
	case !c.Connected && now.Sub(c.Since) >= readyGrace:
		why = append(why, "not connected to Discord for "+now.Sub(c.Since).Round(time.Second).String())
	}
	return strings.Join(why, "; ")
}
