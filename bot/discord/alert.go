package discord

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"patientfaq/bot"
)

// alert is a fixed message that staff are told of the bot itself, never of a patient.
type alert struct {
	key  string
	vars map[string]string
}

// How often the bot looks for what staff should know and nobody has done, and how often they are told of the same. A bot that
// is started again and again tells nobody.
const (
	alertEvery  = 10 * time.Minute
	remindEvery = 24 * time.Hour
)

// alerts knows what staff were told.
type alerts struct {
	dropped   int64
	countries []string
	reminded  time.Time // of the countries
}

// due returns what staff are to be told: that more was dropped than they know of, and, when that changes and once a day, whose
// numbers are to be checked again.
func (a *alerts) due(now time.Time, inv bot.Inventory, dropped int64) []alert {
	var list []alert
	if more := dropped - a.dropped; more > 0 {
		a.dropped = dropped
		list = append(list, alert{"staff-dropped", map[string]string{"count": strconv.FormatInt(more, 10)}})
	}
	changed := !slices.Equal(a.countries, inv.OverdueCountries)
	a.countries = inv.OverdueCountries
	if len(a.countries) > 0 && (changed || now.Sub(a.reminded) >= remindEvery) {
		a.reminded = now
		list = append(list, alert{"staff-contacts", map[string]string{"countries": strings.Join(a.countries, ", ")}})
	}
	return list
}

// alertStaff looks every so often for what staff should know, until ctx ends.
func (b *Bot) alertStaff(ctx context.Context) {
	tick := time.NewTicker(alertEvery)
	defer tick.Stop()
	var told alerts
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		b.alertNow(&told)
	}
}

func (b *Bot) alertNow(told *alerts) {
	var dropped int64
	if b.o.Store != nil {
		dropped = b.o.Store.Dropped()
	}
	for _, a := range told.due(b.now(), b.engine.Inventory(), dropped) {
		b.log.Warn("staff alerted", "reason", a.key)
		b.tell("", a)
	}
}

// tellStaff tells staff what patients reported, until ctx ends: the passage and nothing else.
func (b *Bot) tellStaff(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.reports.wake:
		}
		for passage, guild := range b.reports.take() {
			b.log.LogAttrs(ctx, slog.LevelWarn, "answer reported", slog.String("passage", passage))
			b.tell(guild, alert{"staff-wrong", map[string]string{"id": passage}})
		}
	}
}

// tell has an alert posted in the staff channels of the home guilds, and of the guild that it came up in.
func (b *Bot) tell(guild string, a alert) {
	for _, channel := range b.staffChannels(guild) {
		if lost := b.outbox.put(notice{alert: a, channel: channel, nonce: newRef()}); lost > 0 {
			b.log.Error("staff not told", "reason", "too many alerts wait")
		}
	}
}
