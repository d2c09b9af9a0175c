package discord

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
)

// What discordgo v0.29.0 does wrong, and where it is tried that the bot is none the worse for it:
//
//	hangs over opcode 7 or 11 while it opens, or without Hello    TestConnectionRecovers, TestHungLibrary
//	notices a silent peer after five heartbeats                   TestConnectionRecovers, TestNothingIsLostWithAConnection
//	gives up its session when a heartbeat fails                   TestNothingIsLostWithAConnection
//	tries for ever what Discord refuses for good                  TestCloseCodes
//	identifies at once after opcode 9                             TestInvalidSessionWaits, TestIdentifySpacing
//	hands on events without author or data, and panics            TestBadPackets, TestUndecodableEvents, FuzzPacket
//	does not recover from a handler's panic                       TestPanicsEndNothing
//	starts a goroutine for each event                             TestFlood
//	puts all edits of responses into one bucket                   TestManyAtOnce, TestBucketsAreNotKept
//	keeps a bucket for each interaction                           TestBucketsAreNotKept
//	global limits, pages for 429, sleeping, repeating for ever    TestThrottle, TestThrottleIsCut, TestNoFlood, TestGlobalLimit
//	repeats a response that was taken                             TestCallbackIsSentOnce
//	races on its state, prints READY and the token                TestNewSession, TestLibraryLogsNothing
//	knows no budget of identifies                                 TestIdentifyBudget, TestADayOfBadConnections
//	leaves empty choices out                                      TestHandle, by the judge

// TestPanicsEndNothing: a handler that panics is answered for, and ends nothing.
func TestPanicsEndNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	for range 3 {
		w.source.failOnce(func() { panic("patient's words") })
		text := readable(w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion}))
		if !strings.Contains(text, "Reference:") {
			t.Errorf("not the fixed message:\n%s", text)
		}
	}
	w.logged.wait(t, "handler panicked", 3)
	if log := w.logged.String(); strings.Contains(log, "patient's words") {
		t.Errorf("the log holds what the panic was about:\n%s", log)
	}
	handle := w.handler(t.Context(), nil)
	handle(&discordgo.MessageCreate{}) // without a message: not answered, by a panic that is caught
	w.answers(t)
}

// TestFlood: more events than can be handled at once are dropped when their time is over, and nothing is left of them.
func TestFlood(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Concurrency: 4})
	for range 4 {
		w.slots.acquire(t.Context())
	}
	const flood = 100
	for n := range flood {
		w.Dispatch("INTERACTION_CREATE", map[string]any{
			"id": fresh(n), "application_id": w.ApplicationID(), "type": 2, "token": "t", "version": 1,
			"data": map[string]any{"id": "1", "name": "help", "type": 1}, "user": map[string]any{"id": "1", "username": "pat"},
		})
	}
	w.logged.wait(t, "late interaction dropped", flood)
	for range 4 {
		w.slots.release()
	}
	w.answers(t)
}

// fresh is the nth ID of this moment.
func fresh(n int) string {
	const discordEpoch = 1420070400000
	return fmt.Sprint((time.Now().UnixMilli()-discordEpoch)<<22 + int64(n))
}

// TestBucketsAreNotKept: however many people ask in however many places, the library remembers the limits of none.
func TestBucketsAreNotKept(t *testing.T) {
	t.Parallel()
	w := newStillWorld(t, Options{}, discordsim.Options{})
	session := w.run(t)
	w.logged.wait(t, "commands registered", 2)
	for range 10 {
		asker := w.fork()
		asker.command(t, asker.patient, asker.channel, "ask", map[string]any{"question": answeredQuestion})
		asker.say(t, asker.patient, asker.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
		asker.say(t, asker.patient, w.DM(asker.patient), answeredQuestion)
	}
	w.command(t, w.boss, w.channel, "reindex", nil)
	buckets := reflect.ValueOf(session.Ratelimiter).Elem().FieldByName("buckets").Len()
	if buckets > 1 { // that of the gateway's address
		t.Errorf("the library keeps %d buckets, want 1 at most", buckets)
	}
	if held := w.Connection().Held; held > 0 {
		t.Errorf("%d limits are remembered, want none: none was reached", held)
	}
}

// TestReconnectsLeaveNothingBehind: what the library leaves behind of a connection ends by itself. It does not run beside other
// tests, whose goroutines would be counted.
func TestReconnectsLeaveNothingBehind(t *testing.T) {
	const times = 20
	w := newStillWorld(t, Options{}, discordsim.Options{})
	w.pace = quick()
	w.run(t)
	w.logged.wait(t, "commands registered", 2)
	w.answers(t)
	before, files := runtime.NumGoroutine(), openFiles(t)
	for n := range times {
		w.Interrupt(discordsim.Move{Send: discordsim.Packets(`{"op":7,"d":null}`)})
		w.logged.wait(t, `"reason":"resumed"`, n+1)
	}
	w.answers(t)
	eventually(t, "the goroutines end", func() bool { return runtime.NumGoroutine() <= before+5 })
	eventually(t, "the files are closed", func() bool { return openFiles(t) <= files+3 })
	if n := w.Identifies(); n != 1 {
		t.Errorf("identified %d times, want once", n)
	}
}

// openFiles counts the process's open files, 0 where that is not known.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Logf("the open files are not counted: %v", err)
	}
	return len(list)
}

// TestLibraryLogsNothing: whatever the library meets, it prints nothing of it by itself. The standard logger, to which it
// prints, is everybody's, so the test does not run beside others.
func TestLibraryLogsNothing(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	w := faulty(t, discordsim.Options{}, after("READY").Send(`{"op":0,"t":"MESSAGE_CREATE","d":{"id":1,"content":"words"}}`, `{"op":7}`).Times(1))
	w.comesBack(t, "Discord asked to reconnect")
	w.answers(t)
	if printed.Len() > 0 {
		t.Errorf("the library prints:\n%s", printed.String())
	}
}
