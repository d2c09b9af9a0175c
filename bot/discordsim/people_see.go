package discordsim

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// Message is a message as a client decodes it.
type Message = discordgo.Message

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

// Choice is an option of a menu that can be chosen, see [Server.Select].
type Choice struct{ Label, CustomID, Value string }

// Choices are the options of a message's menus, in the order in which a person sees them.
func Choices(m *discordgo.Message) []Choice {
	var found []Choice
	for _, c := range m.Components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range row.Components {
			menu, ok := c.(*discordgo.SelectMenu)
			if !ok || menu.Disabled {
				continue
			}
			for _, o := range menu.Options {
				found = append(found, Choice{o.Label, menu.CustomID, o.Value})
			}
		}
	}
	return found
}

// Input is a text to write into a form, see [Server.SubmitModal].
type Input struct{ Label, CustomID string }

// Inputs are the texts to write into a form, from top to bottom.
func (m *Modal) Inputs() []Input {
	var found []Input
	for _, c := range m.Components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range row.Components {
			if in, ok := c.(*discordgo.TextInput); ok {
				found = append(found, Input{in.Label, in.CustomID})
			}
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
