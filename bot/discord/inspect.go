package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Finding is one thing that was looked at, in words for an admin.
type Finding struct {
	Area  string `json:"area"` // what it is about, such as "token"
	Level Level  `json:"level"`
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"` // what to do about it, where it is not ok
}

// Level grades a [Finding].
type Level string

// The levels.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Problem Level = "problem"
	Skipped Level = "skipped" // not looked at; the text says why
)

// InspectOptions say what [Inspect] is to find.
type InspectOptions struct {
	HomeGuilds     []string
	StaffChannels  []string
	MessageContent bool             // the bot asks for the text of all messages
	Now            func() time.Time // nil: time.Now
}

// Inspect asks Discord how the bot stands there: whether it knows the token, what the application is allowed, what the bot may
// do in its home guilds, whether its commands are registered, and what time it is. It neither connects to the gateway nor
// changes anything, and takes the session over. No finding holds any of the token.
func Inspect(ctx context.Context, s *discordgo.Session, o InspectOptions) []Finding {
	if o.Now == nil {
		o.Now = time.Now
	}
	in := &inspector{s: s, o: o, clock: &clockWatch{base: s.Client.Transport, now: o.Now}}
	if in.clock.base == nil {
		in.clock.base = http.DefaultTransport
	}
	s.Client.Transport = in.clock
	if in.token(ctx) && in.application(ctx) {
		in.gateway(ctx)
		in.commands(ctx, "")
		for _, guild := range o.HomeGuilds {
			in.guild(ctx, guild)
		}
		for _, channel := range o.StaffChannels {
			in.staffChannel(ctx, channel)
		}
	}
	in.found = append(in.found, in.clock.finding())
	return in.found
}

// inspector asks, and notes what it finds.
type inspector struct {
	s      *discordgo.Session
	o      InspectOptions
	clock  *clockWatch
	self   discordgo.User
	app    application
	guilds []knownGuild // the home guilds that the bot is in
	found  []Finding
}

// application is what Discord says of an application, as far as it matters here. The library's type lacks half of it.
type application struct {
	ID                   string `json:"id"`
	Name                 string `json:"name"`
	Flags                int64  `json:"flags"`
	Public               bool   `json:"bot_public"`
	RequireCodeGrant     bool   `json:"bot_require_code_grant"`
	InteractionsEndpoint string `json:"interactions_endpoint_url"`
	PrivacyPolicy        string `json:"privacy_policy_url"`
}

func (in *inspector) add(area string, level Level, text, fix string) {
	in.found = append(in.found, Finding{area, level, text, fix})
}

// get asks for something, once.
func (in *inspector) get(ctx context.Context, url string, into any) error {
	body, err := in.s.RequestWithBucketID(http.MethodGet, url, nil, url, discordgo.WithContext(ctx),
		discordgo.WithRestRetries(0), discordgo.WithRetryOnRatelimit(false))
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

// notAnswered notes that Discord did not say what it was asked.
func (in *inspector) notAnswered(area string, err error) {
	in.add(area, Problem, "Discord did not answer: "+wireError(err), "try again; if it stays, look at https://discordstatus.com")
}

// token finds out whether Discord knows the token. Without that there is nothing else to ask.
func (in *inspector) token(ctx context.Context) bool {
	err := in.get(ctx, discordgo.EndpointUser("@me"), &in.self)
	switch status := statusOf(err); {
	case status == http.StatusUnauthorized:
		in.add("token", Problem, "Discord does not know it", "copy it again from the Bot page of the developer portal")
	case status != 0:
		in.notAnswered("token", err)
	case err != nil:
		in.add("discord", Problem, "Discord cannot be reached: "+wireError(err),
			"check the network, name resolution and the proxy: the bot must reach discord.com and gateway.discord.gg on port 443")
	default:
		in.add("token", OK, "accepted: the bot is "+in.self.Username, "")
		return true
	}
	in.add("discord", Skipped, "application, intents, servers and commands were not looked at, because the token was not accepted", "")
	return false
}

// statusOf is the HTTP status that an error is about, 0 where there was no answer.
func statusOf(err error) int {
	if rest, ok := errors.AsType[*discordgo.RESTError](err); ok {
		return rest.Response.StatusCode
	}
	return 0
}

// application looks at what is set in the developer portal. Without its ID there is no asking for commands.
func (in *inspector) application(ctx context.Context) bool {
	if err := in.get(ctx, discordgo.EndpointOAuth2Applications+"/@me", &in.app); err != nil {
		in.notAnswered("application", err)
		in.add("discord", Skipped, "intents, servers and commands were not looked at, because the application is not known", "")
		return false
	}
	before := len(in.found)
	if in.app.InteractionsEndpoint != "" {
		in.add("application", Problem, "it has an interactions endpoint, so Discord sends commands there and not to the bot",
			"remove the Interactions Endpoint URL under General Information in the developer portal")
	}
	if in.app.RequireCodeGrant {
		in.add("application", Problem, "it requires a code grant, so nobody can invite it", "switch off Requires OAuth2 Code Grant on the Bot page of the developer portal")
	}
	if in.app.PrivacyPolicy == "" {
		in.add("application", Warning, "it names no privacy policy, which Discord asks for",
			"publish what patientfaq privacy prints, and set its address under General Information in the developer portal")
	}
	if len(in.found) == before {
		in.add("application", OK, in.app.Name+": commands come by the gateway, and the privacy policy has an address", "")
	}
	in.intents()
	return true
}

// privileged are the intents that must be switched on in the developer portal: below a hundred servers by the limited flag.
var privileged = []struct {
	intent discordgo.Intent
	name   string
	flags  int64
}{
	{discordgo.IntentsGuildPresences, "Presence", 1<<12 | 1<<13},
	{discordgo.IntentsGuildMembers, "Server Members", 1<<14 | 1<<15},
	{discordgo.IntentsMessageContent, "Message Content", 1<<18 | 1<<19},
}

// intents compares what the bot asks for with what the application may have.
func (in *inspector) intents() {
	intents := in.s.Identify.Intents
	if in.o.MessageContent {
		intents |= discordgo.IntentMessageContent
	}
	var asked []string
	before := len(in.found)
	for _, p := range privileged {
		switch asks, has := intents&p.intent != 0, in.app.Flags&p.flags != 0; {
		case asks && !has:
			in.add("intents", Problem, fmt.Sprintf("%s is asked for and switched off, so Discord refuses the connection", p.name),
				fmt.Sprintf("switch on %s Intent on the Bot page of the developer portal, or serve without what needs it", p.name))
		case !asks && has:
			in.add("intents", Warning, p.name+" is switched on and not needed", fmt.Sprintf("switch off %s Intent on the Bot page of the developer portal", p.name))
		case asks:
			asked = append(asked, p.name)
		}
	}
	if len(in.found) == before {
		in.add("intents", OK, "as asked for; privileged: "+cmp.Or(strings.Join(asked, ", "), "none"), "")
	}
}

// fewIdentifies is from where on a restart loop would soon cost the token: Discord resets it when a day's attempts are
// spent.
const fewIdentifies = 20

// gateway looks at how often the bot may still connect today.
func (in *inspector) gateway(ctx context.Context) {
	var g discordgo.GatewayBotResponse
	if err := in.get(ctx, discordgo.EndpointGatewayBot, &g); err != nil {
		in.notAnswered("gateway", err)
		return
	}
	left := g.SessionStartLimit.Remaining
	switch text := fmt.Sprintf("the bot may connect %d times more today", left); {
	case g.Shards > 1:
		in.add("gateway", Warning, fmt.Sprintf("Discord recommends %d connections, and this bot makes one", g.Shards), "see the limits in docs/operations.md")
	case left < fewIdentifies:
		in.add("gateway", Warning, text, "do not restart it again and again: the token is reset when none are left")
	default:
		in.add("gateway", OK, text, "")
	}
}
