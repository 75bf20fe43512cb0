package stream

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// ErrOwned means that another process owns the data folder.
var ErrOwned = errors.New("the data folder is in use by another hvilepuls")

const lockName = "owner.lock"

// Owner is the one process that may write a data folder: two embedded servers on one folder lose messages in silence.
type Owner struct {
	file *os.File
	dir  string // of the socket
	l    net.Listener
}

// Lock makes this process the owner of dir, which it makes if it is missing. It fails with ErrOwned beside another owner.
func Lock(dir string) (*Owner, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w; is it writable for this user?", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrOwned
		}
		return nil, fmt.Errorf("lock data folder: %w; a file system without locks (some network shares) cannot hold it", err)
	}
	if err := f.Truncate(0); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("write lock file: %w", err)
	}
	return &Owner{file: f}, nil
}

// Listen opens the private socket in a short private folder and writes its path and the owner's role into the lock file.
func (o *Owner) Listen(role string) (net.Listener, error) {
	dir, err := os.MkdirTemp(os.Getenv("XDG_RUNTIME_DIR"), "hvilepuls-") // unix socket paths over about 107 bytes fail
	if err != nil {
		if dir, err = os.MkdirTemp("", "hvilepuls-"); err != nil {
			return nil, fmt.Errorf("make folder for the private socket: %w", err)
		}
	}
	o.dir = dir
	path := filepath.Join(dir, "s")
	if o.l, err = net.Listen("unix", path); err != nil {
		return nil, fmt.Errorf("open private socket: %w", err)
	}
	note, err := json.Marshal(Note{os.Getpid(), path, role})
	if err != nil {
		return nil, fmt.Errorf("write lock file: %w", err)
	}
	if _, err := o.file.WriteAt(note, 0); err != nil {
		return nil, fmt.Errorf("write lock file: %w", err)
	}
	return o.l, nil
}

// Close gives the data folder up.
func (o *Owner) Close() error {
	var errs []error
	if o.l != nil {
		if err := o.l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if o.dir != "" {
		errs = append(errs, os.RemoveAll(o.dir))
	}
	return errors.Join(append(errs, o.file.Truncate(0), o.file.Close())...)
}

// Note is what the owner of a data folder says of itself.
type Note struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
	Role   string `json:"role"` // "up" serves until it is stopped; others end by themselves
}

// ReadNote reads the owner's note after Lock failed with ErrOwned; false while the owner is still starting.
func ReadNote(dir string) (Note, bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil {
		return Note{}, false, fmt.Errorf("read lock file: %w", err)
	}
	var n Note
	if json.Unmarshal(b, &n) != nil {
		return Note{}, false, nil // being written
	}
	return n, true, nil
}
