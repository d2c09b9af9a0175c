package discordsim

import (
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

// User is a person or a bot.
type User struct {
	ID     string
	Name   string
	Locale discordgo.Locale // the language of the user's client; the default is en-US
	Bot    bool
}

// Guild is a server that the bot has joined.
type Guild struct {
	ID      string
	Name    string
	OwnerID string
	Locale  discordgo.Locale // the guild's preferred language; the default is en-US
}

// Channel is a place where messages stand: in a guild, a thread of one, or a person's direct messages with the bot.
type Channel struct {
	ID       string
	GuildID  string // empty for direct messages
	ParentID string // the channel a thread belongs to
	Name     string
	Type     discordgo.ChannelType
}

// Role is a set of permissions that members of a guild can have.
type Role struct {
	ID          string
	GuildID     string
	Name        string
	Permissions int64
	Mentionable bool
}

// world is what exists, apart from commands and connections. The server's mutex guards it.
type world struct {
	now      func() time.Time
	ids      *snowflakes
	users    map[string]User
	guilds   map[string]*guild
	order    []string // guild ids, oldest first
	channels map[string]*channel
	messages map[string]*message
}

type guild struct {
	Guild
	created  time.Time
	system   string  // the channel for what concerns the guild; "" for none
	roles    []*Role // the first is @everyone, whose id is the guild's
	members  map[string]*member
	channels []string
}

type member struct {
	userID string
	roles  []string
	joined time.Time
}

type channel struct {
	Channel
	owner      string // of a thread
	recipient  string // of direct messages
	overwrites map[string]overwrite
	messages   []*message
}

// overwrite changes the permissions of one role or user in one channel.
type overwrite struct {
	user        bool
	allow, deny int64
}

func newWorld(now func() time.Time) world {
	return world{
		now: now, ids: newSnowflakes(now), users: map[string]User{}, guilds: map[string]*guild{},
		channels: map[string]*channel{}, messages: map[string]*message{},
	}
}

func (g *guild) role(id string) *Role {
	i := slices.IndexFunc(g.roles, func(r *Role) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return g.roles[i]
}

const allPermissions = int64(1)<<53 - 1

// guildPermissions are what a member may do in a guild, before any channel says otherwise.
func (g *guild) permissions(userID string) int64 {
	if userID == g.OwnerID {
		return allPermissions
	}
	m := g.members[userID]
	if m == nil {
		return 0
	}
	p := g.roles[0].Permissions
	for _, id := range m.roles {
		if r := g.role(id); r != nil {
			p |= r.Permissions
		}
	}
	if p&discordgo.PermissionAdministrator != 0 {
		return allPermissions
	}
	return p
}

// permissions are what a user may do in a channel: the guild's, then the channel's overwrites for everyone, for the
// roles together and for the user, in Discord's order.
func (w *world) permissions(c *channel, userID string) int64 {
	g := w.guilds[c.GuildID]
	if g == nil {
		return dmPermissions
	}
	p := g.permissions(userID)
	if p == allPermissions || g.members[userID] == nil {
		return p
	}
	overs := c.overwrites
	if parent := w.channels[c.ParentID]; parent != nil && c.isThread() {
		overs = parent.overwrites
	}
	apply := func(o overwrite) { p = p&^o.deny | o.allow }
	apply(overs[g.ID])
	var roles overwrite
	for _, id := range g.members[userID].roles {
		roles.allow |= overs[id].allow
		roles.deny |= overs[id].deny
	}
	apply(roles)
	apply(overs[userID])
	return p
}

// dmPermissions are what Discord states for everyone in direct messages.
const dmPermissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionEmbedLinks |
	discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory | discordgo.PermissionAddReactions |
	discordgo.PermissionMentionEveryone | discordgo.PermissionUseExternalEmojis | discordgo.PermissionUseApplicationCommands

// memberPermissions are what everyone may do in a new guild.
const memberPermissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionEmbedLinks |
	discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory | discordgo.PermissionAddReactions |
	discordgo.PermissionUseApplicationCommands | discordgo.PermissionSendMessagesInThreads | discordgo.PermissionCreatePublicThreads

func (c *channel) isThread() bool {
	switch c.Type {
	case discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread, discordgo.ChannelTypeGuildNewsThread:
		return true
	}
	return false
}

func (c *channel) isDM() bool { return c.Type == discordgo.ChannelTypeDM }

// takesMessages tells whether the channel itself can hold messages; a forum holds only threads.
func (c *channel) takesMessages() bool {
	return c.Type != discordgo.ChannelTypeGuildForum && c.Type != discordgo.ChannelTypeGuildCategory
}
