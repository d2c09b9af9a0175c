package discordsim

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// WaitReply waits for the bot's reply to a message.
func (s *Server) WaitReply(ctx context.Context, said *discordgo.Message) (*discordgo.Message, error) {
	return s.WaitMessage(ctx, Channel{ID: said.ChannelID}, func(m *discordgo.Message) bool {
		return m.Author.ID == s.bot.ID && m.MessageReference != nil && m.MessageReference.MessageID == said.ID
	})
}

// Button is a button that can be pressed, see [Server.Press].
type Button struct{ Label, CustomID string }

// Buttons are the buttons of a message that can be pressed, in the order in which a person sees them.
func Buttons(m *discordgo.Message) []Button {
	return pressable(nil, m.Components)
}

func pressable(found []Button, components []discordgo.MessageComponent) []Button {
	for _, c := range components {
		switch c := c.(type) {
		case *discordgo.Button:
			if c.CustomID != "" && !c.Disabled {
				found = append(found, Button{c.Label, c.CustomID})
			}
		case *discordgo.ActionsRow:
			found = pressable(found, c.Components)
		case *discordgo.Container:
			found = pressable(found, c.Components)
		case *discordgo.Section:
			found = pressable(found, []discordgo.MessageComponent{c.Accessory})
		}
	}
	return found
}

// Words is [Text] without the components, for whoever shows the buttons in a way of their own.
func Words(m *discordgo.Message) string {
	bare := *m
	bare.Components = nil
	return Text(&bare)
}
