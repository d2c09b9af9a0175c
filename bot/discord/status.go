package discord

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"patientfaq/bot"
	"patientfaq/faq"
	"patientfaq/search"
)

// status is /status: how the bot stands, and what somebody should look at.
func (b *Bot) status(ctx context.Context, r *request, _ options) reply {
	now := b.now()
	inv := b.engine.Inventory()
	rep := b.fixed(r, "status", map[string]string{
		"servable": strconv.Itoa(inv.ServableEntries), "entries": strconv.Itoa(inv.Entries), "revision": shortRevision(inv.Revision),
	})
	s := strings.Join([]string{
		contentLines(inv),
		"**Last reload:** " + reloadLine(b.o.Live.Status()),
		"**Discord:** " + connectionLine(b.Connection(), now),
		"**Memory:** " + b.memoryLine(ctx),
		fmt.Sprintf("**Program:** %s, running for %s", b.o.Version, span(now.Sub(b.started))),
	}, "\n")
	rep.staff, rep.version = s, inv.Revision
	return rep
}

// causeWords say what keeps an entry back, in the order in which they are listed.
var causeWords = []struct {
	cause faq.Cause
	words string
}{
	{faq.CauseDraft, "not reviewed"},
	{faq.CauseSample, "sample text without --allow-sample"},
	{faq.CauseSignature, "changed after signing or not signed rightly"},
	{faq.CauseOverdue, "past the due date"},
	{faq.CauseWithdrawn, "withdrawn"},
	{faq.CauseUnfit, "too long or an unreadable table"},
	{faq.CauseNoText, "without a text"},
}

// WithheldWords say why entries are withheld, and how many, "" where none are.
func WithheldWords(inv bot.Inventory) string {
	var parts []string
	for _, c := range causeWords {
		if n := inv.Withheld[c.cause]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s (%d)", c.words, n))
		}
	}
	return strings.Join(parts, ", ")
}

// contentLines say what of the content is to be looked at. With nothing to show they say first what that means.
func contentLines(inv bot.Inventory) string {
	var list []string
	if inv.ServableEntries == 0 {
		list = append(list, "**Nothing may be shown to patients**: emergency cards, /help and /privacy work, all else is abstained from.")
	}
	if words := WithheldWords(inv); words != "" {
		list = append(list, "**Withheld:** "+words)
	}
	list = append(list, fmt.Sprintf("**Overdue reviews:** %d", inv.OverdueEntries))
	numbers := "all checked and in date"
	switch overdue, unchecked := strings.Join(inv.OverdueCountries, ", "), strings.Join(inv.UncheckedCountries, ", "); {
	case overdue != "" && unchecked != "":
		numbers = fmt.Sprintf("to be checked again: %s; some checked by nobody: %s", overdue, unchecked)
	case overdue != "":
		numbers = "to be checked again: " + overdue
	case unchecked != "":
		numbers = "some checked by nobody: " + unchecked
	}
	return strings.Join(append(list, "**Numbers to call:** "+numbers), "\n")
}

func reloadLine(st search.Status) string {
	outcome := fmt.Sprintf("taken; warnings: %d", len(st.Problems))
	if st.Err != nil {
		outcome = fmt.Sprintf("not taken: %s; the content from before serves on; errors: %d, warnings: %d",
			clip(firstLine(st.Err.Error()), 200), st.Problems.Errors(), len(st.Problems)-st.Problems.Errors())
	}
	return fmt.Sprintf("%s, in %s, %s", moment(st.At), st.Took.Round(time.Millisecond), outcome)
}

func connectionLine(c Connection, now time.Time) string {
	state := "connected"
	switch {
	case !c.Connected && c.Since.IsZero():
		return "not connected yet"
	case !c.Connected:
		state = "not connected"
	}
	line := fmt.Sprintf("%s for %s; reconnects: %d", state, span(now.Sub(c.Since)), c.Reconnects)
	if c.LastClose != "" {
		line += "; the last loss: " + clip(c.LastClose, 100)
	}
	return line
}

// memoryLine says how the store is. The bot answers without one.
func (b *Bot) memoryLine(ctx context.Context) string {
	if b.o.Store == nil {
		return "not in use: settings of servers and counts are not kept. The log says why"
	}
	size, err := b.o.Store.Size(ctx)
	if err != nil {
		return "cannot be read: " + clip(firstLine(err.Error()), 200)
	}
	return fmt.Sprintf("%d kB, %d waiting to be written, %d dropped", size/1024, b.o.Store.Queued(), b.o.Store.Dropped())
}

// moment is a time as staff of any country read it.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// span is a duration in its two largest units.
func span(d time.Duration) string {
	switch days, d := d/(24*time.Hour), d%(24*time.Hour); {
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, d/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	default:
		return fmt.Sprintf("%d s", d/time.Second)
	}
}
