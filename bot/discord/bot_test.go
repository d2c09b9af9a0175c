package discord

import (
	"testing"
)

func TestNewRefuses(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("New without an engine = nil, want an error")
	}
}
