package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// component is what a button or a menu does when it is used. Its action is its name in the table.
type component struct {
	needs   permission // checked whenever it is used: a message stays, and a person's roles change
	home    bool       // the moderators': accepted in the home guilds alone
	free    bool       // never held back by the cooldown
	passage bool       // its key is a passage's, which is looked up in the content that serves now
	slow    bool       // takes longer than Discord waits: "thinking" is shown until there is a new message
	run     func(*Bot, context.Context, *request, pressed) reply
}

// componentTable lists every button and menu. Each is implemented in the file of what it belongs to.
func componentTable() map[action]component {
	return map[action]component{
		actionPick:      {passage: true, run: (*Bot).pickPressed},
		actionNot:       {passage: true, run: (*Bot).notAsked},
		actionWrong:     {passage: true, run: (*Bot).wrong},
		actionNumbers:   {free: true, run: (*Bot).numbers},
		actionPanel:     {free: true, run: (*Bot).panelPressed}, // what is asked may be a red flag
		actionHelped:    {passage: true, run: (*Bot).helped},
		actionNotHelped: {passage: true, run: (*Bot).notHelped},
		actionShare:     {passage: true, run: (*Bot).share},
		actionUnshare:   {free: true, run: (*Bot).unshare},
		actionRemove:    {needs: moderator, run: (*Bot).remove},
		actionTopics:    {free: true, run: (*Bot).topicsPressed},
		actionTopic:     {free: true, run: (*Bot).topicChosen},
		actionCountry:   {free: true, run: (*Bot).countryChosen},
	}
}

// pressed is a button that was pressed, or a menu that was used.
type pressed struct {
	customID
	passage string             // the ID of the passage, where the component names one
	values  []string           // what was chosen in a menu: values, or the IDs of channels or roles
	message *discordgo.Message // what the component sits on; nil where Discord does not say
}

// press is a button or a menu. The passage it names is looked up in the content that serves now, and what is shown of it
// must still be servable.
func (b *Bot) press(ctx context.Context, r *request, i *discordgo.Interaction, data discordgo.MessageComponentInteractionData) reply {
	r.cmd = "button"
	id, ok := parseCustomID(data.CustomID)
	c, known := b.components[id.action]
	if !ok || !known {
		return b.fixed(r, "gone", nil)
	}
	r.cmd, r.view.Locale = "button "+string(id.action), id.locale
	if rep, no := b.refuse(r, c.home, c.needs); no {
		return rep
	}
	if !c.free && c.needs == anyone && !b.cooldown.allow(r.user, b.now()) {
		return b.fixed(r, "busy", nil)
	}
	p := pressed{customID: id, values: data.Values, message: i.Message}
	if c.passage {
		if p.passage, ok = b.engine.Lookup(id.key); !ok {
			return b.fixed(r, "gone", nil)
		}
	}
	return c.run(b, ctx, r, p)
}

// without is the message that a component is on, as it is, but for the buttons of some actions. A fixed message stands in for
// it where Discord did not send it along.
func (b *Bot) without(r *request, p pressed, instead string, actions ...action) reply {
	rep := b.fixed(r, instead, nil)
	if p.message == nil {
		return rep
	}
	rep.update, rep.left = true, []discordgo.MessageComponent{}
	for _, c := range p.message.Components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(row.Components), func(c discordgo.MessageComponent) bool {
			btn, ok := c.(*discordgo.Button)
			if !ok {
				return false
			}
			id, ours := parseCustomID(btn.CustomID)
			return ours && slices.Contains(actions, id.action)
		})
		if len(kept) > 0 {
			rep.left = append(rep.left, discordgo.ActionsRow{Components: kept})
		}
	}
	return rep
}

// button is one thing to press.
type button struct {
	label string
	id    customID
	style discordgo.ButtonStyle // zero: secondary
}

func (b *Bot) actionButton(r *request, key string, a action, passage string) button {
	return button{label: b.words(r, key), id: customID{action: a, locale: r.view.Locale, key: passage}}
}

// menu is a list to choose from. Its options are written, or are the guild's channels or roles.
type menu struct {
	id           customID
	kind         discordgo.SelectMenuType // zero: the options below
	placeholder  string
	options      []menuOption
	channelTypes []discordgo.ChannelType // of a menu of channels
	chosen       []string                // the IDs that a menu of channels or roles shows as chosen
	least, most  int                     // how many may be chosen; both zero: one
}

// menuOption is one option of a menu.
type menuOption struct {
	label, value, description string
	chosen                    bool
}

// Discord's limits of a menu.
const (
	maxOptions     = 25
	maxOption      = 100 // of the label, the value and the description each
	maxPlaceholder = 150
)

// asSelect is the menu as Discord takes it, which is with one option at least.
func (m menu) asSelect() (discordgo.SelectMenu, bool) {
	s := discordgo.SelectMenu{
		MenuType: m.kind, CustomID: m.id.String(), Placeholder: clip(m.placeholder, maxPlaceholder),
		MaxValues: max(m.most, 1), ChannelTypes: m.channelTypes,
	}
	if s.MenuType == 0 {
		s.MenuType = discordgo.StringSelectMenu
	}
	if m.most > 0 {
		s.MinValues = &m.least
	}
	for _, o := range m.options[:min(len(m.options), maxOptions)] {
		s.Options = append(s.Options, discordgo.SelectMenuOption{
			Label: clip(o.label, maxOption), Value: o.value, Description: clip(o.description, maxOption), Default: o.chosen,
		})
	}
	kind := discordgo.SelectMenuDefaultValueChannel
	if m.kind == discordgo.RoleSelectMenu {
		kind = discordgo.SelectMenuDefaultValueRole
	}
	for _, id := range m.chosen {
		s.DefaultValues = append(s.DefaultValues, discordgo.SelectMenuDefaultValue{ID: id, Type: kind})
	}
	return s, s.MenuType != discordgo.StringSelectMenu || len(s.Options) > 0
}
