package discordsim

import (
	"encoding/json"
	"maps"
)

// normalEmbeds are embeds as Discord stores and returns them: typed, and without what was left empty.
func normalEmbeds(list []object) []object {
	out := make([]object, 0, len(list))
	for _, e := range list {
		e = prune(e)
		e["type"] = "rich"
		fields, _ := e["fields"].([]any)
		for _, f := range fields {
			if field, ok := f.(object); ok && field["inline"] == nil {
				field["inline"] = false
			}
		}
		out = append(out, e)
	}
	return out
}

// prune copies an object without its null, empty and hollow members.
func prune(o object) object {
	out := object{}
	for k, v := range o {
		switch v := v.(type) {
		case nil:
			continue
		case string:
			if v != "" {
				out[k] = v
			}
		case object:
			if inner := prune(v); len(inner) > 0 {
				out[k] = inner
			}
		case []any:
			if len(v) > 0 {
				out[k] = pruneAll(v)
			}
		default:
			out[k] = v
		}
	}
	return out
}

func pruneAll(list []any) []any {
	out := make([]any, 0, len(list))
	for _, v := range list {
		if o, ok := v.(object); ok {
			v = prune(o)
		}
		out = append(out, v)
	}
	return out
}

// normalComponents are components as Discord returns them: each with an id, and with its defaults written out.
func normalComponents(list []object) []object {
	next := 1
	out := make([]object, 0, len(list))
	for _, c := range list {
		out = append(out, normalComponent(c, &next))
	}
	return out
}

func normalComponent(c object, next *int) object {
	c = maps.Clone(prune(c))
	if id, ok := c["id"].(float64); !ok || id == 0 {
		c["id"] = *next
	}
	*next++
	switch componentType(c) {
	case 3, 5, 6, 7, 8:
		setDefault(c, "min_values", 1)
		setDefault(c, "max_values", 1)
	case 14:
		setDefault(c, "spacing", 1)
		setDefault(c, "divider", true)
	case 17:
		setDefault(c, "accent_color", nil)
		setDefault(c, "spoiler", false)
	}
	if inner, ok := c["components"].([]any); ok {
		children := make([]any, 0, len(inner))
		for _, v := range inner {
			if child, ok := v.(object); ok {
				children = append(children, normalComponent(child, next))
			}
		}
		c["components"] = children
	}
	if a, ok := c["accessory"].(object); ok {
		c["accessory"] = normalComponent(a, next)
	}
	return c
}

func setDefault(o object, key string, v any) {
	if _, ok := o[key]; !ok {
		o[key] = v
	}
}

// componentType reads a component's type whichever way its JSON was decoded.
func componentType(c object) int {
	switch t := c["type"].(type) {
	case float64:
		return int(t)
	case json.Number:
		n, err := t.Int64()
		if err == nil {
			return int(n)
		}
	}
	return 0
}
