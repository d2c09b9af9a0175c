package discord

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
)

// TestRegisteredOnce: a second start finds everything as it should be and changes nothing.
func TestRegisteredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	again := *w
	again.rig = newRig(t, w.o)
	again.run(t)
	again.logged.wait(t, "commands registered", 2)
	puts := 0
	for _, r := range w.Requests() {
		if r.Method == http.MethodPut && strings.HasSuffix(r.Path, "/commands") {
			puts++
		}
	}
	if puts != 2 {
		t.Errorf("%d overwrites in two starts, want 2", puts)
	}
	if got := len(w.Commands(w.elsewhere.ID)); got != 0 {
		t.Errorf("%d commands in a guild that is no home, want none", got)
	}
	for _, c := range w.Commands("") {
		staff := slices.ContainsFunc(guildCommands(), func(g command) bool { return g.def.Name == c.Name })
		if (c.DefaultMemberPermissions != nil) != staff || c.Contexts == nil || c.IntegrationTypes == nil {
			t.Errorf("/%s is registered as %+v", c.Name, c)
		}
	}
	for _, c := range w.Commands(w.guild.ID) {
		if c.DefaultMemberPermissions == nil || *c.DefaultMemberPermissions == 0 {
			t.Errorf("/%s is for everyone", c.Name)
		}
	}
}

// TestRegisterTriesAgain: what Discord refuses at first is registered later.
func TestRegisterTriesAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	failed := atomic.Bool{}
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		first := strings.HasSuffix(r.URL.Path, "/guilds/"+w.guild.ID+"/commands") && failed.CompareAndSwap(false, true)
		if first {
			fail(rw, http.StatusForbidden, discordgo.ErrCodeMissingAccess)
		}
		return first
	}})
	again := *w
	again.rig = newRig(t, w.o)
	again.run(t)
	again.logged.wait(t, "commands registered", 2)
	if log := again.logged.String(); strings.Count(log, "commands not registered") != 1 {
		t.Errorf("not one failure in the log:\n%s", log)
	}
}

func TestSameCommands(t *testing.T) {
	list := func(change func([]*discordgo.ApplicationCommand)) []*discordgo.ApplicationCommand {
		var defs []*discordgo.ApplicationCommand
		for _, c := range commandTable() {
			defs = append(defs, c.def)
		}
		change(defs)
		return defs
	}
	named := func(l []*discordgo.ApplicationCommand, name string) *discordgo.ApplicationCommand {
		return l[slices.IndexFunc(l, func(c *discordgo.ApplicationCommand) bool { return c.Name == name })]
	}
	tests := []struct {
		name   string
		change func([]*discordgo.ApplicationCommand)
		same   bool
	}{
		{"nothing", func([]*discordgo.ApplicationCommand) {}, true},
		{"order", slices.Reverse[[]*discordgo.ApplicationCommand], true},
		{"what Discord adds", func(l []*discordgo.ApplicationCommand) {
			l[0].ID, l[0].Version, l[0].ApplicationID = "1", "2", "3"
			l[0].Options[0].Choices = []*discordgo.ApplicationCommandOptionChoice{}
			slices.Reverse(*l[0].Contexts)
		}, true},
		{"name", func(l []*discordgo.ApplicationCommand) { l[0].Name = "other" }, false},
		{"description", func(l []*discordgo.ApplicationCommand) { l[0].Description = "other" }, false},
		{"language", func(l []*discordgo.ApplicationCommand) {
			l[0].NameLocalizations = &map[discordgo.Locale]string{discordgo.German: "frage"}
		}, false},
		{"language of an option", func(l []*discordgo.ApplicationCommand) {
			l[0].Options[0].DescriptionLocalizations = map[discordgo.Locale]string{discordgo.German: "Deine Frage"}
		}, false},
		{"no language", func(l []*discordgo.ApplicationCommand) {
			l[0].DescriptionLocalizations, l[0].Options[0].NameLocalizations = &map[discordgo.Locale]string{}, map[discordgo.Locale]string{}
		}, true},
		{"option", func(l []*discordgo.ApplicationCommand) { l[0].Options[0].Required = false }, false},
		{"option of a subcommand", func(l []*discordgo.ApplicationCommand) { named(l, "faq").Options[0].Options[1].MaxLength = 1 }, false},
		{"permission", func(l []*discordgo.ApplicationCommand) { named(l, "reindex").DefaultMemberPermissions = nil }, false},
		{"contexts", func(l []*discordgo.ApplicationCommand) { l[0].Contexts = nil }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			same, err := sameCommands(list(tt.change), list(func([]*discordgo.ApplicationCommand) {}))
			if err != nil || same != tt.same {
				t.Errorf("sameCommands = %v, %v, want %v", same, err, tt.same)
			}
		})
	}
	if same, _ := sameCommands(nil, list(func([]*discordgo.ApplicationCommand) {})); same {
		t.Error("no commands are the same as some")
	}
}
