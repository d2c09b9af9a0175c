package discordsim

import (
	"fmt"
	"slices"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

func TestCommandRoutes(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg, app := client(t, r.Server), r.ApplicationID()
	first, err := dg.ApplicationCommandBulkOverwrite(app, "", []*discordgo.ApplicationCommand{askCommand, {Name: "help", Description: "Help"}})
	if err != nil {
		t.Fatal(err)
	}
	changed := &discordgo.ApplicationCommand{Name: "help", Description: "Other", DefaultMemberPermissions: new(int64(32))}
	second, err := dg.ApplicationCommandBulkOverwrite(app, "", []*discordgo.ApplicationCommand{askCommand, changed})
	if err != nil {
		t.Fatal(err)
	}
	if first[0].ID != second[0].ID || first[0].Version != second[0].Version {
		t.Errorf("the unchanged command went from %s version %s to %s version %s", first[0].ID, first[0].Version, second[0].ID, second[0].Version)
	}
	if first[1].ID != second[1].ID || first[1].Version == second[1].Version || *second[1].DefaultMemberPermissions != 32 {
		t.Errorf("the changed command went from %+v to %+v", first[1], second[1])
	}
	made, err := dg.ApplicationCommandCreate(app, r.guild.ID, askCommand)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := dg.ApplicationCommandEdit(app, r.guild.ID, made.ID, &discordgo.ApplicationCommand{Name: "ask", Description: "New", Options: askCommand.Options})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dg.ApplicationCommand(app, r.guild.ID, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(edited, got); d != "" || got.Description != "New" || len(got.Options) != 2 || got.GuildID != r.guild.ID {
		t.Errorf("the edited command: %+v (-edited +got):\n%s", got, d)
	}
	if err := dg.ApplicationCommandDelete(app, r.guild.ID, made.ID); err != nil {
		t.Error(err)
	}
	list, err := dg.ApplicationCommands(app, r.guild.ID)
	if err != nil || len(list) != 0 || len(r.Commands("")) != 2 {
		t.Errorf("after the deletion: %+v, %v; %d global ones", list, err, len(r.Commands("")))
	}
	var many []*discordgo.ApplicationCommand
	for i := range 101 {
		many = append(many, &discordgo.ApplicationCommand{Name: fmt.Sprint("c", i), Description: "d"})
	}
	_, err = dg.ApplicationCommandBulkOverwrite(app, "", many)
	wantCode(t, "101 commands", err, 400, 30032)
}

func TestBasicRoutes(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{Shards: 3})
	dg := client(t, r.Server)
	bot, err := dg.GatewayBot()
	if err != nil || bot.Shards != 3 || bot.SessionStartLimit.Remaining != 1000 {
		t.Errorf("GatewayBot = %+v, %v", bot, err)
	}
	self, err := dg.User("@me")
	if err != nil || self.ID != r.Bot().ID || !self.Bot {
		t.Errorf("User(@me) = %+v, %v", self, err)
	}
	app, err := dg.Application("@me")
	if err != nil || app.ID != r.ApplicationID() {
		t.Errorf("Application(@me) = %+v, %v", app, err)
	}
	guild, err := dg.Guild(r.guild.ID)
	if err != nil || guild.Name != "clinic" || len(guild.Roles) != 2 {
		t.Errorf("Guild = %+v, %v", guild, err)
	}
	channels, err := dg.GuildChannels(r.guild.ID)
	if err != nil || len(channels) != 1 || channels[0].ID != r.channel.ID {
		t.Errorf("GuildChannels = %+v, %v", channels, err)
	}
	roles, err := dg.GuildRoles(r.guild.ID)
	if err != nil || len(roles) != 2 {
		t.Errorf("GuildRoles = %+v, %v", roles, err)
	}
	staff := r.AddRole(r.guild, "staff", discordgo.PermissionManageMessages)
	r.GiveRole(r.patient, staff)
	member, err := dg.GuildMember(r.guild.ID, r.patient.ID)
	if err != nil || !slices.Equal(member.Roles, []string{staff.ID}) {
		t.Errorf("GuildMember = %+v, %v", member, err)
	}
	dm, err := dg.UserChannelCreate(r.patient.ID)
	if err != nil || dm.ID != r.DM(r.patient).ID {
		t.Errorf("UserChannelCreate = %+v, %v", dm, err)
	}
	channel, err := dg.Channel(r.channel.ID)
	if err != nil || channel.GuildID != r.guild.ID {
		t.Errorf("Channel = %+v, %v", channel, err)
	}
}
