package discord

import (
	"github.com/bwmarrin/discordgo"
)

// settingsCommand is /settings, for the admins of any guild.
func settingsCommand() command {
	return command{
		def: staffCommand("settings", "How the bot behaves in this server", discordgo.PermissionManageGuild,
			subcommand("show", "What is set"),
			subcommand("set", "Country, language, plain text, who moderates and who is told",
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionCountry, Autocomplete: true, MaxLength: maxID,
					Description: "Whose emergency numbers are shown",
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionLanguage, Autocomplete: true, MaxLength: maxID,
					Description: "Language of the answers and messages",
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionBoolean, Name: optionTextOnly, Description: "Plain text, never embeds",
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionRole, Name: optionModerators,
					Description: "Whose members are moderators without Manage Messages",
				},
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionChannel, Name: optionStaff, ChannelTypes: textChannels(),
					Description: "Is told when somebody reports an answer",
				}),
			subcommand("channel", "Where questions are answered, and where not",
				channelOption("The channel, with its threads", askableChannels()),
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionRule, Required: true,
					Description: "Not answering wins; emergencies are answered everywhere",
					Choices: []*discordgo.ApplicationCommandOptionChoice{
						choice("answer here; once a channel has this, only such channels", ruleAllow),
						choice("do not answer here", ruleDeny), choice("no rule", ruleNone),
					},
				}),
			subcommand("help-channel", "Let the bot read a channel and answer by itself where it is sure",
				channelOption("The channel or forum, with its threads and posts", askableChannels()),
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionBoolean, Name: optionOn, Required: true, Description: "Whether it reads there",
				}),
			subcommand("reset", "Back to what the operator of the bot set",
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: optionWhat, Required: true, Description: "Which setting",
					Choices: resetChoices(),
				}),
		),
		uses: map[string]use{
			"show":         {needs: admin, run: (*Bot).showSettings},
			"set":          {needs: admin, slow: true, run: (*Bot).setSettings, complete: (*Bot).completeSettings},
			"channel":      {needs: admin, slow: true, run: (*Bot).setChannel},
			"help-channel": {needs: admin, slow: true, run: (*Bot).setHelpChannel},
			"reset":        {needs: admin, run: (*Bot).resetSettings},
		},
	}
}

// The options of /settings and what can be chosen for a rule.
const (
	optionCountry    = "country"
	optionLanguage   = "language"
	optionTextOnly   = "text-only"
	optionModerators = "moderator-role"
	optionStaff      = "staff-channel"
	optionChannel    = "channel"
	optionRule       = "rule"
	optionOn         = "on"
	optionWhat       = "what"

	ruleAllow = "allow"
	ruleDeny  = "deny"
	ruleNone  = "none"
)

func subcommand(name, description string, opts ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: opts,
	}
}

func channelOption(description string, kinds []discordgo.ChannelType) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionChannel, Name: optionChannel, Required: true, Description: description, ChannelTypes: kinds,
	}
}

func textChannels() []discordgo.ChannelType {
	return []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews}
}

// askableChannels are the kinds of channels that people write in, themselves or in posts.
func askableChannels() []discordgo.ChannelType {
	return append(textChannels(), discordgo.ChannelTypeGuildForum)
}

// resetChoices are what can be reset.
func resetChoices() []*discordgo.ApplicationCommandOptionChoice {
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, r := range resets() {
		choices = append(choices, choice(r.label, r.what))
	}
	return choices
}
