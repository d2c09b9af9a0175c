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
			slices.ContainsFunc(r.roles, func(id string) bool { return slices.Contains(b.o.ModeratorRoles, id) })
	}
	return isAdmin
}
