package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// Whenever the machine is cut off, a note holds what it held before or what was being written; what Write returned for stays.
func TestNotesSurviveCrashes(t *testing.T) {
	before, after := []byte(`{"v":1}`), bytes.Repeat([]byte("x"), 500)
	for op := 1; ; op++ {
		disk := newCrashFS()
		n := &Notes{fs: disk}
		if err := n.Write("a-note", before); err != nil {
			t.Fatal(err)
		}
		disk.failAt, disk.crash = disk.ops+op, true
		err := n.Write("a-note", after)
		for seed := range uint64(20) {
			left := &Notes{fs: disk.afterCrash(seed)}
			got, rerr := left.Read("a-note")
			if rerr != nil || !bytes.Equal(got, before) && !bytes.Equal(got, after) || err == nil && !bytes.Equal(got, after) {
				t.Fatalf("operation %d, seed %d: %q, %v; the write: %v", op, seed, got, rerr, err)
			}
			if werr := left.Write("a-note", after); werr != nil {
				t.Fatalf("operation %d, seed %d: writing again: %v", op, seed, werr)
			}
		}
		if err == nil {
			if op < 4 {
				t.Errorf("only %d operations could fail", op-1)
			}
			return
		}
	}
}

func TestNotesAreHeldByOne(t *testing.T) {
	dir := t.TempDir()
	open := func() *Notes {
		n, err := OpenNotes(dir)
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
