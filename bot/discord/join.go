package discord

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// join opens a discordgo session on one end of a pipe and returns the gateway's end of it. The session learns nothing of the
// network: whatever it asks by HTTP, it is told that the gateway is at the other end of the pipe. It ends with the pipe.
func join(ctx context.Context, s *discordgo.Session, limit time.Duration) (*websocket.Conn, error) {
	near, far := net.Pipe()
	s.Client = &http.Client{Transport: pipeAddress{}}
	s.Dialer = &websocket.Dialer{
		HandshakeTimeout: limit,
		NetDialContext:   func(context.Context, string, string) (net.Conn, error) { return far, nil },
	}
	stop := context.AfterFunc(ctx, func() { near.Close() })
	defer stop()
	go s.Open() // whatever it returns: the other end of the pipe tells how it went
	if err := near.SetDeadline(time.Now().Add(limit)); err != nil {
		return nil, err
	}
	from := bufio.NewReader(near)
	r, err := http.ReadRequest(from)
	if err != nil {
		near.Close()
		return nil, fmt.Errorf("discord: open discordgo: %w", err)
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(&pipeWriter{conn: near, buf: bufio.NewReadWriter(from, bufio.NewWriter(near))}, r, nil)
	if err != nil {
		near.Close()
		return nil, fmt.Errorf("discord: open discordgo: %w", err)
	}
	return ws, near.SetDeadline(time.Time{})
}

// pipeAddress answers every request with the address of the gateway, which is the pipe whatever its name.
type pipeAddress struct{}

// RoundTrip answers a request.
func (pipeAddress) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Proto: r.Proto, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"url":"ws://pipe"}`)),
	}, nil
}

// pipeWriter hands the pipe over to the upgrader.
type pipeWriter struct {
	conn net.Conn
	buf  *bufio.ReadWriter
}

// Header is empty: nothing is answered but the upgrade.
func (w *pipeWriter) Header() http.Header { return http.Header{} }

// WriteHeader does nothing.
func (w *pipeWriter) WriteHeader(int) {}

// Write does nothing.
func (w *pipeWriter) Write(p []byte) (int, error) { return len(p), nil }

// Hijack returns the pipe.
func (w *pipeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) { return w.conn, w.buf, nil }
