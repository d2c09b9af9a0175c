package discordsim

import (
	"slices"

	"github.com/bwmarrin/discordgo"
)

// AddGuild makes a guild which the bot has joined, with an owner of its own. The bot may do there what everyone may,
// and permissions besides.
func (s *Server) AddGuild(name string, permissions ...int64) Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner := User{ID: s.world.ids.next(), Name: name + " owner"}
	s.world.users[owner.ID] = owner
	now := s.opts.Now()
	g := &guild{
		Guild:   Guild{ID: s.world.ids.aged(len(s.world.order)), Name: name, OwnerID: owner.ID, Locale: discordgo.EnglishUS},
		created: now,
		members: map[string]*member{owner.ID: {userID: owner.ID, joined: now}},
	}
	g.roles = []*Role{{ID: g.ID, GuildID: g.ID, Name: "@everyone", Permissions: memberPermissions}}
	own := &Role{ID: s.world.ids.next(), GuildID: g.ID, Name: s.bot.Name}
	for _, p := range permissions {
		own.Permissions |= p
	}
	g.roles = append(g.roles, own)
	g.members[s.bot.ID] = &member{userID: s.bot.ID, roles: []string{own.ID}, joined: now}
	s.world.guilds[g.ID] = g
	s.world.order = append(s.world.order, g.ID)
	s.emit(g.ID, "GUILD_CREATE", discordgo.IntentsGuilds, s.guildCreateJSON(g))
	s.touch()
	return g.Guild
}

// RemoveGuild makes the bot leave a guild, with all that is in it.
func (s *Server) RemoveGuild(g Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.world.guilds[g.ID]
	if old == nil {
		return
	}
	s.emit(g.ID, "GUILD_DELETE", discordgo.IntentsGuilds, object{"id": g.ID})
	for _, id := range old.channels {
		for _, m := range s.world.channels[id].messages {
			delete(s.world.messages, m.id)
		}
		delete(s.world.channels, id)
	}
	delete(s.world.guilds, g.ID)
	delete(s.commands, g.ID)
	s.world.order = slices.DeleteFunc(s.world.order, func(id string) bool { return id == g.ID })
	s.touch()
}

// SetLocale sets the preferred language of a guild.
func (s *Server) SetLocale(g Guild, locale discordgo.Locale) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.world.guilds[g.ID]; known != nil {
		known.Locale = locale
	}
}

// SetSystemChannel makes a channel the one where Discord posts what concerns the guild.
func (s *Server) SetSystemChannel(g Guild, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.world.guilds[g.ID]; known != nil {
		known.system = c.ID
	}
}

// AddUser makes a person who is a member of the guilds.
func (s *Server) AddUser(name string, guilds ...Guild) User {
	return s.AddUserAs(User{Name: name}, guilds...)
}

// AddUserAs is AddUser for a person whose language or nature is not the usual. An empty ID is filled in.
func (s *Server) AddUserAs(u User, guilds ...Guild) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" {
		u.ID = s.world.ids.next()
	}
	s.world.users[u.ID] = u
	for _, joined := range guilds {
		if g := s.world.guilds[joined.ID]; g != nil {
			g.members[u.ID] = &member{userID: u.ID, joined: s.opts.Now()}
			member := s.fullMemberJSON(g, u.ID)
			member["guild_id"] = g.ID
			s.emit(g.ID, "GUILD_MEMBER_ADD", discordgo.IntentsGuildMembers, member)
		}
	}
	s.touch()
	return u
}

// AddChannel makes a channel in a guild: text unless another type is given, such as a forum.
func (s *Server) AddChannel(g Guild, name string, kind ...discordgo.ChannelType) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &channel{
		Channel:    Channel{ID: s.world.ids.next(), GuildID: g.ID, Name: name, Type: discordgo.ChannelTypeGuildText},
		overwrites: map[string]overwrite{},
	}
	if len(kind) > 0 {
		c.Type = kind[0]
	}
	s.addChannel(c)
	s.emit(g.ID, "CHANNEL_CREATE", discordgo.IntentsGuilds, s.channelJSON(c))
	s.touch()
	return c.Channel
}

func (s *Server) addChannel(c *channel) {
	g := s.world.guilds[c.GuildID]
	if g == nil {
		panic("discordsim: channel in an unknown guild")
	}
	s.world.channels[c.ID] = c
	g.channels = append(g.channels, c.ID)
}

// AddRole makes a role in a guild.
func (s *Server) AddRole(g Guild, name string, permissions int64) Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &Role{ID: s.world.ids.next(), GuildID: g.ID, Name: name, Permissions: permissions}
	known := s.world.guilds[g.ID]
	known.roles = append(known.roles, r)
	s.emit(g.ID, "GUILD_ROLE_CREATE", discordgo.IntentsGuilds, object{"guild_id": g.ID, "role": roleJSON(r, len(known.roles)-1)})
	s.touch()
	return *r
}

// GiveRole gives a member a role. The bot is a member too; see [Server.Bot].
func (s *Server) GiveRole(u User, r Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.world.guilds[r.GuildID]
	m := g.members[u.ID]
	if m == nil {
		panic("discordsim: role for somebody who is not a member")
	}
	if !slices.Contains(m.roles, r.ID) {
		m.roles = append(m.roles, r.ID)
	}
	s.touch()
}

// TakeRole takes a role from a member.
func (s *Server) TakeRole(u User, r Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.world.guilds[r.GuildID].members[u.ID]; m != nil {
		m.roles = slices.DeleteFunc(m.roles, func(id string) bool { return id == r.ID })
	}
	s.touch()
}

// Overwrite sets what one user may and may not do in a channel, whatever the roles say.
func (s *Server) Overwrite(where Channel, u User, allow, deny int64) {
	s.overwrite(where, u.ID, overwrite{user: true, allow: allow, deny: deny})
}

// OverwriteRole sets what a role may and may not do in a channel.
func (s *Server) OverwriteRole(where Channel, r Role, allow, deny int64) {
	s.overwrite(where, r.ID, overwrite{allow: allow, deny: deny})
}

func (s *Server) overwrite(where Channel, id string, o overwrite) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.channels[where.ID]
	c.overwrites[id] = o
	s.emit(c.GuildID, "CHANNEL_UPDATE", discordgo.IntentsGuilds, s.channelJSON(c))
	s.touch()
}

// DM is the channel of direct messages between a person and the bot.
func (s *Server) DM(u User) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dm(u).Channel
}

// Everyone is the role that all members of a guild have.
func (s *Server) Everyone(g Guild) Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.world.guilds[g.ID].roles[0]
}
