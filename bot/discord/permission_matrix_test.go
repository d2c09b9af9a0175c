package discord

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// The guilds of the permission matrix, and the role of moderators who have no permission of Discord's.
const (
	homeGuild  = "900"
	otherGuild = "800"
	helperRole = "77"
)

// persons are who tries everything, each as a member of a guild. Discord's own lists of who may use a command are passed by,
// as a guild's admins can change them.
var persons = []struct {
	name   string
	guild  string
	member discordgo.Member
}{
	{"patient", homeGuild, discordgo.Member{}},
	{"moderator", homeGuild, discordgo.Member{Permissions: discordgo.PermissionManageMessages}},
	{"moderator by role", homeGuild, discordgo.Member{Roles: []string{helperRole}}},
	{"admin", homeGuild, discordgo.Member{Permissions: discordgo.PermissionManageGuild}},
	{"patient elsewhere", otherGuild, discordgo.Member{Roles: []string{helperRole + "1"}}},
	{"owner elsewhere", otherGuild, discordgo.Member{Permissions: discordgo.PermissionAll}},
}

// Who may use something: "y" or "-" for each person, in their order.
const (
	everybody  = "yyyyyy"
	everyStaff = "-yyy-y" // moderators of any guild
	everyAdmin = "---y-y"
	homeStaff  = "-yyy--"
	homeAdmins = "---y--"
)

// mayUse says of each command, button and form who may use it. What is added to the tables must be added here.
var mayUse = map[string]string{
	"/ask":                         everybody,
	"/ask autocompletion":          everybody,
	"/faq withdraw":                homeStaff,
	"/faq withdraw autocompletion": homeStaff,
	"/forget-me":                   everybody,
	"/help":                        everybody,
	"/panel":                       everyStaff,
	"/privacy":                     everybody,
	"/reindex":                     homeAdmins,
	"/settings channel":            everyAdmin,
	"/settings help-channel":       everyAdmin,
	"/settings reset":              everyAdmin,
	"/settings set":                everyAdmin,
	"/settings set autocompletion": everyAdmin,
	"/settings show":               everyAdmin,
	"/status":                      homeStaff,
	"/topics":                      everybody,
	"Answer from the FAQ":          everybody,
	"button ctry":                  everybody,
	"button helped":                everybody,
	"button not":                   everybody,
	"button nothelp":               everybody,
	"button num":                   everybody,
	"button panel":                 everybody,
	"button pick":                  everybody,
	"button remove":                everyStaff,
	"button share":                 everybody,
	"button topic":                 everybody,
	"button topics":                everybody,
	"button unshare":               everybody,
	"button wrong":                 everybody,
	"form panel":                   everybody,
}

// TestPermissionMatrix lets each person use each command, button and form, prints the table and fails on a hole in it.
func TestPermissionMatrix(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{HomeGuilds: []string{homeGuild}, ModeratorRoles: []string{helperRole}})
	used := r.recordUses()
	uses := r.allUses(t)
	table := []string{fmt.Sprintf("%-32s", "")}
	for _, p := range persons {
		table[0] += fmt.Sprintf(" | %-17s", p.name)
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		line, got := fmt.Sprintf("%-32s", name), ""
		for _, p := range persons {
			i := uses[name]
			i.GuildID, i.Member = p.guild, &p.member
			i.Member.User = &discordgo.User{ID: "1" + newRef()}
			*used = ""
			said := r.Handle(t.Context(), &i)
			cell := "y"
			if *used != name {
				cell = "-"
				r.checkRefused(t, name+" by "+p.name, said)
			}
			got, line = got+cell, line+fmt.Sprintf(" | %-17s", cell)
		}
		table = append(table, line)
		if want, ok := mayUse[name]; !ok {
			t.Errorf("who may use %s is not said; it is %q", name, got)
		} else if got != want {
			t.Errorf("%s: may be used by %q, want %q", name, got, want)
		}
	}
	t.Logf("\n%s", strings.Join(table, "\n"))
	for name := range mayUse {
		if _, ok := uses[name]; !ok {
			t.Errorf("there is no %s any more", name)
		}
	}
}

// recordUses makes everything note that it was used, and do nothing else.
func (r *rig) recordUses() *string {
	used := new(string)
	done := func(name string) reply { *used = name; return reply{outcome: "fixed"} }
	for _, c := range r.commands {
		for sub, u := range c.uses {
			name := useName(c, sub)
			u.run = func(*Bot, context.Context, *request, options) reply { return done(name) }
			if u.complete != nil {
				u.complete = func(*Bot, context.Context, *request, options) []*discordgo.ApplicationCommandOptionChoice {
					*used = name + " autocompletion"
					return nil
				}
			}
			c.uses[sub] = u
		}
	}
	for a, c := range r.components {
		c.run = func(*Bot, context.Context, *request, pressed) reply { return done("button " + string(a)) }
		r.components[a] = c
	}
	for a, m := range r.modals {
		m.run = func(*Bot, context.Context, *request, submitted) reply { return done("form " + string(a)) }
		r.modals[a] = m
	}
	return used
}

func useName(c command, sub string) string {
	if c.def.Type == discordgo.MessageApplicationCommand {
		return c.def.Name
	}
	return strings.TrimSpace("/" + c.def.Name + " " + sub)
}

// allUses are the interactions that use what the tables hold, by name.
func (r *rig) allUses(t *testing.T) map[string]discordgo.Interaction {
	uses := map[string]discordgo.Interaction{}
	for _, c := range r.commands {
		for sub, u := range c.uses {
			data := discordgo.ApplicationCommandInteractionData{Name: c.def.Name, CommandType: c.def.Type, TargetID: "5"}
			if sub != "" {
				data.Options = []*discordgo.ApplicationCommandInteractionDataOption{{Name: sub, Type: discordgo.ApplicationCommandOptionSubCommand}}
			}
			data.Resolved = &discordgo.ApplicationCommandInteractionDataResolved{Messages: map[string]*discordgo.Message{"5": {ID: "5"}}}
			name := useName(c, sub)
			uses[name] = discordgo.Interaction{Type: discordgo.InteractionApplicationCommand, Data: data}
			if u.complete != nil {
				uses[name+" autocompletion"] = discordgo.Interaction{Type: discordgo.InteractionApplicationCommandAutocomplete, Data: data}
			}
		}
	}
	key := bot.KeyOf("baclofen-uses")
	for a := range r.components {
		data := discordgo.MessageComponentInteractionData{CustomID: customID{action: a, locale: "en", key: key}.String()}
		uses["button "+string(a)] = discordgo.Interaction{Type: discordgo.InteractionMessageComponent, Data: data}
	}
	for a := range r.modals {
		data := discordgo.ModalSubmitInteractionData{CustomID: customID{action: a, locale: "en", key: key}.String()}
		uses["form "+string(a)] = discordgo.Interaction{Type: discordgo.InteractionModalSubmit, Data: data}
	}
	return uses
}

// checkRefused checks that who may not use something reads so, or is offered nothing while typing.
func (r *rig) checkRefused(t *testing.T, what string, said *discordgo.InteractionResponse) {
	t.Helper()
	if said.Type == discordgo.InteractionApplicationCommandAutocompleteResult {
		if len(said.Data.Choices) > 0 {
			t.Errorf("%s: offered %d choices", what, len(said.Data.Choices))
		}
		return
	}
	text := seenRaw(said)
	for _, key := range []string{"not-allowed", "not-here"} {
		if strings.Contains(text, r.engine.Fixed(key, bot.View{}, nil).Text) {
			return
		}
	}
	t.Errorf("%s: refused without a word:\n%s", what, text)
}
