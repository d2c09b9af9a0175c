//go:build race

package triage

// raceEnabled tells the tests of time that the race detector slows them down.
const raceEnabled = true
