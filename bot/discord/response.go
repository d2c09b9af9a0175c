package discord

import "github.com/bwmarrin/discordgo"

// response is a reply as the response to an interaction: for the one who asked alone, unless it says otherwise. A message
// that is updated is seen by whoever saw it before.
func (b *Bot) response(r *request, rep reply) *discordgo.InteractionResponse {
	if rep.form != nil {
		return rep.form.response()
	}
	if rep.update && rep.left != nil {
		return &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseUpdateMessage, Data: &discordgo.InteractionResponseData{Components: rep.left},
		}
	}
	m := b.render(r, rep)
	resp := &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{
			Content: m.content, Embeds: notNil(m.embeds), Components: notNil(m.components),
			AllowedMentions: mentionsNobody(), Flags: discordgo.MessageFlagsEphemeral,
		},
	}
	switch {
	case rep.update:
		resp.Type, resp.Data.Flags = discordgo.InteractionResponseUpdateMessage, 0
	case rep.public:
		resp.Data.Flags = 0
	}
	return resp
}

// choicesResponse is the response to what is being typed.
func choicesResponse(choices []*discordgo.ApplicationCommandOptionChoice) *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionApplicationCommandAutocompleteResult,
		Data: &discordgo.InteractionResponseData{Choices: notNil(choices)},
	}
}

// send is a reply as a message in a channel: an answer to the message with that ID, where there is one.
func send(m message, to *discordgo.Message) *discordgo.MessageSend {
	s := &discordgo.MessageSend{
		Content: m.content, Embeds: notNil(m.embeds), Components: notNil(m.components), AllowedMentions: mentionsNobody(),
	}
	if to != nil {
		s.Reference = to.SoftReference()
	}
	return s
}

// notNil keeps an empty list from being written as null.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
