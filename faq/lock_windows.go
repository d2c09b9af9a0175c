package faq

import (
	"errors"
	"path/filepath"
	"syscall"
)

// errSharing is what Windows says of a file that somebody has open for himself alone.
const errSharing = syscall.Errno(32)

// tryLock opens a file in the folder for this process alone. Windows closes it when the process ends.
func tryLock(dir string) (unlock func() error, taken bool, err error) {
	name, err := syscall.UTF16PtrFromString(filepath.Join(dir, ".patientfaq.lock"))
	if err != nil {
		return nil, false, err
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_HIDDEN, 0)
	if errors.Is(err, errSharing) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	return func() error { return syscall.CloseHandle(h) }, false, nil
}
