package discordsim

import (
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// TestWhatCanBeDone lists what a message and a form let a person press, choose and write: nothing that is disabled.
func TestWhatCanBeDone(t *testing.T) {
	row := func(parts ...discordgo.MessageComponent) *discordgo.ActionsRow {
		return &discordgo.ActionsRow{Components: parts}
	}
	m := &discordgo.Message{Components: []discordgo.MessageComponent{
		row(&discordgo.SelectMenu{CustomID: "m", Options: []discordgo.SelectMenuOption{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}}),
		row(&discordgo.SelectMenu{CustomID: "off", Disabled: true, Options: []discordgo.SelectMenuOption{{Label: "C", Value: "c"}}}),
		row(&discordgo.Button{Label: "Yes", CustomID: "y"}, &discordgo.Button{Label: "No", CustomID: "n", Disabled: true}),
		&discordgo.TextDisplay{Content: "words"},
	}}
	if diff := cmp.Diff([]Choice{{"A", "m", "a"}, {"B", "m", "b"}}, Choices(m)); diff != "" {
		t.Errorf("Choices (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Button{{"Yes", "y"}}, Buttons(m)); diff != "" {
		t.Errorf("Buttons (-want +got):\n%s", diff)
	}
	form := &Modal{Components: []discordgo.MessageComponent{
		row(&discordgo.TextInput{Label: "One", CustomID: "1"}), row(&discordgo.TextInput{Label: "Two", CustomID: "2"}), &discordgo.TextDisplay{},
	}}
	if diff := cmp.Diff([]Input{{"One", "1"}, {"Two", "2"}}, form.Inputs()); diff != "" {
		t.Errorf("Inputs (-want +got):\n%s", diff)
	}
}
