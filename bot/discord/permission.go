package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"
)

// permission is what a command needs of who calls it.
type permission uint8

// The permissions, each with those before it.
const (
	anyone permission = iota
	moderator
	admin
)

// refuse tells whether what is the moderators', or needs a permission, is refused here and to this person, and the reply
// that says so.
func (b *Bot) refuse(r *request, home bool, needs permission) (reply, bool) {
	switch {
	case home && !b.home(r.guild):
		return b.fixed(r, "not-here", nil), true
	case !b.may(r, needs):
		return b.fixed(r, "not-allowed", nil), true
	}
	return reply{}, false
}

// may tells whether the caller has a permission. An admin may manage the guild; a moderator may manage its messages or
// has one of the moderators' roles.
func (b *Bot) may(r *request, needs permission) bool {
	const manageGuild = discordgo.PermissionManageGuild | discordgo.PermissionAdministrator
	isAdmin := r.permissions&manageGuild != 0
	switch needs {
	case anyone:
		return true
	case moderator:
		return isAdmin || r.permissions&discordgo.PermissionManageMessages != 0 ||
			slices.ContainsFunc(r.roles, func(id string) bool { return slices.Contains(r.settings.moderatorRoles, id) })
	}
	return isAdmin
}
