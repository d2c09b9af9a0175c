package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A step is one thing that is done to a store and acknowledged or not. Its number says what, so that what was acknowledged
// can be looked for afterwards.
type step int

// The kinds of steps, which take turns.
const (
	saveStep    = iota // saves the settings of one guild of nine
	appendStep         // appends three audit lines
	publishStep        // publishes content
	forgetStep         // appends a line and forgets who did it
	stepKinds
)

func (n step) kind() int { return int(n) % stepKinds }

// do does the step.
func (n step) do(ctx context.Context, s *Store) error {
	switch n.kind() {
	case saveStep:
		return s.SaveSettings(ctx, n.settings())
	case appendStep:
		return s.Append(ctx, slices.Repeat([]Event{n.line("9").Event()}, 3)...)
	case publishStep:
		return n.publish(ctx, s)
	}
	if err := s.Append(ctx, n.line(n.staff()).Event()); err != nil {
		return err
	}
	_, err := s.Forget(ctx, n.staff())
	return err
}

func (n step) String() string { return strconv.Itoa(int(n)) }

// settings are told by their staff channel, and are whole if they are all that it says.
func (n step) settings() Settings {
	return Settings{
		Guild: strconv.Itoa(int(n) % 9), Country: "C" + n.String(), TextOnly: new(n%8 == 0),
		Allowed: slices.Repeat([]string{n.String()}, 1+int(n)%50), StaffChannel: n.String(),
	}
}

func (n step) line(staff string) Audit {
	return Audit{Staff: staff, Action: "review", Target: n.String(), Note: strings.Repeat("long ", 60)}
}

// staff is a Discord ID of the step's own.
func (n step) staff() string { return fmt.Sprintf("80351%013d", int(n)) }

func (n step) bundle() []byte { return []byte(strings.Repeat("content "+n.String()+"\n", 300)) }

// publish publishes over whatever is the head.
func (n step) publish(ctx context.Context, s *Store) error {
	for {
		head, err := s.Head(ctx)
		if err != nil {
			return err
		}
		if _, err = s.Publish(ctx, head, "9", n.String(), n.bundle()); !errors.Is(err, ErrStale) {
			return err
		}
	}
}

// checkAcknowledged checks that what was acknowledged is in the store, and that nothing is there by halves. It returns
// what is wrong.
func checkAcknowledged(t testing.TB, s *Store, acknowledged []step) (wrong []string) {
	t.Helper()
	complain := func(n step, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("step %d: ", n)+fmt.Sprintf(format, args...))
	}
	lines, staff := map[string]int{}, map[string]bool{}
	for _, e := range value(s.Since(t.Context(), KindAudit, 0, 1e9))(t) {
		lines[e.Audit.Target]++
		staff[e.Audit.Staff] = true
	}
	for target, got := range lines {
		n := step(value(strconv.Atoi(target))(t))
		if want := n.lines(); got != want {
			complain(n, "has %d lines, want all %d or none", got, want)
		}
	}
	published := map[string]Revision{}
	for _, p := range value(s.Revisions(t.Context(), 1e9))(t) {
		published[p.Why] = p.Revision
		if _, err := s.Bundle(t.Context(), p.Revision); err != nil {
			complain(0, "published, and %v", err)
		}
	}
	kept := map[string]step{} // by guild
	for _, guild := range s.Guilds() {
		got, _ := s.Settings(guild)
		n, err := strconv.Atoi(got.StaffChannel)
		if want := step(n).settings(); err != nil || !sameSettings(got, want) {
			complain(step(n), "settings are %v, want %v", got, want)
		}
		kept[guild] = step(n)
	}
	for _, n := range acknowledged {
		switch n.kind() {
		case saveStep:
			if got := kept[n.settings().Guild]; got < n {
				complain(n, "settings were saved, and those of step %d are there", got)
			}
		case publishStep:
			if bundle, err := s.Bundle(t.Context(), published[n.String()]); err != nil || string(bundle) != string(n.bundle()) {
				complain(n, "was published, and its content is %d bytes, %v", len(bundle), err)
			}
		case forgetStep:
			if staff[n.staff()] {
				complain(n, "was forgotten, and is there")
			}
			fallthrough
		case appendStep:
			if lines[n.String()] == 0 {
				complain(n, "was appended, and is not there")
			}
		}
	}
	return wrong
}

// lines is how many audit lines the step leaves.
func (n step) lines() int {
	if n.kind() == appendStep {
		return 3
	}
	return 1
}

func sameSettings(a, b Settings) bool {
	return a.Guild == b.Guild && a.Country == b.Country && a.TextOnly != nil && *a.TextOnly == *b.TextOnly &&
		slices.Equal(a.Allowed, b.Allowed) && cmp.Or(a.StaffChannel, "0") == cmp.Or(b.StaffChannel, "0")
}
