package discordsim

import (
	"bytes"
	"compress/zlib"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// conn is one gateway socket. Its writer is a goroutine of its own, so that a slow bot never holds up the server.
type conn struct {
	ws       *websocket.Conn
	number   int      // counted from 1 on
	silent   bool     // nothing passes any more; guarded by the server's mutex
	session  *session // set once identified; the server's mutex guards it
	compress bool     // guarded by the server's mutex
	done     chan struct{}
	wake     chan struct{} // capacity one: there is something in the queue

	// mu guards queue and ended.
	mu    sync.Mutex
	queue []frame
	ended bool
}

// frame is something to write: a packet, or the end with a close code.
type frame struct {
	body  []byte
	zip   bool
	close int
	why   string
	cut   bool // the end without a close code
}

func newConn(ws *websocket.Conn, number int) *conn {
	return &conn{ws: ws, number: number, done: make(chan struct{}), wake: make(chan struct{}, 1)}
}

func (c *conn) send(body []byte) { c.push(frame{body: body, zip: c.compress}) }

// close ends the connection with a close frame, after what is already queued.
func (c *conn) close(code int, why string) { c.push(frame{close: code, why: why}) }

// cut ends the connection without a close frame, after what is already queued.
func (c *conn) cut() { c.push(frame{cut: true}) }

func (c *conn) push(f frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.ended = f.close != 0 || f.cut
	c.queue = append(c.queue, f)
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// over says whether the server has ended the connection itself. The bot then only repeats the server's close code.
func (c *conn) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// abort breaks the connection at once, with no close frame.
func (c *conn) abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.done:
	default:
		close(c.done)
	}
	c.ended = true
	c.ws.Close()
}

// write writes the queue until the connection ends.
func (c *conn) write() {
	for {
		c.mu.Lock()
		queue := c.queue
		c.queue = nil
		c.mu.Unlock()
		for _, f := range queue {
			err := c.writeFrame(f)
			if err == nil && f.close != 0 {
				c.linger()
				return
			}
			if err != nil || f.cut {
				c.ws.Close()
				return
			}
		}
		select {
		case <-c.wake:
		case <-c.done:
			return
		}
	}
}

// closeWait is how long the bot may take to close its side once the server has closed its own.
const closeWait = time.Second

// linger closes one direction of the connection alone. To close both while something of the bot's is not read yet would reset
// the connection, and the bot might not read the close code.
func (c *conn) linger() {
	tcp, ok := c.ws.NetConn().(*net.TCPConn)
	if !ok || tcp.CloseWrite() != nil || tcp.SetReadDeadline(time.Now().Add(closeWait)) != nil {
		c.ws.Close()
	}
}

// writeWait bounds a write to a bot that does not read.
const writeWait = 10 * time.Second

func (c *conn) writeFrame(f frame) error {
	deadline := time.Now().Add(writeWait)
	if f.cut {
		return nil
	}
	if f.close != 0 {
		return c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(f.close, f.why), deadline)
	}
	if err := c.ws.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if !f.zip {
		return c.ws.WriteMessage(websocket.TextMessage, f.body)
	}
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	if _, err := z.Write(f.body); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.BinaryMessage, buf.Bytes())
}

// each calls handle for every message until the connection ends or is silent for longer than it may be.
func (c *conn) each(silence time.Duration, handle func([]byte)) error {
	for {
		if err := c.ws.SetReadDeadline(time.Now().Add(silence)); err != nil {
			return err
		}
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			return err
		}
		handle(raw)
	}
}

func isTimeout(err error) bool {
	netErr, ok := errors.AsType[net.Error](err)
	return ok && netErr.Timeout()
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// mustJSON encodes what this package builds, which always can be.
func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("discordsim: encode: " + err.Error())
	}
	return raw
}
