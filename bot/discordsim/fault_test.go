package discordsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

// heard is what comes on a connection: the names of the packets, and how it ended.
func heard(t *testing.T, s *Server) []string {
	t.Helper()
	ws, resp, err := websocket.DefaultDialer.DialContext(t.Context(), s.gatewayURL(), nil)
	if err != nil {
		return []string{fmt.Sprintf("refused with %d", resp.StatusCode)}
	}
	defer ws.Close()
	send(t, ws, opIdentify, identifyData(nil))
	var list []string
	for {
		var p packet
		if err := ws.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		err := ws.ReadJSON(&p)
		if closed, ok := errors.AsType[*websocket.CloseError](err); ok && closed.Code != websocket.CloseAbnormalClosure {
			return append(list, fmt.Sprintf("closed with %d", closed.Code))
		}
		switch {
		case isTimeout(err):
			return list
		case err != nil:
			return append(list, "cut")
		case p.Event != nil:
			list = append(list, *p.Event)
		default:
			list = append(list, Step{Op: p.Op}.Name())
		}
	}
}

func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault Fault
		want  []string
	}{
		{At("HELLO").Send(`{"op":7}`), []string{"RECONNECT", "HELLO", "READY"}},
		{After("HELLO").Send(`{"op":1}`, `{"op":11}`), []string{"HELLO", "HEARTBEAT", "ACK", "READY"}},
		{At("HELLO").Drop(), []string{"READY"}},
		{At("HELLO").Replace(`{"op":9,"d":false}`), []string{"INVALID_SESSION", "READY"}},
		{At("READY").Twice(), []string{"HELLO", "READY", "READY"}},
		{At("READY").Delay(time.Millisecond), []string{"HELLO", "READY"}},
		{At("READY").Close(4004), []string{"HELLO", "closed with 4004"}},
		{After("READY").Close(4000), []string{"HELLO", "READY", "closed with 4000"}},
		{At("IDENTIFY").Close(4008), []string{"HELLO", "closed with 4008"}},
		{At("IDENTIFY").Drop(), []string{"HELLO"}},
		{At("READY").Cut(), []string{"HELLO", "cut"}},
		{At("HELLO").Silence(), nil},
		{After("HELLO").Silence(), []string{"HELLO"}},
		{Dialled(http.StatusBadGateway), []string{"refused with 502"}},
	}
	for _, tt := range tests {
		t.Run(tt.fault.what, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{})
			script := s.Play(tt.fault.On(1, 2).Times(1))
			if d := cmp.Diff(tt.want, heard(t, s)); d != "" {
				t.Errorf("first connection (-want +got):\n%s", d)
			}
			if d := cmp.Diff([]string{"HELLO", "READY"}, heard(t, s)); d != "" {
				t.Errorf("second connection, once the fault was played (-want +got):\n%s", d)
			}
			if got := script.Unplayed(); got != nil {
				t.Errorf("Unplayed() = %q, want none", got)
			}
		})
	}
}

func TestWhenAFaultHappens(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	script := s.Play(At("HELLO").Close(4000).Nth(2), At("HELLO").Close(4001).On(3, 4).Times(1), At("NEVER").Drop())
	var got []string
	for range 5 {
		list := heard(t, s)
		got = append(got, list[len(list)-1])
	}
	if d := cmp.Diff([]string{"READY", "closed with 4000", "closed with 4001", "READY", "READY"}, got); d != "" {
		t.Errorf("connections (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]int{1, 1, 0}, script.Played()); d != "" {
		t.Errorf("Played() (-want +got):\n%s", d)
	}
	if got := script.Unplayed(); len(got) != 1 || !strings.Contains(got[0], "NEVER") {
		t.Errorf("Unplayed() = %q, want the third", got)
	}
}

func TestRequestFaults(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	typing := "/channels/" + r.channel.ID + "/typing"
	do := func(path string) string {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://discord.com/api/v9"+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bot "+DefaultToken)
		req.Header.Set("Content-Type", "application/json")
		resp, err := r.Transport().RoundTrip(req)
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			return "nothing"
		case err != nil:
			return "broken"
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d %s %s", resp.StatusCode, resp.Header.Get("Retry-After"), body)
	}
	at := To("POST /channels/*/typing")
	const limit = `{"code":0,"global":%v,"message":"You are being rate limited.","retry_after":1.5}`
	tests := []struct {
		fault Fault
		want  string
	}{
		{at.Limited(1500 * time.Millisecond), "429 2 " + fmt.Sprintf(limit, false)},
		{at.LimitedGlobally(1500 * time.Millisecond), "429 2 " + fmt.Sprintf(limit, true)},
		{at.Banned("7"), "429 7 <!doctype html><html><title>Access denied</title><body>error code: 1015</body></html>"},
		{at.Fails(503), "503  <html><body>upstream connect error</body></html>"},
		{at.Refuses(403, 50013), `403  {"code":50013,"message":"refused by a script"}`},
		{at.Answers(200, "null"), "200  null"},
		{at.Slow(time.Millisecond), "204  "},
		{at.Slow(time.Hour), "nothing"},
		{at.Breaks(), "broken"},
		{at.Lost(), "broken"},
		{To("*").Fails(500), "500  <html><body>upstream connect error</body></html>"},
		{To("POST /channels/*").Fails(500), "204  "},
		{To("[").Fails(500), "204  "},
	}
	for _, tt := range tests {
		r.Play(tt.fault)
		if got := do(typing); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.fault.what, got, tt.want)
		}
	}
}

// TestIdentifyBudget checks what happens to a bot that identifies too often.
func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	s := start(t, Options{IdentifyBudget: 1})
	dg := client(t, s)
	limit, err := dg.GatewayBot()
	if err != nil || limit.SessionStartLimit.Total != 1 || limit.SessionStartLimit.Remaining != 1 {
		t.Errorf("GatewayBot() = %+v, %v, want one identify left of one", limit, err)
	}
	var got []string
	for range 2 {
		list := heard(t, s)
		got = append(got, list[len(list)-1])
	}
	if d := cmp.Diff([]string{"READY", "closed with 4004"}, got); d != "" {
		t.Errorf("connections (-want +got):\n%s", d)
	}
	if _, err := dg.GatewayBot(); err == nil {
		t.Error("GatewayBot() with a token that was reset = nil, want an error")
	}
}

func TestIdentifySpacing(t *testing.T) {
	t.Parallel()
	s := start(t, Options{IdentifySpacing: time.Hour})
	var got []string
	for range 2 {
		list := heard(t, s)
		got = append(got, list[len(list)-1])
	}
	if d := cmp.Diff([]string{"READY", "INVALID_SESSION"}, got); d != "" {
		t.Errorf("connections (-want +got):\n%s", d)
	}
}

// TestCloseIsQuick checks that neither a connection without a request nor a request that waits holds up the server's end.
func TestCloseIsQuick(t *testing.T) {
	t.Parallel()
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Options{Judge: j})
	if err != nil {
		t.Fatal(err)
	}
	var d net.Dialer
	for range 3 {
		c, err := d.DialContext(t.Context(), "tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
	}
	begun := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > closeGrace/2 {
		t.Errorf("Close took %v", took)
	}
}
