package discordsim

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Command runs a slash command as Discord's client does. A subcommand is named with its command, as in "faq show" or
// "faq list open". An option's value is a string, an integer, a number, a bool, a [User], a [Channel] or a [Role].
//
// It returns once the bot has responded, or the exchange so far and [ErrNoResponse]. What the client would not let the
// person send gives [ErrNotOffered], and the bot hears nothing.
func (s *Server) Command(ctx context.Context, who User, where Channel, name string, opts map[string]any) (*Exchange, error) {
	return s.command(ctx, who, where, name, opts, false)
}

// ForceCommand is Command for somebody whom default_member_permissions would exclude, as a guild's admins can allow
// anyone.
func (s *Server) ForceCommand(ctx context.Context, who User, where Channel, name string, opts map[string]any) (*Exchange, error) {
	return s.command(ctx, who, where, name, opts, true)
}

func (s *Server) command(ctx context.Context, who User, where Channel, name string, opts map[string]any, force bool) (*Exchange, error) {
	return s.finish(ctx, func() (*Exchange, error) {
		c, cmd, in, err := s.lookUp(who, where, name, force)
		if err != nil {
			return nil, err
		}
		if err := in.fill(opts, false); err != nil {
			return nil, err
		}
		return s.start(s.commandExchange(who, c, cmd, discordgo.MessageTypeChatInputCommand), in.data(cmd))
	})
}

// Autocomplete types part of an option's value and waits for the bot's choices. The options are those already filled
// in, where there are any.
func (s *Server) Autocomplete(
	ctx context.Context, who User, where Channel, name, option, partial string, opts map[string]any,
) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	e, err := s.finish(ctx, func() (*Exchange, error) {
		c, cmd, in, err := s.lookUp(who, where, name, false)
		if err != nil {
			return nil, err
		}
		if err := in.fill(opts, true); err != nil {
			return nil, err
		}
		if err := in.focus(option, partial); err != nil {
			return nil, err
		}
		e := s.commandExchange(who, c, cmd, discordgo.MessageTypeChatInputCommand)
		e.kind = discordgo.InteractionApplicationCommandAutocomplete
		return s.start(e, in.data(cmd))
	})
	if err != nil {
		return nil, err
	}
	return e.Choices(), nil
}

// lookUp finds a command, or one of its subcommands, and prepares its input.
func (s *Server) lookUp(who User, where Channel, name string, force bool) (*channel, *command, *input, error) {
	c, err := s.place(who, where, discordgo.PermissionUseApplicationCommands)
	if err != nil {
		return nil, nil, nil, err
	}
	words := strings.Fields(strings.TrimPrefix(name, "/"))
	if len(words) == 0 {
		return nil, nil, nil, notOffered("a command without a name")
	}
	cmd, err := s.offered(who, c, words[0], discordgo.ChatApplicationCommand, force)
	if err != nil {
		return nil, nil, nil, err
	}
	in := &input{s: s, where: c, defs: cmd.def.Options, resolved: object{}}
	for _, word := range words[1:] {
		i := slices.IndexFunc(in.defs, func(o *discordgo.ApplicationCommandOption) bool { return o.Name == word && isSub(o) })
		if i < 0 {
			return nil, nil, nil, notOffered("/%s has no subcommand %q", words[0], word)
		}
		in.path, in.defs = append(in.path, in.defs[i]), in.defs[i].Options
	}
	if slices.ContainsFunc(in.defs, isSub) {
		return nil, nil, nil, notOffered("/%s needs a subcommand", name)
	}
	return c, cmd, in, nil
}

func isSub(o *discordgo.ApplicationCommandOption) bool {
	return o.Type == discordgo.ApplicationCommandOptionSubCommand || o.Type == discordgo.ApplicationCommandOptionSubCommandGroup
}

// offered finds a command that Discord's client would show to this person in this channel.
func (s *Server) offered(who User, c *channel, name string, kind discordgo.ApplicationCommandType, force bool) (*command, error) {
	cmd := s.find(c.GuildID, name, kind)
	if cmd == nil {
		return nil, notOffered("no command %q here", name)
	}
	def, where := cmd.def, discordgo.InteractionContextGuild
	if c.isDM() {
		where = discordgo.InteractionContextBotDM
	}
	if def.Contexts != nil && !slices.Contains(*def.Contexts, where) {
		return nil, notOffered("%q is not for this kind of channel", name)
	}
	if need := def.DefaultMemberPermissions; need != nil && !c.isDM() && !force {
		have := s.world.permissions(c, who.ID)
		if have&discordgo.PermissionAdministrator == 0 && (*need == 0 || have&*need != *need) {
			return nil, notOffered("%s lacks the permissions for %q", who.Name, name)
		}
	}
	return cmd, nil
}
