//go:build !windows

package faq

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks the folder itself, so that no file has to be made, and none is left behind by a kill.
func tryLock(dir string) (unlock func() error, taken bool, err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, false, err
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		taken := errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR)
		if taken {
			err = nil
		}
		return nil, taken, errors.Join(err, d.Close())
	}
	return d.Close, false, nil
}
