package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

const fileLimit = 16 << 20 // bytes of one file: some 50,000 tokens

// table is a file of rows that several processes may write: each reads it again when it changed.
type table[T any] struct {
	fs    disk.FS
	name  string
	guard func() (unlock func(), err error) // keeps other processes from writing, nil where there are none
	rows  []T
	read  disk.Info // of the file as it was read
}

// settleTime is how old a file must be to be known by its time and size: two changes within a tick of the file system's clock look alike.
const settleTime = 2 * time.Second

// refresh reads the file if it is another than before, which costs one look at its name.
func (t *table[T]) refresh(now time.Time) error {
	info, err := t.fs.Stat(t.name)
	if errors.Is(err, fs.ErrNotExist) {
		t.rows, t.read = nil, disk.Info{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	if info == t.read && now.Sub(info.Modified).Abs() > settleTime {
		return nil
	}
	b, err := disk.ReadAll(t.fs, t.name, fileLimit)
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	var rows []T
	if err := json.Unmarshal(b, &rows); err != nil {
		return fmt.Errorf("read tokens in %s: %w; move the file away to begin anew", t.name, err)
	}
	t.rows, t.read = rows, info
	return nil
}

// reread reads the file whatever is known of it.
func (t *table[T]) reread() error {
	t.read = disk.Info{}
	return t.refresh(time.Time{})
}

// change writes what fn makes of the rows, durably. Of several processes one does so at a time. fn must not touch the rows that it is given.
func (t *table[T]) change(fn func([]T) ([]T, error)) error {
	if t.guard != nil {
		unlock, err := t.guard()
		if err != nil {
			return fmt.Errorf("write tokens: %w", err)
		}
		defer unlock()
	}
	if err := t.reread(); err != nil {
		return err
	}
	rows, err := fn(t.rows)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return fmt.Errorf("write tokens: %w", err)
	}
	if err := disk.Replace(t.fs, disk.Temporary(t.name), t.name, b); err != nil {
		return fmt.Errorf("write tokens: %w", err)
	}
	return t.reread()
}
