package discordsim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// fetched is a response's JSON as it stands, for what the library does not decode.
func fetched[T any](t *testing.T, s *Server, path string) T {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/api/v10"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+DefaultToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var v T
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCounts(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	for path, want := range map[string]any{"": nil, "?with_counts=true": 3.0} {
		if n := fetched[object](t, r.Server, "/guilds/"+r.guild.ID+path)["approximate_member_count"]; n != want {
			t.Errorf("GET guild%s says that it has %v members, want %v", path, n, want)
		}
		if n := fetched[[]object](t, r.Server, "/users/@me/guilds"+path)[0]["approximate_member_count"]; n != want {
			t.Errorf("GET guilds%s says that there are %v members, want %v", path, n, want)
		}
	}
}

// TestOwner checks that the application's owner is a person, not the bot under another name.
func TestOwner(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	owner, _ := fetched[object](t, s, "/applications/@me")["owner"].(object)
	if id := owner["id"]; id == nil || id == s.Bot().ID || owner["bot"] == true {
		t.Errorf("the owner is %v", owner)
	}
}

// TestCommandWire checks what a command has where it is listed: translations only if asked for, and where it may be used
// only if it is global.
func TestCommandWire(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := &bot{Session: client(t, r.Server), s: r.Server}
	def := *askCommand
	def.NameLocalizations = &map[discordgo.Locale]string{discordgo.German: "frage"}
	def.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	def.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	b.register(t, "", &def)
	b.register(t, r.guild.ID, &def)
	always := []string{"application_id", "default_member_permissions", "description", "id", "name", "nsfw", "options", "type", "version"}
	tests := []struct {
		path string
		more []string
	}{
		{"/commands", []string{"contexts", "dm_permission", "integration_types"}},
		{"/guilds/" + r.guild.ID + "/commands", []string{"guild_id"}},
		{
			"/guilds/" + r.guild.ID + "/commands?with_localizations=true",
			[]string{"guild_id", "name_localizations", "description_localizations"},
		},
	}
	for _, tt := range tests {
		c := fetched[[]object](t, r.Server, "/applications/"+r.ApplicationID()+tt.path)[0]
		if d := cmp.Diff(slices.Sorted(slices.Values(append(tt.more, always...))), slices.Sorted(maps.Keys(c))); d != "" {
			t.Errorf("a command of %s (-want +got):\n%s", tt.path, d)
		}
		_, translated := objects(c["options"])[0]["name_localizations"]
		if _, want := c["name_localizations"]; translated != want {
			t.Errorf("an option of %s has translations: %t, want %t", tt.path, translated, want)
		}
	}
}

// TestMessageWire checks what a message event has besides the message.
func TestMessageWire(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	ws := raw(t, r.Server)
	send(t, ws, opIdentify, identifyData(object{"intents": discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages}))
	next(t, ws)
	for _, where := range []Channel{r.channel, r.DM(r.patient)} {
		if _, err := r.Say(t.Context(), r.patient, where, r.Bot().Mention()); err != nil {
			t.Fatal(err)
		}
		var event struct {
			ChannelType *discordgo.ChannelType `json:"channel_type"`
			Member      object
			Mentions    []object
		}
		if err := json.Unmarshal(next(t, ws).Data, &event); err != nil {
			t.Fatal(err)
		}
		if event.ChannelType == nil || *event.ChannelType != where.Type {
			t.Errorf("a message in a channel of type %d comes with type %v", where.Type, event.ChannelType)
		}
		inGuild := where.GuildID != ""
		if (event.Member != nil) != inGuild || (event.Mentions[0]["member"] != nil) != inGuild {
			t.Errorf("in a guild: %t, but member %v, mentions %v", inGuild, event.Member, event.Mentions)
		}
	}
}
