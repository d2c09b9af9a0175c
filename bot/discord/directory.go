package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// directory asks Discord about channels. What a thread is in is remembered, since it stays there; nothing else is.
type directory struct {
	wire atomic.Pointer[wire] // nil until the bot has a session

	// mu guards parents.
	mu      sync.Mutex
	parents map[string]string // of threads, by ID; "" for a channel that is none
}

// Asking Discord must leave time to answer. Beyond parentsMost threads all are asked about again.
const (
	lookUpBudget = time.Second
	parentsMost  = 10_000
)

var errNotConnected = errors.New("discord: not connected yet")

// channel is a channel as Discord has it now.
func (d *directory) channel(ctx context.Context, id string) (*discordgo.Channel, error) {
	w := d.wire.Load()
	if w == nil {
		return nil, errNotConnected
	}
	c, err := w.api().Channel(id, discordgo.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	parent := ""
	if c.IsThread() {
		parent = c.ParentID
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.parents == nil || len(d.parents) >= parentsMost {
		d.parents = map[string]string{}
	}
	d.parents[id] = parent
	return c, nil
}

// parent is the channel that a thread or a post is in, "" for a channel. A channel that cannot be asked about is taken for
// one that stands by itself.
func (d *directory) parent(ctx context.Context, id string) string {
	d.mu.Lock()
	parent, known := d.parents[id]
	d.mu.Unlock()
	if known {
		return parent
	}
	ctx, cancel := context.WithTimeout(ctx, lookUpBudget)
	defer cancel()
	if c, err := d.channel(ctx, id); err == nil && c.IsThread() {
		return c.ParentID
	}
	return ""
}

// permissionNames are the permissions that the bot may need in a channel, as Discord's settings call them.
var permissionNames = []struct {
	bit  int64
	name string
}{
	{discordgo.PermissionViewChannel, "View Channel"},
	{discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
}

// What the bot needs in a channel where it answers, in a forum, and where it tells staff.
const (
	needsToTell   = int64(discordgo.PermissionViewChannel | discordgo.PermissionSendMessages)
	needsToAnswer = needsToTell | discordgo.PermissionReadMessageHistory
	needsInForum  = int64(discordgo.PermissionViewChannel | discordgo.PermissionSendMessagesInThreads | discordgo.PermissionReadMessageHistory)
)

// missing names the permissions of needs that the bot lacks in a channel. The error says that there is no such channel in
// the guild, or that Discord could not be asked.
func (d *directory) missing(ctx context.Context, guild, id string, needs int64) (names string, err error) {
	c, err := d.channel(ctx, id)
	if rest, ok := errors.AsType[*discordgo.RESTError](err); ok && rest.Response.StatusCode == http.StatusForbidden {
		return named(needs & discordgo.PermissionViewChannel), nil
	}
	switch {
	case err != nil:
		return "", err
	case c.GuildID != guild:
		return "", errOtherGuild
	case needs == needsToAnswer && isForum(c):
		needs = needsInForum
	}
	w := d.wire.Load()
	have, err := w.api().UserChannelPermissions(w.self(), id, discordgo.WithContext(ctx))
	return named(needs &^ have), err
}

var errOtherGuild = errors.New("discord: the channel is another guild's")

func isForum(c *discordgo.Channel) bool {
	return c.Type == discordgo.ChannelTypeGuildForum || c.Type == discordgo.ChannelTypeGuildMedia
}

func named(permissions int64) string {
	var names []string
	for _, p := range permissionNames {
		if permissions&p.bit != 0 {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ", ")
}
