package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Settings are what a guild's admins have set. The zero value of a field means that they have not. The IDs are Discord's.
type Settings struct {
	Guild         string    `json:"-"`
	Country       string    `json:"country,omitempty"`
	Locale        string    `json:"locale,omitempty"`
	TextOnly      *bool     `json:"text_only,omitempty"`
	Allowed       []string  `json:"allowed,omitempty"`       // channels that the bot answers in; none: all
	Denied        []string  `json:"denied,omitempty"`        // channels that it does not answer in
	HelpChannels  []string  `json:"help_channels,omitempty"` // channels whose messages are read as questions
	ModeratorRole string    `json:"moderator_role,omitempty"`
	StaffChannel  string    `json:"staff_channel,omitempty"`
	Left          time.Time `json:"-"` // when the bot left the guild; zero: it is a member. Leave and Join set it
}

// clone shares nothing with s.
func (s Settings) clone() Settings {
	if s.TextOnly != nil {
		s.TextOnly = new(*s.TextOnly)
	}
	s.Allowed, s.Denied, s.HelpChannels = slices.Clone(s.Allowed), slices.Clone(s.Denied), slices.Clone(s.HelpChannels)
	return s
}

// Settings returns what a guild has set, from memory; false if it has set nothing.
func (s *Store) Settings(guild string) (Settings, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	settings, ok := s.settings[guild]
	return settings.clone(), ok
}

// Guilds returns the guilds that have settings, sorted, those that the bot left among them. At its start the bot compares
// them with the guilds that it is in.
func (s *Store) Guilds() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.settings))
}

// SaveSettings replaces what a guild has set. When it returns nil that is on disk, and in force. Left stays what it was.
func (s *Store) SaveSettings(ctx context.Context, settings Settings) error {
	if err := checkID("guild", settings.Guild); err != nil {
		return fmt.Errorf("store: save settings: %w", err)
	}
	value, err := json.Marshal(settings)
	if err != nil {
		return fmt.Errorf("store: save settings of %s: %w", settings.Guild, err)
	}
	s.saving.Lock()
	defer s.saving.Unlock()
	before, _ := s.Settings(settings.Guild)
	settings = settings.clone()
	settings.Left = before.Left
	_, err = s.write.ExecContext(ctx, `INSERT INTO settings (guild, left_at, value) VALUES ($1, $2, $3)
		ON CONFLICT (guild) DO UPDATE SET value = excluded.value`, settings.Guild, millis(settings.Left), string(value))
	if err != nil {
		return fmt.Errorf("store: save settings of %s: %w", settings.Guild, err)
	}
	s.remember(settings)
	return nil
}

// Leave notes that the bot is no longer in the guild, whose settings go 30 days later. It does nothing for a guild that
// has set nothing or was left before.
func (s *Store) Leave(ctx context.Context, guild string) error { return s.setLeft(ctx, guild, s.now()) }

// Join notes that the bot is in the guild, whose settings stay.
func (s *Store) Join(ctx context.Context, guild string) error {
	return s.setLeft(ctx, guild, time.Time{})
}

func (s *Store) setLeft(ctx context.Context, guild string, left time.Time) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	settings, ok := s.Settings(guild)
	if !ok || settings.Left.IsZero() == left.IsZero() {
		return nil
	}
	settings.Left = fromMillis(millis(left))
	if _, err := s.write.ExecContext(ctx, `UPDATE settings SET left_at = $2 WHERE guild = $1`, guild, millis(left)); err != nil {
		return fmt.Errorf("store: note when the bot left %s: %w", guild, err)
	}
	s.remember(settings)
	return nil
}

func (s *Store) remember(settings Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings[settings.Guild] = settings
}

// dropSettings forgets the guilds that the bot left before a time.
func (s *Store) dropSettings(ctx context.Context, before time.Time) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	_, err := s.write.ExecContext(ctx, `DELETE FROM settings WHERE left_at > 0 AND left_at < $1`, millis(before))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.settings, func(_ string, settings Settings) bool {
		return !settings.Left.IsZero() && millis(settings.Left) < millis(before)
	})
	return nil
}

// readSettings reads the settings of all guilds.
func (s *Store) readSettings(ctx context.Context) (map[string]Settings, error) {
	all := map[string]Settings{}
	rows, err := s.read.QueryContext(ctx, `SELECT guild, left_at, value FROM settings`)
	return all, each(rows, err, func(rows *sql.Rows) error {
		var settings Settings
		var guild, value string
		var left int64
		if err := rows.Scan(&guild, &left, &value); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(value), &settings); err != nil {
			return errors.Join(ErrDamaged, fmt.Errorf("settings of %s: %w", guild, err))
		}
		settings.Guild, settings.Left = guild, fromMillis(left)
		all[guild] = settings
		return nil
	})
}
