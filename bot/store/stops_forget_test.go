package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStopsForget(t *testing.T) {
	const khan, wells = "80351110224678912", "80351110224678913"
	dir := t.TempDir()
	s := open(t, dir)
	must(t, s.Withdraw("entry", khan, "wrong"))
	must(t, s.Withdraw(khan, wells, `"by":"`+khan+`", he said`)) // nobody calls an entry so; it must stay stopped
	must(t, s.Withdraw("back", khan, "late"))
	must(t, s.Restore("back", khan, "checked"))
	f := value(os.OpenFile(filepath.Join(dir, stopFile), os.O_WRONLY|os.O_APPEND, 0))(t)
	_, err := fmt.Fprintf(f, "{ \"id\": \"by-hand\", \"by\" : \"%s\", \"action\": \"withdraw\" }\n{\"by\":\"torn %s", khan, khan)
	must(t, err)
	must(t, f.Close())
	must(t, s.Refresh())
	before, size := s.Withdrawn(), len(value(os.ReadFile(filepath.Join(dir, stopFile)))(t))

	if n, err := s.Forget(khan); err != nil || n != 5 {
		t.Errorf("Forget = %d, %v, want 5", n, err)
	}
	if diff := cmp.Diff(before, s.Withdrawn()); diff != "" {
		t.Errorf("Forget changed what is withdrawn (-want +got):\n%s", diff)
	}
	all := s.All()
	tag := all[0].By
	if !strings.HasPrefix(tag, "forgotten-") || len(tag) != len(khan) {
		t.Errorf("the ID became %q, want a tag of its length", tag)
	}
	var by []string
	for _, stop := range all {
		by = append(by, stop.By)
	}
	if diff := cmp.Diff([]string{tag, wells, tag, tag, tag}, by); diff != "" {
		t.Errorf("by (-want +got):\n%s", diff)
	}
	if want := `"by":"` + tag + `", he said`; all[1].Reason != want {
		t.Errorf("the reason became %q, want %q", all[1].Reason, want)
	}
	if got := len(value(os.ReadFile(filepath.Join(dir, stopFile)))(t)); got != size {
		t.Errorf("the file has %d bytes, want %d as before", got, size)
	}
	if diff := cmp.Diff(all, open(t, dir).All()); diff != "" {
		t.Errorf("another process reads (-want +got):\n%s", diff)
	}
}

// TestStopsForgetNobody forgets those who are not there, and what is no Discord ID.
func TestStopsForgetNobody(t *testing.T) {
	s := open(t, t.TempDir())
	if n, err := s.Forget("80351110224678912"); err != nil || n != 0 {
		t.Errorf("Forget in no file = %d, %v, want 0", n, err)
	}
	must(t, s.Withdraw("entry", "Dr A. Khan", "wrong"))
	for _, user := range []string{"", "Dr A. Khan", "12", "80351110224678912", strings.Repeat("1", 50)} {
		if n, err := s.Forget(user); err != nil || n != 0 {
			t.Errorf("Forget(%q) = %d, %v, want 0", user, n, err)
		}
	}
}

// TestStopsForgetWhileOthersWrite forgets while another reader of the same folder withdraws.
func TestStopsForgetWhileOthersWrite(t *testing.T) {
	const khan = "80351110224678912"
	dir := t.TempDir()
	forgetful, other := open(t, dir), open(t, dir)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 50 {
			if err := other.Withdraw(fmt.Sprint("entry-", i), khan, ""); err != nil {
				t.Error(err)
			}
		}
	})
	for range 50 {
		value(forgetful.Forget(khan))(t)
	}
	wg.Wait()
	value(forgetful.Forget(khan))(t)
	s := open(t, dir)
	if got := len(s.Withdrawn()); got != 50 {
		t.Errorf("%d are withdrawn, want 50", got)
	}
	if bad := s.Unreadable(); len(bad) > 0 {
		t.Errorf("Unreadable = %v, want none", bad)
	}
	if n := occurrences(t, dir, khan); n > 0 {
		t.Errorf("the forgotten ID is still %d times in the file", n)
	}
}
