package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
)

// Forget replaces a Discord ID by a random tag of the same length wherever the stop list says who did something and why,
// and returns how often. It overwrites the bytes where they stand: no line moves, so that nothing another process adds
// meanwhile is lost, and what is withdrawn stays so.
func (s *Stops) Forget(user string) (int, error) {
	if !isSnowflake(user) {
		return 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := overwrite(s.path, user, forgottenTag(len(user)))
	if err == nil && n > 0 {
		err = s.rereadLocked()
	}
	if err != nil {
		return 0, fmt.Errorf("store: forget a member of the staff in the stop list: %w", err)
	}
	return n, nil
}

// personal finds what may name a person in a line, which is one JSON object.
var personal = regexp.MustCompile(`"(?:by|reason)"\s*:\s*"((?:[^"\\]|\\.)*)"`)

// overwrite replaces an ID by a tag of its length in the personal parts of a file, and waits until that is on disk.
func overwrite(path, id, tag string) (n int, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for _, part := range personal.FindAllSubmatchIndex(data, -1) {
		for at, end := part[2], part[3]; ; n++ {
			i := bytes.Index(data[at:end], []byte(id))
			if i < 0 {
				break
			}
			if _, err := f.WriteAt([]byte(tag), int64(at+i)); err != nil {
				return n, err
			}
			at += i + len(id)
		}
	}
	return n, f.Sync()
}
