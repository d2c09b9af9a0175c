package faq

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// signDirEnv makes the test binary sign the entry of that folder over and over instead of running tests.
const signDirEnv = "FAQ_TEST_SIGN_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(signDirEnv); dir != "" {
		fmt.Println(signForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func signForEver(dir string) error {
	c, probs := Load(os.DirFS(dir), Options{})
	if err := probs.Err(); err != nil {
		return err
	}
	for i := 0; ; i++ {
		if err := Sign(dir, c, "a", crashSignature(i)); err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("signing")
		}
	}
}

func crashSignature(i int) Signature {
	sig := signed
	sig.Due = []string{"2027-01-31", "2028-01-31"}[i%2]
	return sig
}

// A process that is killed while it signs leaves the old or the new file, byte for byte.
func TestSignKilled(t *testing.T) {
	runs := 30
	if testing.Short() {
		runs = 3
	}
	dir := folderOf(t, map[string]string{"entries/a.yaml": signable1})
	path := filepath.Join(dir, "entries/a.yaml")
	legal := map[string]bool{}
	c := loadDir(t, dir)
	for i := range 2 {
		if err := Sign(dir, c, "a", crashSignature(i)); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		legal[string(data)] = true
	}
	for run := range runs {
		killWhileSigning(t, dir, time.Duration(run)*377*time.Microsecond)
		data, err := os.ReadFile(path)
		if err != nil || !legal[string(data)] {
			t.Fatalf("after kill %d the file holds %q, %v, want one of %v", run, data, err, slices.Collect(maps.Keys(legal)))
		}
		if c := loadDir(t, dir); c.Passage("a").Unsound != "" {
			t.Fatalf("after kill %d the signature does not count: %s", run, c.Passage("a").Unsound)
		}
	}
}

// killWhileSigning starts a process that signs, and kills it that long after its first signature.
func killWhileSigning(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), signDirEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "signing\n" {
		t.Errorf("the signing process wrote %q, %v", line, err)
	}
	<-time.After(after) // the moment of the kill, spread over the steps of a signature
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the signing process ended by itself")
	}
}
