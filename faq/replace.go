package faq

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrMeanwhile is matched by the error of writing a file that somebody else changed meanwhile.
var ErrMeanwhile = errors.New("somebody else changed the file meanwhile; try again")

// WriteFile replaces a file that holds old by one that holds changed, in one step: after a crash or a power cut there is
// the one or the other. Where old is nil the file must not be there. The folder that it belongs to must be locked, see
// [Lock]. An editor that writes to the file meanwhile does not know of locks: the file is looked at again just before
// it is replaced, and the error matches [ErrMeanwhile].
func WriteFile(name string, old, changed []byte) error {
	var err error
	if old == nil {
		err = createFile(name, changed)
	} else {
		err = replaceFile(name, func(now []byte) ([]byte, error) {
			if !bytes.Equal(now, old) {
				return nil, ErrMeanwhile
			}
			return changed, nil
		})
	}
	if err != nil {
		return fmt.Errorf("faq: write %s: %w", name, err)
	}
	return nil
}

// createFile writes a file that is not there yet, in one step, and makes the folder it stands in.
func createFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := sweep(name); err != nil {
		return err
	}
	temp, err := writeBeside(name, data, 0o644)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		return errors.Join(ErrMeanwhile, os.Remove(temp))
	}
	if err := os.Rename(temp, name); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(filepath.Dir(name))
}

// RemoveFile removes a file, durably.
func RemoveFile(name string) error {
	if err := os.Remove(name); err != nil {
		return fmt.Errorf("faq: %w", err)
	}
	return syncDir(filepath.Dir(name))
}

// tempPrefix and tempSuffix stand around the random part of the name of a file that replaces another.
func tempPrefix(target string) string { return "." + filepath.Base(target) + "." }

const tempSuffix = ".tmp"

// sweep removes what a process that was killed left beside a file. The folder's lock is held, so nobody uses it.
func sweep(target string) error {
	dir := filepath.Dir(target)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		middle, ok := strings.CutPrefix(e.Name(), tempPrefix(target))
		if digits, isTemp := strings.CutSuffix(middle, tempSuffix); ok && isTemp && strings.Trim(digits, "0123456789") == "" {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// replaceFile replaces a file by what change makes of its bytes. After a crash or a power cut there is the old or the
// new file, never a mixture: the new one is written beside it, made durable and renamed. Its mode stays; a symbolic
// link stays one and the file it points to is replaced. A file that somebody else changed meanwhile is left alone.
func replaceFile(name string, change func(old []byte) ([]byte, error)) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(target)
	if err != nil {
		return err
	}
	changed, err := change(old)
	if err != nil {
		return err
	}
	if err := sweep(target); err != nil {
		return err
	}
	temp, err := writeBeside(target, changed, info.Mode().Perm())
	if err != nil {
		return err
	}
	if now, err := os.ReadFile(target); err != nil || !bytes.Equal(now, old) {
		return errors.Join(ErrMeanwhile, err, os.Remove(temp))
	}
	if err := os.Rename(temp, target); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(filepath.Dir(target))
}

// writeBeside writes a durable file into the folder of target, under a name that [Load] does not read.
func writeBeside(target string, data []byte, mode os.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), tempPrefix(target)+"*"+tempSuffix)
	if err != nil {
		return "", fmt.Errorf("write beside the file: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncDir makes a rename durable. Windows has no way to, and needs none.
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
