package discord

import (
	"os"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// TestCommandsAreDescribed: the README's table names every command.
func TestCommandsAreDescribed(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commandTable() {
		for sub := range c.uses {
			name := strings.TrimSpace("/" + c.def.Name + " " + sub)
			if c.def.Type == discordgo.MessageApplicationCommand {
				name = c.def.Name
			}
			if !strings.Contains(string(data), "`"+name+"`") {
				t.Errorf("README.md does not name %q", name)
			}
		}
	}
}
