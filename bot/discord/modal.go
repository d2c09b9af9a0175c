package discord

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// modal is what happens with a form that was sent. Its action is its name in the table.
type modal struct {
	needs permission // checked when it is sent: a form may have been open for long
	home  bool       // the moderators': accepted in the home guilds alone
	slow  bool       // takes longer than Discord waits: "thinking" is shown until there is a new message
	run   func(*Bot, context.Context, *request, submitted) reply
}

// modalTable lists every form. Each is implemented in the file of what it belongs to.
func modalTable() map[action]modal {
	return map[action]modal{
		actionPanel: {run: (*Bot).panelSent},
	}
}

// submitted is a form that was sent.
type submitted struct {
	customID
	values map[string]string // by the inputs' names
}

// text is what was written into an input, without the space around it; "" where there is none.
func (s submitted) text(name string) string { return strings.TrimSpace(s.values[name]) }

// submit is a form that was sent.
func (b *Bot) submit(ctx context.Context, r *request, data discordgo.ModalSubmitInteractionData) reply {
	r.cmd = "form"
	id, ok := parseCustomID(data.CustomID)
	m, known := b.modals[id.action]
	if !ok || !known {
		return b.fixed(r, "gone", nil)
	}
	r.cmd, r.view.Locale = "form "+string(id.action), id.locale
	if rep, no := b.refuse(r, m.home, m.needs); no {
		return rep
	}
	return m.run(b, ctx, r, submitted{id, inputValues(data.Components)})
}

// inputValues are what was written into a form's inputs, by their names.
func inputValues(rows []discordgo.MessageComponent) map[string]string {
	values := map[string]string{}
	for _, row := range rows {
		row, ok := row.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range row.Components {
			if in, ok := c.(*discordgo.TextInput); ok {
				values[in.CustomID] = in.Value
			}
		}
	}
	return values
}

// form is a modal: up to five inputs that a person fills in. It is shown instead of a card.
type form struct {
	id     customID
	title  string
	inputs []input
}

// input is one text to write into a form.
type input struct {
	name        string // of the value in what is submitted
	label       string
	placeholder string
	value       string // what stands there already
	long        bool   // has several lines
	optional    bool
	most        int // characters; 0 means as many as Discord takes
}

// Discord's limits of a form.
const (
	maxFormTitle   = 45
	maxInputLabel  = 45
	maxInputHint   = 100
	maxInputLength = 4000
)

// response opens the form.
func (f form) response() *discordgo.InteractionResponse {
	data := &discordgo.InteractionResponseData{CustomID: f.id.String(), Title: clip(f.title, maxFormTitle)}
	for _, in := range f.inputs {
		t := discordgo.TextInput{
			CustomID: in.name, Label: clip(in.label, maxInputLabel), Style: discordgo.TextInputShort,
			Placeholder: clip(in.placeholder, maxInputHint), Value: in.value, Required: !in.optional, MaxLength: in.most,
		}
		if in.long {
			t.Style = discordgo.TextInputParagraph
		}
		if t.MaxLength == 0 {
			t.MaxLength = maxInputLength
		}
		data.Components = append(data.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{t}})
	}
	return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: data}
}
