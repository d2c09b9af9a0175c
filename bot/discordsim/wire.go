package discordsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// object is a JSON object as it goes over the wire. The library's own types are not used for what the server sends:
// they write null and zero fields that Discord does not, and leave out a message's components.
type object = map[string]any

func userJSON(u User) object {
	o := object{
		"id": u.ID, "username": u.Name, "discriminator": "0", "global_name": u.Name, "avatar": nil,
		"public_flags": 0, "flags": 0, "primary_guild": nil,
	}
	if u.Bot {
		o["bot"] = true
		o["global_name"] = nil
	}
	return o
}

// memberJSON is a member without the user, as a message carries it.
func (s *Server) memberJSON(g *guild, userID string) object {
	m := g.members[userID]
	if m == nil {
		return nil
	}
	roles := m.roles
	if roles == nil {
		roles = []string{}
	}
	return object{
		"roles": roles, "joined_at": timestamp(m.joined), "nick": nil, "avatar": nil, "banner": nil, "flags": 0,
		"pending": false, "premium_since": nil, "communication_disabled_until": nil, "mute": false, "deaf": false,
	}
}

func (s *Server) fullMemberJSON(g *guild, userID string) object {
	o := s.memberJSON(g, userID)
	if o != nil {
		o["user"] = userJSON(s.world.users[userID])
	}
	return o
}

func roleJSON(r *Role, position int) object {
	return object{
		"id": r.ID, "name": r.Name, "permissions": bits(r.Permissions), "position": position, "color": 0,
		"colors": object{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil}, "hoist": false,
		"managed": false, "mentionable": r.Mentionable, "icon": nil, "unicode_emoji": nil, "flags": 0,
	}
}

func rolesJSON(g *guild) []object {
	roles := make([]object, 0, len(g.roles))
	for i, r := range g.roles {
		roles = append(roles, roleJSON(r, i))
	}
	return roles
}

func (s *Server) channelJSON(c *channel) object {
	o := object{"id": c.ID, "type": c.Type, "flags": 0, "last_message_id": nil}
	if n := len(c.messages); n > 0 {
		o["last_message_id"] = c.messages[n-1].id
	}
	if c.isDM() {
		o["recipients"] = []object{userJSON(s.world.users[c.recipient])}
		return o
	}
	o["guild_id"], o["name"], o["parent_id"] = c.GuildID, c.Name, nil
	if c.ParentID != "" {
		o["parent_id"] = c.ParentID
	}
	if c.isThread() {
		o["owner_id"], o["message_count"], o["member_count"], o["total_message_sent"] = c.owner, len(c.messages), 1, len(c.messages)
		o["thread_metadata"] = object{
			"archived": false, "archive_timestamp": timestamp(s.opts.Now()), "auto_archive_duration": 1440, "locked": false,
		}
		return o
	}
	o["position"], o["topic"], o["nsfw"], o["rate_limit_per_user"] = 0, nil, false, 0
	o["permission_overwrites"] = overwritesJSON(c)
	return o
}

func overwritesJSON(c *channel) []object {
	list := []object{}
	for id, w := range c.overwrites {
		kind := 0
		if w.user {
			kind = 1
		}
		list = append(list, object{
			"id": id, "type": kind,
			"allow": bits(w.allow), "deny": bits(w.deny),
		})
	}
	return list
}

func guildJSON(g *guild) object {
	var system any
	if g.system != "" {
		system = g.system
	}
	return object{
		"id": g.ID, "name": g.Name, "owner_id": g.OwnerID, "preferred_locale": g.locale(), "roles": rolesJSON(g),
		"icon": nil, "description": nil, "home_header": nil, "splash": nil, "discovery_splash": nil, "banner": nil,
		"features": []string{}, "emojis": []string{}, "stickers": []string{}, "application_id": nil, "region": "deprecated",
		"afk_channel_id": nil, "afk_timeout": 300, "system_channel_id": system, "system_channel_flags": 0,
		"widget_enabled": false, "widget_channel_id": nil, "verification_level": 1, "default_message_notifications": 1,
		"mfa_level": 0, "explicit_content_filter": 2, "max_presences": nil, "max_members": 500000,
		"max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": nil, "premium_tier": 0,
		"premium_subscription_count": 0, "rules_channel_id": nil, "safety_alerts_channel_id": nil,
		"public_updates_channel_id": nil, "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0,
		"incidents_data": nil, "hub_type": nil,
	}
}

// guildCreateJSON is the guild as the gateway sends it: with its channels, threads and members.
func (s *Server) guildCreateJSON(g *guild) object {
	o := guildJSON(g)
	channels, threads, members := []object{}, []object{}, []object{}
	for _, id := range g.channels {
		if c := s.world.channels[id]; c.isThread() {
			threads = append(threads, s.channelJSON(c))
		} else {
			channels = append(channels, s.channelJSON(c))
		}
	}
	members = append(members, s.fullMemberJSON(g, s.bot.ID))
	o["channels"], o["threads"], o["members"] = channels, threads, members
	o["joined_at"], o["large"], o["unavailable"], o["member_count"] = timestamp(g.created), false, false, len(g.members)
	o["voice_states"], o["presences"], o["stage_instances"] = []object{}, []object{}, []object{}
	o["guild_scheduled_events"], o["soundboard_sounds"] = []object{}, []object{}
	return o
}

func (g *guild) locale() discordgo.Locale { return cmp.Or(g.Locale, discordgo.EnglishUS) }

func (u User) locale() discordgo.Locale { return cmp.Or(u.Locale, discordgo.EnglishUS) }

// shownAs decodes what the server sends into one of the library's types, as a client would see it. The server writes
// only what the library reads, so a failure is a mistake in this package.
func shownAs[T any](v any) *T {
	raw, err := json.Marshal(v)
	out := new(T)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		panic(fmt.Sprintf("discordsim: show %T: %v", out, err))
	}
	return out
}

// bits writes a permission set as Discord does, as a decimal string.
func bits(p int64) string { return strconv.FormatInt(p, 10) }
