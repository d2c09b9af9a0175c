package discordsim

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

// TestPermissions checks the order in which roles and overwrites count.
func TestPermissions(t *testing.T) {
	t.Parallel()
	const send, view = int64(discordgo.PermissionSendMessages), int64(discordgo.PermissionViewChannel)
	r := newRoom(t, Options{})
	staff := r.AddRole(r.guild, "staff", discordgo.PermissionManageMessages)
	admins := r.AddRole(r.guild, "admins", discordgo.PermissionAdministrator)
	boss := r.AddUser("boss", r.guild)
	r.GiveRole(r.patient, staff)
	r.GiveRole(boss, admins)
	may := func(u User) int64 {
		return r.world.permissions(r.world.channels[r.channel.ID], u.ID)
	}
	steps := []struct {
		name string
		do   func()
		want int64
	}{
		{"roles add up", func() {}, memberPermissions | discordgo.PermissionManageMessages},
		{"everyone is denied", func() { r.OverwriteRole(r.channel, r.Everyone(r.guild), 0, send) }, memberPermissions&^send | discordgo.PermissionManageMessages},
		{"the role is allowed", func() { r.OverwriteRole(r.channel, staff, send, 0) }, memberPermissions | discordgo.PermissionManageMessages},
		{"the user is denied", func() { r.Overwrite(r.channel, r.patient, 0, view) }, memberPermissions&^view | discordgo.PermissionManageMessages},
		{"the role is taken", func() { r.TakeRole(r.patient, staff) }, memberPermissions &^ send &^ view},
	}
	for _, step := range steps {
		step.do()
		if got := may(r.patient); got != step.want {
			t.Errorf("%s: permissions = %b, want %b", step.name, got, step.want)
		}
	}
	if may(boss) != allPermissions || may(User{ID: r.guild.OwnerID}) != allPermissions || may(User{ID: "1"}) != 0 {
		t.Errorf("administrator %b, owner %b, stranger %b", may(boss), may(User{ID: r.guild.OwnerID}), may(User{ID: "1"}))
	}
}
