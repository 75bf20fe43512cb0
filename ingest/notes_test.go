package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

// Whenever the machine is cut off, a note holds what it held before or what was being written; what Write returned for stays.
func TestNotesSurviveCrashes(t *testing.T) {
	before, after := []byte(`{"v":1}`), bytes.Repeat([]byte("x"), 500)
	old := func() *crashfs.FS {
		f := fresh()
		if err := (&Notes{fs: f}).Write("a-note", before); err != nil {
			t.Fatal(err)
		}
		return f
	}
	crashfs.Every(t, old, func(f *crashfs.FS) func(*crashfs.FS) error {
		err := (&Notes{fs: f}).Write("a-note", after)
		return func(left *crashfs.FS) error {
			n := &Notes{fs: left}
			got, rerr := n.Read("a-note")
			if rerr != nil || !bytes.Equal(got, after) && (err == nil || !bytes.Equal(got, before)) {
				return fmt.Errorf("it holds %q, %w; the write: %w", got, rerr, err)
			}
			return n.Write("a-note", after)
		}
	})
}

func TestNotesAreHeldByOne(t *testing.T) {
	dir := t.TempDir()
	open := func() *Notes {
		n, err := OpenNotes(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = n.Close() })
		return n
	}
	a, b := open(), open()
	release, ok, err := a.Hold()
	if !ok || err != nil {
		t.Fatalf("the first: %v, %v", ok, err)
	}
	if _, ok, err := b.Hold(); ok || err != nil {
		t.Errorf("the second beside it: %v, %v", ok, err)
	}
	release()
	release, ok, err = b.Hold()
	if !ok || err != nil {
		t.Fatalf("the second after it: %v, %v", ok, err)
	}
	release()
	if got, err := a.Read("nothing"); got != nil || err != nil {
		t.Errorf("a note that is not there: %q, %v", got, err)
	}
	for _, name := range []string{"", "../a", "new-note", "A", fmt.Sprintf("%0200d", 1)} {
		if err := a.Write(name, nil); !errors.Is(err, ErrBadName) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
