package discord

import "github.com/bwmarrin/discordgo"

// patientCommands are everybody's, everywhere.
func patientCommands() []command {
	return []command{
		{
			def: patientCommand("ask", "Ask about a medicine or a condition; only you see the answer",
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionString, Name: "question", Required: true, Autocomplete: true,
					Description: "Your question, in your own words", MaxLength: maxQuestion,
				}),
			uses: map[string]use{"": {run: (*Bot).ask, complete: (*Bot).completeAsk}},
		},
		{
			def:  patientCommand("topics", "Look through what there is to read"),
			uses: map[string]use{"": {run: (*Bot).topics}},
		},
		{
			def:  messageCommand(answerFromFAQ),
			uses: map[string]use{"": {run: (*Bot).onMessageCommand}},
		},
		{
			def:  patientCommand("help", "What this bot can and cannot do, and how to ask"),
			uses: map[string]use{"": {run: (*Bot).help}},
		},
		{
			def:  patientCommand("privacy", "What happens to what you write here"),
			uses: map[string]use{"": {run: (*Bot).privacy}},
		},
		{
			def:  patientCommand("forget-me", "Clear what the bot still knows of you"),
			uses: map[string]use{"": {slow: true, run: (*Bot).forgetMe}},
		},
	}
}

// guildCommands are for the admins and moderators of any guild: they are about that guild alone.
func guildCommands() []command {
	return []command{
		{
			def:  staffCommand("panel", "Post a lasting message with a button for private questions", discordgo.PermissionManageMessages),
			uses: map[string]use{"": {needs: moderator, run: (*Bot).panel}},
		},
		settingsCommand(),
	}
}

// homeCommands are for those who look after the content: they exist in the home guilds alone.
func homeCommands() []command {
	return []command{
		{
			home: true,
			def: staffCommand("reindex", "Load the content again, at once", discordgo.PermissionManageGuild,
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionBoolean, Name: "force",
					Description: "Take it though many entries have vanished",
				}),
			uses: map[string]use{"": {needs: admin, slow: true, run: (*Bot).reindex}},
		},
		{
			home: true,
			def: staffCommand("faq", "Look after the reviewed answers", discordgo.PermissionManageMessages,
				&discordgo.ApplicationCommandOption{
					Type: discordgo.ApplicationCommandOptionSubCommand, Name: "withdraw",
					Description: "Stop showing an answer, at once and everywhere",
					Options: []*discordgo.ApplicationCommandOption{
						{
							Type: discordgo.ApplicationCommandOptionString, Name: "id", Required: true, Autocomplete: true,
							Description: "The entry, article or section", MaxLength: maxID,
						},
						{
							Type: discordgo.ApplicationCommandOptionString, Name: "reason", Required: true,
							Description: "What is wrong with it, for the other moderators; nothing about a patient", MaxLength: maxReason,
						},
					},
				}),
			uses: map[string]use{"withdraw": {needs: moderator, run: (*Bot).withdraw, complete: (*Bot).completeWithdraw}},
		},
		{
			home: true,
			def:  staffCommand("status", "How the bot stands, and what somebody should look at", discordgo.PermissionManageMessages),
			uses: map[string]use{"": {needs: moderator, run: (*Bot).status}},
		},
	}
}
