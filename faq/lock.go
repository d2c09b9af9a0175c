package faq

import (
	"context"
	"fmt"
	"time"
)

// lockEvery is how often a taken lock is tried again: a change takes some tenths of a second.
const lockEvery = 20 * time.Millisecond

// Lock keeps every other program and every other part of this one that uses Lock from changing the content folder
// until unlock is called or the process ends, however it ends. Editors do not know of it; see [WriteFile].
func Lock(ctx context.Context, dir string) (unlock func() error, err error) {
	tick := time.NewTicker(lockEvery)
	defer tick.Stop()
	for {
		unlock, taken, err := tryLock(dir)
		if err != nil {
			return nil, fmt.Errorf("faq: lock %s: %w", dir, err)
		}
		if !taken {
			return unlock, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("faq: lock %s, which somebody else is changing: %w", dir, ctx.Err())
		case <-tick.C:
		}
	}
}
