package discordsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// TestHeaders checks the headers that a client relies on.
func TestHeaders(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{RouteLimit: 2})
	do := func(path string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://discord.com/api/v10"+path, bytes.NewReader(nil))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bot "+DefaultToken)
		resp, err := r.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	typing := "/channels/" + r.channel.ID + "/typing"
	resp := do(typing)
	if resp.StatusCode != 204 || resp.Header.Get("Content-Type") != "" {
		t.Errorf("typing: %s with Content-Type %q, want 204 without", resp.Status, resp.Header.Get("Content-Type"))
	}
	if got := resp.Header.Get("X-RateLimit-Remaining"); got != "1" {
		t.Errorf("X-RateLimit-Remaining = %q, want 1", got)
	}
	do(typing)
	resp = do(typing)
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" || !bytes.Contains(body, []byte(`"retry_after":`)) {
		t.Errorf("third request in a second: %s %s, %v", resp.Status, body, err)
	}
	if resp := do("/channels/" + r.DM(r.patient).ID + "/typing"); resp.StatusCode != 204 {
		t.Errorf("another channel: %s, want a bucket of its own", resp.Status)
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	hc := &http.Client{Transport: s.Transport()}
	for _, host := range []string{"example.org", "notdiscord.com", "discord.com.example.org"} {
		if resp, err := hc.Get("https://" + host + "/api/v9/gateway"); err == nil {
			resp.Body.Close()
			t.Errorf("a request to %s went through", host)
		}
	}
	resp, err := hc.Get("https://discord.com/api/v9/gateway")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

func TestRESTHook(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Hooks: Hooks{REST: func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/users/@me" {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}}})
	dg := client(t, s)
	_, err := dg.User("@me")
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok || rest.Response.StatusCode != 503 {
		t.Errorf("User(@me) = %v, want 503 from the hook", err)
	}
	if _, err := dg.User(s.Bot().ID); err != nil {
		t.Errorf("another request: %v", err)
	}
	want := []Request{
		{Method: "GET", Path: "/users/@me"},
		{Method: "GET", Path: "/users/" + s.Bot().ID, Body: json.RawMessage{}, Status: 200},
	}
	if d := cmp.Diff(want, s.Requests()); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}
