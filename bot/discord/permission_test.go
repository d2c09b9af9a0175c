package discord

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestMay(t *testing.T) {
	b := &Bot{}
	tests := []struct {
		name                 string
		r                    request
		moderator, adminship bool
	}{
		{"nobody", request{}, false, false},
		{"with another role", request{roles: []string{"8"}}, false, false},
		{"with the role", request{roles: []string{"8", "7"}}, true, false},
		{"may manage messages", request{permissions: discordgo.PermissionManageMessages}, true, false},
		{"may manage the guild", request{permissions: discordgo.PermissionManageGuild}, true, true},
		{"administrator", request{permissions: discordgo.PermissionAdministrator}, true, true},
	}
	for _, tt := range tests {
		tt.r.settings.moderatorRoles = []string{"7"}
		if got := b.may(&tt.r, anyone); !got {
			t.Errorf("%s: not even anyone", tt.name)
		}
		if got := b.may(&tt.r, moderator); got != tt.moderator {
			t.Errorf("%s: moderator = %v, want %v", tt.name, got, tt.moderator)
		}
		if got := b.may(&tt.r, admin); got != tt.adminship {
			t.Errorf("%s: admin = %v, want %v", tt.name, got, tt.adminship)
		}
	}
}
