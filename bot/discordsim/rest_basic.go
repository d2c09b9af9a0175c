package discordsim

import "github.com/bwmarrin/discordgo"

func (s *Server) basicRoutes() []route {
	return []route{
		{pattern: "GET /gateway", open: true, handle: s.getGateway},
		{pattern: "GET /gateway/bot", handle: s.getGatewayBot},
		{pattern: "GET /users/@me", handle: s.getSelf},
		{pattern: "GET /users/{user_id}", handle: s.getUser},
		{pattern: "POST /users/@me/channels", kind: kindOther, handle: s.createDM},
		{pattern: "GET /users/@me/guilds", handle: s.listOwnGuilds},
		{pattern: "GET /applications/@me", handle: s.getApplication},
		{pattern: "GET /oauth2/applications/@me", handle: s.getApplication},
		{pattern: "GET /guilds/{guild_id}", handle: s.getGuild},
		{pattern: "GET /guilds/{guild_id}/channels", handle: s.listChannels},
		{pattern: "GET /guilds/{guild_id}/roles", handle: s.listRoles},
		{pattern: "GET /guilds/{guild_id}/members/{user_id}", handle: s.getMember},
		{pattern: "GET /channels/{channel_id}", handle: s.getChannel},
	}
}

func (s *Server) gatewayURL() string { return "ws://" + s.addr }

func (s *Server) getGateway(*call) (any, error) { return object{"url": s.gatewayURL()}, nil }

// identifyBudget is how many identifies a day Discord allows before it resets the token.
const identifyBudget = 1000

func (s *Server) getGatewayBot(*call) (any, error) {
	return object{
		"url": s.gatewayURL(), "shards": s.opts.Shards,
		"session_start_limit": object{
			"total": s.opts.IdentifyBudget, "remaining": max(s.opts.IdentifyBudget-s.identifies, 0), "reset_after": 14400000,
			"max_concurrency": s.opts.MaxConcurrency,
		},
	}, nil
}

func (s *Server) getSelf(*call) (any, error) {
	o := userJSON(s.bot)
	o["mfa_enabled"], o["locale"], o["verified"], o["email"] = true, "en-US", true, nil
	return o, nil
}

func (s *Server) getUser(c *call) (any, error) {
	u, ok := s.world.users[c.PathValue("user_id")]
	if !ok {
		return nil, errUnknownUser
	}
	return userJSON(u), nil
}

func (s *Server) createDM(c *call) (any, error) {
	var body struct {
		RecipientID string `json:"recipient_id"`
	}
	if err := c.into(&body); err != nil {
		return nil, err
	}
	u, ok := s.world.users[body.RecipientID]
	if !ok {
		return nil, errUnknownUser
	}
	if u.Bot {
		return nil, errNoDM
	}
	return s.channelJSON(s.dm(u)), nil
}

func (s *Server) listOwnGuilds(c *call) (any, error) {
	list := []object{}
	for _, id := range s.world.order {
		g := s.world.guilds[id]
		o := object{
			"id": g.ID, "name": g.Name, "icon": nil, "banner": nil, "owner": g.OwnerID == s.bot.ID,
			"permissions": bits(g.permissions(s.bot.ID)), "features": []string{},
		}
		list = append(list, counted(c, o, g))
	}
	return list, nil
}

// counted adds how many members a guild has, where a request asks for that.
func counted(c *call, o object, g *guild) object {
	if c.URL.Query().Get("with_counts") == "true" {
		o["approximate_member_count"], o["approximate_presence_count"] = len(g.members), len(g.members)
	}
	return o
}

func (s *Server) getApplication(*call) (any, error) {
	flags := applicationFlags(s.opts.Privileged)
	return object{
		"id": s.app, "name": s.bot.Name, "icon": nil, "description": "", "type": nil, "verify_key": zeroKey,
		"flags": flags, "flags_new": bits(flags), "redirect_uris": []string{}, "interactions_endpoint_url": nil,
		"role_connections_verification_url": nil, "owner": userJSON(s.owner), "team": nil, "bot": userJSON(s.bot),
		"approximate_guild_count": len(s.world.guilds), "approximate_user_install_count": 0,
		"approximate_user_authorization_count": 0, "explicit_content_filter": 0, "eligible_oauth2_scopes": []string{},
		"bot_public": true, "bot_require_code_grant": false,
	}, nil
}

// applicationFlags say which privileged intents are switched on, as for a bot in fewer than a hundred guilds.
func applicationFlags(on discordgo.Intent) int64 {
	var flags int64
	for intent, flag := range map[discordgo.Intent]int64{
		discordgo.IntentsGuildPresences: 1 << 13, discordgo.IntentsGuildMembers: 1 << 15, discordgo.IntentsMessageContent: 1 << 19,
	} {
		if on&intent != 0 {
			flags |= flag
		}
	}
	return flags
}

// zeroKey stands for the key that signs interactions over HTTP, which this server does not send.
const zeroKey = "0000000000000000000000000000000000000000000000000000000000000000"

// botGuild finds the guild of a request, which must be one the bot is in.
func (s *Server) botGuild(c *call) (*guild, error) {
	g := s.world.guilds[c.PathValue("guild_id")]
	if g == nil {
		return nil, errUnknownGuild
	}
	if g.members[s.bot.ID] == nil {
		return nil, errMissingAccess
	}
	return g, nil
}

func (s *Server) getGuild(c *call) (any, error) {
	g, err := s.botGuild(c)
	if err != nil {
		return nil, err
	}
	return counted(c, guildJSON(g), g), nil
}

func (s *Server) listChannels(c *call) (any, error) {
	g, err := s.botGuild(c)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, id := range g.channels {
		if ch := s.world.channels[id]; !ch.isThread() {
			list = append(list, s.channelJSON(ch))
		}
	}
	return list, nil
}

func (s *Server) listRoles(c *call) (any, error) {
	g, err := s.botGuild(c)
	if err != nil {
		return nil, err
	}
	return rolesJSON(g), nil
}

func (s *Server) getMember(c *call) (any, error) {
	g, err := s.botGuild(c)
	if err != nil {
		return nil, err
	}
	o := s.fullMemberJSON(g, c.PathValue("user_id"))
	if o == nil {
		return nil, errUnknownMember
	}
	return o, nil
}

func (s *Server) getChannel(c *call) (any, error) {
	ch, err := s.botChannel(c, 0)
	if err != nil {
		return nil, err
	}
	return s.channelJSON(ch), nil
}

// dm finds or opens the direct messages between a person and the bot.
func (s *Server) dm(u User) *channel {
	for _, c := range s.world.channels {
		if c.isDM() && c.recipient == u.ID {
			return c
		}
	}
	c := &channel{
		Channel:   Channel{ID: s.world.ids.next(), Name: u.Name, Type: discordgo.ChannelTypeDM},
		recipient: u.ID,
	}
	s.world.channels[c.ID] = c
	return c
}
