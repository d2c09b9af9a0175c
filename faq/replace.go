package faq

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

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
	temp, err := writeBeside(target, changed, info.Mode().Perm())
	if err != nil {
		return err
	}
	if now, err := os.ReadFile(target); err != nil || !bytes.Equal(now, old) {
		return errors.Join(errors.New("somebody else changed the file meanwhile; try again"), err, os.Remove(temp))
	}
	if err := os.Rename(temp, target); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(filepath.Dir(target))
}

// writeBeside writes a durable file into the folder of target, under a name that [Load] does not read.
func writeBeside(target string, data []byte, mode os.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*.tmp")
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
