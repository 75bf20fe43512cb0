package disk

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Lock waits until no other process of this machine holds the lock that a file is, and holds it until unlock is called or the process ends.
func Lock(path string) (unlock func(), err error) { return flock(path, syscall.LOCK_EX) }

// TryLock is Lock that does not wait; not ok while another process holds the lock.
func TryLock(path string) (unlock func(), ok bool, err error) {
	unlock, err = flock(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false, nil
	}
	return unlock, err == nil, err
}

func flock(path string, how int) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, fmt.Errorf("lock: %w", errors.Join(err, f.Close()))
	}
	return func() { _ = f.Close() }, nil
}
