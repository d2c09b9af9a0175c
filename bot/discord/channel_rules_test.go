package discord

import "testing"

func TestChannelRules(t *testing.T) {
	tests := []struct {
		name           string
		rules          channelRules
		channel        string
		parent         string
		answers, reads bool
	}{
		{"no rule", channelRules{}, "1", "", true, false},
		{"allowed", channelRules{allowed: []string{"1"}}, "1", "", true, false},
		{"another one is allowed", channelRules{allowed: []string{"2"}}, "1", "", false, false},
		{"thread of an allowed one", channelRules{allowed: []string{"2"}}, "1", "2", true, false},
		{"denied", channelRules{denied: []string{"1"}}, "1", "", false, false},
		{"another one is denied", channelRules{denied: []string{"2"}}, "1", "", true, false},
		{"thread of a denied one", channelRules{denied: []string{"2"}}, "1", "2", false, false},
		{"denied wins", channelRules{allowed: []string{"1"}, denied: []string{"1"}}, "1", "", false, false},
		{"allowed thread of a denied one", channelRules{allowed: []string{"1"}, denied: []string{"2"}}, "1", "2", false, false},
		{"help channel", channelRules{help: []string{"1"}}, "1", "", true, true},
		{"beside a help channel", channelRules{help: []string{"2"}}, "1", "", true, false},
		{"post in a help forum", channelRules{help: []string{"2"}}, "1", "2", true, true},
		{"help channel that no list allows", channelRules{allowed: []string{"2"}, help: []string{"1"}}, "1", "", true, true},
		{"denied help channel", channelRules{denied: []string{"1"}, help: []string{"1"}}, "1", "", false, true}, // for red flags
		{"no parent is no channel", channelRules{denied: []string{""}}, "1", "", true, false},
	}
	for _, tt := range tests {
		if got := tt.rules.answers(tt.channel, tt.parent); got != tt.answers {
			t.Errorf("%s: answers = %v, want %v", tt.name, got, tt.answers)
		}
		if got := tt.rules.reads(tt.channel, tt.parent); got != tt.reads {
			t.Errorf("%s: reads = %v, want %v", tt.name, got, tt.reads)
		}
	}
}
