package discordsim

func ownRules(bodyKind, any, int) []Violation { return nil }
