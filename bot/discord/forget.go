package discord

import (
	"context"
	"errors"
	"strconv"
)

// forgetMe is /forget-me: what memory holds of the caller is cleared, and in the lines that say what staff have done a random
// tag takes the place of the caller's ID. The lines stay: they say what became of the content.
func (b *Bot) forgetMe(ctx context.Context, r *request, _ options) reply {
	b.dialogue.Forget(r.user)
	b.cooldown.forget(r.user)
	b.chatter.forget(r.user)
	lines, err := b.forgetStaff(ctx, r.user)
	switch {
	case err != nil:
		rep := b.fixed(r, "forget-failed", map[string]string{"ref": r.ref})
		rep.err = err
		return rep
	case lines > 0:
		return b.fixed(r, "forgotten-staff", map[string]string{"lines": strconv.FormatInt(lines, 10)})
	}
	return b.fixed(r, "forgotten", nil)
}

// forgetStaff takes an ID out of the stop list and the journal, and returns in how many lines it was. Where one cannot be
// written the other is all the same.
func (b *Bot) forgetStaff(ctx context.Context, user string) (lines int64, err error) {
	if user == "" {
		return 0, nil
	}
	n, err := b.o.Stops.Forget(user)
	lines = int64(n)
	if b.o.Store != nil {
		noted, storeErr := b.o.Store.Forget(ctx, user)
		lines, err = lines+noted, errors.Join(err, storeErr)
	}
	return lines, err
}
