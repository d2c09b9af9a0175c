package discord

import (
	"strconv"
	"testing"
)

func TestOutboxIsBounded(t *testing.T) {
	o := newOutbox()
	lost := 0
	for n := range 3 * maxNotices {
		lost += o.put(notice{channel: strconv.Itoa(n)})
	}
	left := o.take()
	if len(left) != maxNotices || lost != 2*maxNotices || left[0].channel != strconv.Itoa(2*maxNotices) {
		t.Errorf("%d are left from %s on, and %d were lost, want the newest %d", len(left), left[0].channel, lost, maxNotices)
	}
	if got := o.take(); len(got) != 0 {
		t.Errorf("take again = %d notices, want none", len(got))
	}
}
