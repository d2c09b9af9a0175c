//go:build !race

package search

// RaceEnabled tells that the race detector is on: everything takes several times as long.
const RaceEnabled = false
