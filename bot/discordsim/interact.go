package discordsim

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// start makes an interaction and sends it to the bot. The caller holds mu.
func (s *Server) start(e *Exchange, data object) (*Exchange, error) {
	e.s, e.created = s, s.opts.Now()
	e.ID, e.Token = s.world.ids.next(), randomHex(64)
	s.interacts[e.Token] = e
	s.emit(e.channel.GuildID, "INTERACTION_CREATE", 0, s.interactionJSON(e, data))
	s.notify(Event{Kind: InteractionSent, Channel: e.channel.Channel, User: e.User, Exchange: e})
	s.touch()
	return e, nil
}

// finish waits for the first response to an interaction that begin has prepared under the lock.
func (s *Server) finish(ctx context.Context, begin func() (*Exchange, error)) (*Exchange, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	e, err := begin()
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return e, e.awaitResponse(ctx)
}

// The contexts of an interaction.
const (
	contextGuild = 0
	contextDM    = 1
)

func (e *Exchange) context() int {
	if e.channel.isDM() {
		return contextDM
	}
	return contextGuild
}

// owners tells who installed the app: the guild, or, in direct messages with the bot, a zero.
func (e *Exchange) owners() object {
	if e.channel.isDM() {
		return object{"0": "0"}
	}
	return object{"0": e.channel.GuildID}
}

// interactionJSON is the payload of INTERACTION_CREATE.
func (s *Server) interactionJSON(e *Exchange, data object) object {
	c := e.channel
	o := object{
		"id": e.ID, "application_id": s.app, "type": e.kind, "data": data, "token": e.Token, "version": 1,
		"channel_id": c.ID, "channel": s.partialChannel(c, e.User), "locale": e.User.locale(), "context": e.context(),
		"authorizing_integration_owners": e.owners(), "app_permissions": bits(s.world.permissions(c, s.bot.ID)),
		"entitlements": []object{}, "attachment_size_limit": 10 << 20,
	}
	if e.source != nil {
		o["message"] = s.messageJSON(e.source, true)
	}
	g := s.world.guilds[c.GuildID]
	if g == nil {
		o["user"] = userJSON(e.User)
		return o
	}
	member := s.fullMemberJSON(g, e.User.ID)
	member["permissions"] = bits(s.world.permissions(c, e.User.ID))
	o["member"], o["guild_id"], o["guild_locale"] = member, g.ID, g.locale()
	o["guild"] = object{"id": g.ID, "locale": g.locale(), "features": []string{}}
	return o
}

// partialChannel is the channel as an interaction carries it, with the person's permissions there.
func (s *Server) partialChannel(c *channel, who User) object {
	o := s.channelJSON(c)
	delete(o, "permission_overwrites")
	if !c.isDM() {
		o["permissions"] = bits(s.world.permissions(c, who.ID))
	}
	return o
}

// Press presses a button of a message.
func (s *Server) Press(ctx context.Context, who User, msg *discordgo.Message, customID string) (*Exchange, error) {
	return s.finish(ctx, func() (*Exchange, error) {
		m, c, err := s.component(who, msg, customID)
		if err != nil {
			return nil, err
		}
		if componentType(c) != int(discordgo.ButtonComponent) {
			return nil, notOffered("%q is not a button", customID)
		}
		return s.use(who, m, c, nil)
	})
}

// Select chooses values in a select menu of a message. For users, roles and channels the values are ids.
func (s *Server) Select(ctx context.Context, who User, msg *discordgo.Message, customID string, values ...string) (*Exchange, error) {
	return s.finish(ctx, func() (*Exchange, error) {
		m, c, err := s.component(who, msg, customID)
		if err != nil {
			return nil, err
		}
		if err := selectable(c, values); err != nil {
			return nil, err
		}
		return s.use(who, m, c, values)
	})
}

func (s *Server) use(who User, m *message, c object, values []string) (*Exchange, error) {
	data := object{"custom_id": c["custom_id"], "component_type": componentType(c), "id": c["id"]}
	if values != nil {
		data["values"] = values
		if resolved := s.resolve(s.world.channels[m.channelID], componentType(c), values); resolved != nil {
			data["resolved"] = resolved
		}
	}
	return s.start(&Exchange{
		User: who, kind: discordgo.InteractionMessageComponent, style: discordgo.MessageTypeReply,
		channel: s.world.channels[m.channelID], source: m,
	}, data)
}

// component finds a usable component on a message that the person sees.
func (s *Server) component(who User, msg *discordgo.Message, customID string) (*message, object, error) {
	m := s.world.messages[msg.ID]
	if m == nil || m.recipient != "" && m.recipient != who.ID {
		return nil, nil, notOffered("%s does not see this message", who.Name)
	}
	if _, err := s.place(who, Channel{ID: m.channelID}, 0); err != nil {
		return nil, nil, err
	}
	var found object
	for c := range components(m.components) {
		if c["custom_id"] == customID {
			found = c
		}
	}
	if found == nil {
		return nil, nil, notOffered("no component %q on this message", customID)
	}
	if found["disabled"] == true {
		return nil, nil, notOffered("component %q is disabled", customID)
	}
	return m, found, nil
}

// MessageCommand runs a command of a message's context menu.
func (s *Server) MessageCommand(ctx context.Context, who User, msg *discordgo.Message, name string) (*Exchange, error) {
	return s.finish(ctx, func() (*Exchange, error) {
		m := s.world.messages[msg.ID]
		if m == nil || m.recipient != "" && m.recipient != who.ID {
			return nil, notOffered("%s does not see this message", who.Name)
		}
		c, err := s.place(who, Channel{ID: m.channelID}, discordgo.PermissionUseApplicationCommands)
		if err != nil {
			return nil, err
		}
		cmd, err := s.offered(who, c, name, discordgo.MessageApplicationCommand, false)
		if err != nil {
			return nil, err
		}
		return s.start(s.commandExchange(who, c, cmd, discordgo.MessageTypeContextMenuCommand), object{
			"id": cmd.id, "name": name, "type": cmd.kind, "target_id": m.id,
			"resolved": object{"messages": object{m.id: s.messageJSON(m, true)}},
		})
	})
}

func (s *Server) commandExchange(who User, c *channel, cmd *command, style discordgo.MessageType) *Exchange {
	return &Exchange{User: who, kind: discordgo.InteractionApplicationCommand, style: style, channel: c, name: cmd.def.Name}
}
