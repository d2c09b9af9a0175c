package discord

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConnection(t *testing.T) {
	at := func(second int) time.Time { return time.Date(2026, 11, 1, 12, 0, second, 0, time.UTC) }
	c := &connection{}
	steps := []struct {
		name string
		step func()
		want Connection
	}{
		{"nothing yet", func() {}, Connection{}},
		{"never up", func() { c.down(at(1), "refused") }, Connection{Since: at(1), LastClose: "refused"}},
		{"again not", func() { c.down(at(2), "no Hello") }, Connection{Since: at(1), LastClose: "no Hello"}},
		{"up", func() { c.up(at(3)) }, Connection{Connected: true, Ready: true, Since: at(3), LastClose: "no Hello"}},
		{"said twice", func() { c.up(at(4)) }, Connection{Connected: true, Ready: true, Since: at(3), LastClose: "no Hello"}},
		{"lost", func() { c.down(at(5), "silent") }, Connection{Ready: true, Since: at(5), LastClose: "silent"}},
		{"up again", func() { c.up(at(6)) }, Connection{Connected: true, Ready: true, Since: at(6), Reconnects: 1, LastClose: "silent"}},
	}
	for _, s := range steps {
		s.step()
		if d := cmp.Diff(s.want, c.now()); d != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, d)
		}
	}
}

func TestConnectionOfARunningBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	if c := w.Connection(); !c.Connected || c.Since.IsZero() || c.Reconnects != 0 || c.Identifies != 1 {
		t.Errorf("Connection() = %+v, want connected for the first time", c)
	}
}
