package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestRotIsFound(t *testing.T) {
	dir := t.TempDir()
	a := archiveIn(t, dir)
	s := mustPut(t, a, "ada", "", "hello")
	name := filepath.Join(dir, fileName("ada", s.SHA, ".raw"))
	if err := os.WriteFile(name, []byte("hellO"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.Verify(context.Background(), "ada", s.SHA); !errors.Is(err, ErrDamaged) {
		t.Errorf("another byte: %v", err)
	}
	if err := os.WriteFile(name, []byte("hell"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Open("ada", s.SHA); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte less: %v", err)
	}
	if s := mustPut(t, a, "ada", "", "hello"); s.Known {
		t.Error("given again it counts as known")
	}
	if err := a.Verify(context.Background(), "ada", s.SHA); err != nil {
		t.Errorf("given again: %v", err)
	}
}

func TestALostKeyIsNotMadeAnew(t *testing.T) {
	dir := t.TempDir()
	a := archiveIn(t, dir)
	mustPut(t, a, "ada", "", "x")
	if err := os.Remove(filepath.Join(dir, keyName)); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenArchive(dir, nil, ArchiveConfig{}, NewMetrics(nil), clock); err == nil {
		t.Error("opened with another key")
	}
}

func TestWalk(t *testing.T) {
	dir := t.TempDir()
	a := archiveIn(t, dir)
	var want []string
	for i := range 20 {
		for _, athlete := range []string{"ada", "key"} {
			want = append(want, mustPut(t, a, athlete, "", strconv.Itoa(i)).SHA)
		}
	}
	list := func(athlete string, since time.Time) (n, damaged int) {
		err := a.Walk(athlete, since, func(it Item) error {
			n++
			if it.Damage != nil {
				damaged++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n, damaged
	}
	if n, d := list("", time.Time{}); n != 40 || d != 0 {
		t.Errorf("all: %d, %d damaged", n, d)
	}
	if n, _ := list("key", time.Time{}); n != 20 {
		t.Errorf("one athlete: %d", n)
	}
	if n, _ := list("", time.Now().Add(time.Hour)); n != 0 {
		t.Errorf("since later: %d", n)
	}
	if n, _ := list("", time.Now().Add(-time.Hour)); n != 40 {
		t.Errorf("since before: %d", n)
	}
	for i, suffix := range []string{".json", ".raw"} {
		if err := os.Remove(filepath.Join(dir, fileName("ada", want[2*i], suffix))); err != nil {
			t.Fatal(err)
		}
	}
	if n, d := list("", time.Time{}); n != 40 || d != 2 {
		t.Errorf("two halves: %d, %d damaged", n, d)
	}
}
