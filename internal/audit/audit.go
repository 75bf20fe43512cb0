// Package audit keeps the log of what was done at the doors, and by which token: append-only, without health values, names or secrets.
package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// The outcomes.
const (
	Done    = "done"
	Refused = "refused" // it was not allowed
	Failed  = "failed"
)

const (
	mostBytes = 8 << 20 // of one file, about 40,000 lines
	kept      = 4       // older files: path.1 is the newest of them
)

// Event is one line.
type Event struct {
	Who     string // id of the token, "owner" for the private socket, "" for nobody known
	What    string
	Athlete string // whom it is about, "" for nobody; the line holds a keyed hash
	Request string // its id
	Outcome string
	Detail  string // a few fixed words, never anything that somebody sent
	Bulk    bool   // such events come in thousands: none waits for the disk
}

// Log is the file. Several processes may append to one.
type Log struct {
	path string
	key  func(athlete string) string
	now  func() time.Time

	mu   sync.Mutex
	file *os.File
	info os.FileInfo // of file
}

// Open opens the log, or begins it. key is the keyed hash that stands for an athlete in it: an id is often a name.
func Open(path string, key func(athlete string) string, now func() time.Time) (*Log, error) {
	l := &Log{path: path, key: key, now: now}
	return l, l.open()
}

// Path is where the log lies.
func (l *Log) Path() string { return l.path }

// Write appends a line. It outlives the process, and a power cut unless it is Bulk; those are on the disk with the next that is not.
func (l *Log) Write(e Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.rotate(); err != nil {
		return err
	}
	if e.Athlete != "" {
		e.Athlete = l.key(e.Athlete)
	}
	r := slog.NewRecord(l.now().UTC(), slog.LevelInfo, e.What, 0)
	for _, a := range []slog.Attr{
		slog.String("who", e.Who), slog.String("athlete", e.Athlete), slog.String("request", e.Request), slog.String("outcome", e.Outcome),
		slog.String("detail", e.Detail),
	} {
		if a.Value.String() != "" {
			r.AddAttrs(a)
		}
	}
	if err := slog.NewJSONHandler(l.file, &slog.HandlerOptions{ReplaceAttr: plain}).Handle(context.Background(), r); err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	if e.Bulk {
		return nil
	}
	return l.sync()
}

// plain names the parts of a line, without the level that all have.
func plain(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.LevelKey:
		return slog.Attr{}
	case slog.MessageKey:
		a.Key = "what"
	}
	return a
}

func (l *Log) sync() error {
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	return nil
}

// Close closes the log.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.sync(), l.file.Close())
}

func (l *Log) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return fmt.Errorf("open audit log: %w", err)
	}
	if l.info, err = f.Stat(); err != nil {
		return fmt.Errorf("open audit log: %w", errors.Join(err, f.Close()))
	}
	if l.file != nil {
		_ = l.file.Close()
	}
	l.file = f
	return nil
}

// rotate moves a full file aside, and follows another process that did so.
func (l *Log) rotate() error {
	info, err := os.Stat(l.path)
	if err == nil && os.SameFile(info, l.info) && info.Size() < mostBytes {
		return nil
	}
	if err == nil && os.SameFile(info, l.info) {
		if err := l.moveAside(); err != nil {
			return err
		}
	}
	return l.open()
}

func (l *Log) moveAside() error {
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX); err != nil { // given up with the file
		return fmt.Errorf("move audit log aside: %w", err)
	}
	if info, err := os.Stat(l.path); err != nil || !os.SameFile(info, l.info) {
		return nil // another process did so while this one waited
	}
	name := func(n int) string { return l.path + "." + strconv.Itoa(n) }
	for n := kept - 1; n > 0; n-- {
		if err := os.Rename(name(n), name(n+1)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("move audit log aside: %w", err)
		}
	}
	if err := os.Rename(l.path, name(1)); err != nil {
		return fmt.Errorf("move audit log aside: %w", err)
	}
	return nil
}
