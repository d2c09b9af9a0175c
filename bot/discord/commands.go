package discord

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// command is a slash command, or a command on a message, as it is registered, and what it does.
type command struct {
	def  *discordgo.ApplicationCommand
	home bool // the moderators': registered and accepted in the home guilds alone
	uses map[string]use
}

// use is what one command, or one subcommand, does. The name of a command's own use is "".
type use struct {
	needs    permission // checked again when it is called: a guild's admins can override what is registered
	slow     bool       // takes longer than Discord waits: "thinking" is shown until it is done
	run      func(*Bot, context.Context, *request, options) reply
	complete func(*Bot, context.Context, *request, options) []*discordgo.ApplicationCommandOptionChoice
}

// commandTable lists every command. Each is implemented in the file of its name.
func commandTable() []command {
	return slices.Concat(patientCommands(), guildCommands(), homeCommands())
}

// How much can be typed into an option. A question is read up to the length of a message.
const (
	maxQuestion = 2000
	maxID       = 200
	maxReason   = 500
)

// patientCommand is a command for everyone, in guilds and in direct messages with the bot.
func patientCommand(name, description string, opts ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	return &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: name, Description: description, Options: opts,
		Contexts:         &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		IntegrationTypes: &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
	}
}

// staffCommand is a command for members of a guild who have the permission.
func staffCommand(name, description string, permission int64, opts ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	return &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: name, Description: description, Options: opts,
		DefaultMemberPermissions: &permission,
		Contexts:                 &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild},
		IntegrationTypes:         &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
	}
}

// messageCommand is a command in the menu of a message, for everyone, in guilds and in direct messages with the bot. It has
// a name alone.
func messageCommand(name string) *discordgo.ApplicationCommand {
	return &discordgo.ApplicationCommand{
		Type: discordgo.MessageApplicationCommand, Name: name,
		Contexts:         &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		IntegrationTypes: &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
	}
}

// options are the values of a command's options by name.
type options map[string]any

// text is the value of a text option, "" where it was not given.
func (o options) text(name string) string {
	s, _ := o[name].(string)
	return s
}

// typing is the name of the option that is being typed, for its completion.
func (o options) typing() string { return o.text(typed) }

// typed is where the name of the option that is being typed stands; no option has such a name.
const typed = "(typed)"

// isSet tells whether a boolean option is given and true.
func (o options) isSet(name string) bool {
	v, _ := o[name].(bool)
	return v
}

// find returns the use that was called, with its option values; false where there is none, as with a command that an
// earlier version registered.
func (b *Bot) find(data discordgo.ApplicationCommandInteractionData) (command, use, options, bool) {
	sub, given := "", data.Options
	if len(given) > 0 && given[0] != nil && given[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		sub, given = given[0].Name, given[0].Options
	}
	values := options{}
	for _, o := range given {
		if o == nil {
			continue
		}
		if values[o.Name] = o.Value; o.Focused {
			values[typed] = o.Name
		}
	}
	kind := cmp.Or(data.CommandType, discordgo.ChatApplicationCommand)
	for _, c := range b.commands {
		if u, ok := c.uses[sub]; ok && c.def.Name == data.Name && c.def.Type == kind {
			return c, u, values, true
		}
	}
	return command{}, use{}, nil, false
}

// runCommand checks that the command may be used here and by this person, and runs it.
func (b *Bot) runCommand(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) reply {
	c, u, values, ok := b.find(data)
	if !ok {
		return b.failure(r, errUnknownCommand)
	}
	r.cmd = c.def.Name
	if rep, no := b.refuse(r, c.home, u.needs); no {
		return rep
	}
	if c.def.Type == discordgo.MessageApplicationCommand {
		if r.target = targetOf(data); r.target == nil {
			return b.failure(r, errNoData)
		}
	}
	return u.run(b, ctx, r, values)
}

// targetOf is the message that a command was called on, nil where it was not sent along.
func targetOf(data discordgo.ApplicationCommandInteractionData) *discordgo.Message {
	if data.Resolved == nil {
		return nil
	}
	return data.Resolved.Messages[data.TargetID]
}

var errUnknownCommand = errors.New("discord: no such command")

// completing returns the choices for what is being typed; none where something is wrong.
func (b *Bot) completing(ctx context.Context, r *request, i *discordgo.Interaction) (choices []*discordgo.ApplicationCommandOptionChoice) {
	defer func() {
		if cause := recover(); cause != nil {
			b.logPanic(ctx, r, cause)
			choices = nil
		}
	}()
	data, ok := i.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok {
		return nil
	}
	c, u, values, ok := b.find(data)
	if !ok || u.complete == nil || c.home && !b.home(r.guild) || !b.may(r, u.needs) {
		return nil
	}
	return u.complete(b, ctx, r, values)
}
