package discordsim

import (
	"context"
	"maps"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// SubmitModal fills in a form, by the custom ids of its inputs, and sends it.
func (s *Server) SubmitModal(ctx context.Context, who User, form *Modal, fields map[string]string) (*Exchange, error) {
	return s.finish(ctx, func() (*Exchange, error) {
		if form == nil || form.exchange.User.ID != who.ID {
			return nil, notOffered("no form is open for %s", who.Name)
		}
		rest := maps.Clone(fields)
		sent, err := fillForm(form.raw, rest)
		if err != nil {
			return nil, err
		}
		for id := range rest {
			return nil, notOffered("no input %q in the form", id)
		}
		parent := form.exchange
		return s.start(&Exchange{
			User: who, kind: discordgo.InteractionModalSubmit, style: discordgo.MessageTypeReply,
			channel: parent.channel, source: parent.source, parent: parent,
		}, object{"custom_id": form.CustomID, "components": sent})
	})
}

// fillForm answers a form's components with their values, taking each from fields.
func fillForm(list []object, fields map[string]string) ([]object, error) {
	var out []object
	for i, c := range list {
		o := object{"type": componentType(c), "id": intOr(c["id"], i+1)}
		switch componentType(c) {
		case int(discordgo.TextInputComponent):
			id, _ := c["custom_id"].(string)
			value, given := fields[id]
			delete(fields, id)
			if !given {
				value, _ = c["value"].(string)
			}
			if err := checkInput(c, id, value); err != nil {
				return nil, err
			}
			o["custom_id"], o["value"] = id, value
		case int(discordgo.TextDisplayComponent):
			continue
		default:
			inner, err := fillForm(children(c), fields)
			if err != nil {
				return nil, err
			}
			if componentType(c) == int(discordgo.ActionsRowComponent) {
				o["components"] = inner
			} else if len(inner) > 0 {
				o["component"] = inner[0]
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// maxInput is the longest text an input takes.
const maxInput = 4000

func checkInput(c object, id, value string) error {
	n := utf8.RuneCountInString(value)
	required := c["required"] != false
	if n == 0 && !required {
		return nil
	}
	if n == 0 {
		return notOffered("input %q is required", id)
	}
	if n < intOr(c["min_length"], 0) || n > intOr(c["max_length"], maxInput) {
		return notOffered("input %q has %d characters", id, n)
	}
	return nil
}
