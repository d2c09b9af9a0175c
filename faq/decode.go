package faq

import (
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A decoder turns YAML nodes into the types of this package by their yaml, enum and doc tags. It is strict like
// yaml's own KnownFields, but reports every mistake at its line and column, and goes on after each.
type decoder struct {
	plans map[reflect.Type]map[string]field
}

// A field is how one key of a mapping is stored.
type field struct {
	index []int
	enum  []string
}

func newDecoder() *decoder { return &decoder{plans: map[reflect.Type]map[string]field{}} }

// decode fills the value that into points at from a node of the file.
func (d *decoder) decode(f *file, n *yaml.Node, into any) Problems {
	run := decoding{decoder: d, f: f}
	run.value(n, reflect.ValueOf(into).Elem(), "this")
	return run.probs
}

// plan maps the keys of a struct, inlined structs included, to its fields.
func (d *decoder) plan(t reflect.Type) map[string]field {
	if p, ok := d.plans[t]; ok {
		return p
	}
	p := map[string]field{}
	for _, sf := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "" || name == "-" || option == "inline" {
			continue
		}
		fl := field{index: sf.Index}
		if enum := sf.Tag.Get("enum"); enum != "" {
			fl.enum = strings.Split(enum, ",")
		}
		p[name] = fl
	}
	d.plans[t] = p
	return p
}

// A decoding is one run of a decoder over one node.
type decoding struct {
	*decoder
	f     *file
	probs Problems
}

func (d *decoding) report(n *yaml.Node, rule, format string, args ...any) {
	d.probs = append(d.probs, Problem{d.f.pos(n), Error, rule, fmt.Sprintf(format, args...)})
}

// value decodes one node; name is what messages call it. An empty value leaves the zero value.
func (d *decoding) value(n *yaml.Node, v reflect.Value, name string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(n, v, name)
	case reflect.Bool:
		d.boolean(n, v, name)
	case reflect.Int:
		d.number(n, v, name)
	case reflect.Slice:
		d.list(n, v, name)
	case reflect.Map:
		d.mapping(n, v, name)
	case reflect.Struct:
		d.structure(n, v, name)
	default:
		panic("faq: no way to decode a " + v.Type().String()) // cannot happen: the types are this package's own
	}
}

func (d *decoding) text(n *yaml.Node, v reflect.Value, name string) {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.report(n, "type", "%s must be text, not %s", name, kindName(n))
	case n.Tag != "!!str" && n.Tag != "!!timestamp":
		d.report(n, "type", "%s must be text; put %s in quotes", name, n.Value)
	default:
		if at := strings.IndexFunc(n.Value, isControl); at >= 0 {
			d.report(n, "control-character", "%s holds the invisible character %U; remove it", name, []rune(n.Value[at:])[0])
		}
		v.SetString(n.Value)
	}
}

// isControl reports characters that never belong in a text: controls, and those that turn the reading direction
// so that a text shows otherwise than it is stored.
func isControl(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

func (d *decoding) boolean(n *yaml.Node, v reflect.Value, name string) {
	b, err := strconv.ParseBool(strings.ToLower(n.Value))
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || err != nil {
		d.report(n, "type", "%s must be true or false", name)
		return
	}
	v.SetBool(b)
}

func (d *decoding) number(n *yaml.Node, v reflect.Value, name string) {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil {
		d.report(n, "type", "%s must be a whole number, such as 14", name)
		return
	}
	v.SetInt(int64(i))
}

func (d *decoding) list(n *yaml.Node, v reflect.Value, name string) {
	if n.Kind != yaml.SequenceNode {
		d.report(n, "type", "%s must be a list, not %s; write each on its own line after \"- \"", name, kindName(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.value(item, v.Index(i), "an item of "+name)
	}
}

func (d *decoding) mapping(n *yaml.Node, v reflect.Value, name string) {
	v.Set(reflect.MakeMap(v.Type()))
	for key, value := range d.pairs(n, name) {
		elem := reflect.New(v.Type().Elem()).Elem()
		d.value(value, elem, key.Value)
		v.SetMapIndex(reflect.ValueOf(key.Value), elem)
	}
}

func (d *decoding) structure(n *yaml.Node, v reflect.Value, name string) {
	plan := d.plan(v.Type())
	for key, value := range d.pairs(n, name) {
		fl, ok := plan[key.Value]
		if !ok {
			known := slices.Collect(maps.Keys(plan))
			d.report(key, "unknown-field", "there is no field %q%s", key.Value, suggestOr(key.Value, known, "; remove it or correct its spelling"))
			continue
		}
		fv := v.FieldByIndex(fl.index)
		d.value(value, fv, key.Value)
		if fl.enum != nil && fv.String() != "" && !slices.Contains(fl.enum, fv.String()) {
			d.report(value, "enum", "%s cannot be %q; write one of %s", key.Value, fv.String(), strings.Join(fl.enum, ", "))
			fv.SetString("")
		}
	}
}

// pairs yields the keys and values of a mapping and reports what is not one, keys that are not words, and keys that
// stand twice.
func (d *decoding) pairs(n *yaml.Node, name string) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			d.report(n, "type", "%s must have fields, each as \"name: value\", not be %s", name, kindName(n))
			return
		}
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch {
			case key.Kind != yaml.ScalarNode:
				d.report(key, "type", "a field's name must be a word, not %s", kindName(key))
			case key.Tag == "!!merge":
				d.report(key, "unknown-field", "<< is not supported; write the fields out")
			case seen[key.Value]:
				d.report(key, "duplicate-field", "%s stands twice; remove one", key.Value)
			default:
				seen[key.Value] = true
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a group of fields"
	case yaml.AliasNode:
		return "an alias"
	default:
		return "a single text"
	}
}
