package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// parseStops reads the lines of a stop list. A line torn by a kill is not a whole JSON object and so cannot be read;
// what was acknowledged is never such a line.
func parseStops(data []byte) *stopList {
	list := &stopList{stopped: map[string]bool{}}
	for n := 1; len(data) > 0; n++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		stop, err := parseStop(line)
		if err != nil {
			list.unreadable = append(list.unreadable, fmt.Errorf("store: %s:%d: %w", stopFile, n, err))
			continue
		}
		list.all = append(list.all, stop)
		if stop.Action == Withdraw {
			list.stopped[stop.ID] = true
		} else {
			delete(list.stopped, stop.ID)
		}
	}
	return list
}

func parseStop(line []byte) (Stop, error) {
	var stop Stop
	if err := json.Unmarshal(line, &stop); err != nil {
		return Stop{}, err
	}
	if stop.ID == "" {
		return Stop{}, errors.New("no id")
	}
	if stop.Action != Withdraw && stop.Action != Restore {
		return Stop{}, fmt.Errorf("unknown action %q", stop.Action)
	}
	return stop, nil
}

// appendLines adds lines to the file with one write and waits until they are on disk. Where the last line was torn
// they begin on a fresh line.
func appendLines(path string, stops []Stop) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	torn, empty, err := lastLine(f)
	if err != nil {
		return err
	}
	data, err := encodeStops(stops, torn)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if empty {
		return syncDir(filepath.Dir(path))
	}
	return nil
}

// encodeStops writes one line for each stop, the first on a fresh line where the last was torn.
func encodeStops(stops []Stop, torn bool) ([]byte, error) {
	var data bytes.Buffer
	if torn {
		data.WriteByte('\n')
	}
	enc := json.NewEncoder(&data) // ends each line itself
	for _, stop := range stops {
		if err := enc.Encode(stop); err != nil {
			return nil, err
		}
	}
	return data.Bytes(), nil
}

// lastLine tells whether the file's last line has no end, and whether the file is still empty. Two processes that
// both find a torn line both begin a fresh one; the empty line between does no harm.
func lastLine(f *os.File) (torn, empty bool, err error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return false, size == 0, err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, size-1); err != nil {
		return false, false, err
	}
	return last[0] != '\n', false, nil
}

// syncDir makes a new file's name durable. Windows cannot sync a directory and does not need to.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
