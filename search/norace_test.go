//go:build !race

package search_test

// raceEnabled tells that the race detector is on: everything takes several times as long.
const raceEnabled = false
