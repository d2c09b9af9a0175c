package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// needed are the permissions that the invite address of the README asks for, and what is lost without each.
var needed = []struct {
	bit           int64
	name, without string
}{
	{discordgo.PermissionViewChannel, "View Channels", "it sees no mentions"},
	{discordgo.PermissionSendMessages, "Send Messages", "it answers no mentions"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads", "it answers no mentions in threads"},
	{discordgo.PermissionEmbedLinks, "Embed Links", "it writes plain text"},
	{discordgo.PermissionReadMessageHistory, "Read Message History", "it answers no mentions"},
}

// lacking names the permissions that are not among those had.
func lacking(have int64, of ...int64) []string {
	var names []string
	for _, n := range needed {
		if slices.Contains(of, n.bit) && have&n.bit == 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// knownGuild is a guild that the bot is in, and the bot as its member.
type knownGuild struct {
	discordgo.Guild
	self discordgo.Member
}

// may is what the bot may do in a guild, or in a channel of it: what its roles allow together, changed by the channel for
// everyone, for the roles and for the bot, in this order.
func (g *knownGuild) may(ch *discordgo.Channel) int64 {
	roles := append([]string{g.ID}, g.self.Roles...) // the role of everyone has the guild's ID
	var have int64
	for _, r := range g.Roles {
		if slices.Contains(roles, r.ID) {
			have |= r.Permissions
		}
	}
	if have&discordgo.PermissionAdministrator != 0 || g.OwnerID == g.self.User.ID {
		return discordgo.PermissionAll
	}
	if ch == nil {
		return have
	}
	var everyone, byRole, own discordgo.PermissionOverwrite
	for _, o := range ch.PermissionOverwrites {
		switch {
		case o.ID == g.ID:
			everyone = *o
		case o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == g.self.User.ID:
			own = *o
		case o.Type == discordgo.PermissionOverwriteTypeRole && slices.Contains(roles, o.ID):
			byRole.Allow |= o.Allow
			byRole.Deny |= o.Deny
		}
	}
	for _, o := range []discordgo.PermissionOverwrite{everyone, byRole, own} {
		have = have&^o.Deny | o.Allow
	}
	return have
}

// guild looks at a home guild: whether the bot is in it, what it may do there, and its commands.
func (in *inspector) guild(ctx context.Context, id string) {
	area := "server " + id
	g, err := in.known(ctx, id)
	switch status := statusOf(err); {
	case status == http.StatusNotFound || status == http.StatusForbidden:
		in.add(area, Problem, "the bot is not in it", fmt.Sprintf("check the ID given with --home-guild, and invite the bot: "+
			"https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d", in.app.ID, invited()))
		return
	case err != nil:
		in.notAnswered(area, err)
		return
	}
	in.guilds = append(in.guilds, *g)
	have := g.may(nil)
	var without []string
	for _, n := range needed {
		if have&n.bit == 0 {
			without = append(without, n.name+" ("+n.without+")")
		}
	}
	if len(without) > 0 {
		in.add(area, Warning, g.Name+": the bot's role lacks "+strings.Join(without, ", "), "give the role these, or give them in the channels where it is to answer")
	} else {
		in.add(area, OK, g.Name+": the bot's role has the permissions it needs", "")
	}
	in.commands(ctx, id)
}

// invited are the permissions that the bot asks for when it is invited.
func invited() int64 {
	var all int64
	for _, n := range needed {
		all |= n.bit
	}
	return all
}

func (in *inspector) known(ctx context.Context, id string) (*knownGuild, error) {
	g := &knownGuild{}
	if err := in.get(ctx, discordgo.EndpointGuild(id), &g.Guild); err != nil {
		return nil, err
	}
	if err := in.get(ctx, discordgo.EndpointGuildMember(id, in.self.ID), &g.self); err != nil {
		return nil, err
	}
	g.self.User = &in.self
	return g, nil
}

// staffChannel looks at a channel that staff are told in: whether it is theirs, and whether the bot may write there.
func (in *inspector) staffChannel(ctx context.Context, id string) {
	area := "staff channel " + id
	var ch discordgo.Channel
	err := in.get(ctx, discordgo.EndpointChannel(id), &ch)
	switch status := statusOf(err); {
	case status == http.StatusNotFound:
		in.add(area, Problem, "there is no such channel", "check the ID: right-click the channel and choose Copy Channel ID")
		return
	case status == http.StatusForbidden:
		in.add(area, Problem, "the bot may not see it", "give the bot's role View Channel and Send Messages there")
		return
	case err != nil:
		in.notAnswered(area, err)
		return
	}
	i := slices.IndexFunc(in.guilds, func(g knownGuild) bool { return g.ID == ch.GuildID })
	if i < 0 {
		in.add(area, Warning, "#"+ch.Name+" is in no home server, so strangers may read what is for staff", "name a channel of a home server")
		return
	}
	if without := lacking(in.guilds[i].may(&ch), discordgo.PermissionViewChannel, discordgo.PermissionSendMessages); len(without) > 0 {
		in.add(area, Problem, fmt.Sprintf("#%s: the bot lacks %s", ch.Name, strings.Join(without, " and ")), "give the bot's role these in the channel's settings")
		return
	}
	in.add(area, OK, fmt.Sprintf("#%s: the bot may write there", ch.Name), "")
}

// commands compares the commands of a guild, or the global ones where guild is "", with ours.
func (in *inspector) commands(ctx context.Context, guild string) {
	area, url := "commands", discordgo.EndpointApplicationGlobalCommands(in.app.ID)
	if guild != "" {
		area, url = "commands in "+guild, discordgo.EndpointApplicationGuildCommands(in.app.ID, guild)
	}
	var have []*discordgo.ApplicationCommand
	err := in.get(ctx, url, &have)
	switch status := statusOf(err); {
	case status == http.StatusForbidden:
		in.add(area, Problem, "the bot may not have commands there", "invite it again with the scope applications.commands")
		return
	case err != nil:
		in.notAnswered(area, err)
		return
	}
	want := definitions(commandTable(), guild != "")
	switch same, err := sameCommands(unlocalised(have), want); {
	case err == nil && same:
		in.add(area, OK, fmt.Sprintf("%d are registered, as this version has them", len(want)), "")
	case len(have) == 0:
		in.add(area, Warning, "none are registered", "start serve: it registers them")
	default:
		in.add(area, Warning, "they are not those of this version", "start serve with this version: it registers them")
	}
}
