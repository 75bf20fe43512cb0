package ingest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

func fresh() *crashfs.FS { return crashfs.New(clock()) }

// Whatever operation fails or is the last before a power cut: what was answered is there afterwards, no name bears another content, and what
// was forgotten stays so.
func TestArchiveSurvivesCrashes(t *testing.T) {
	files := []struct{ tz, data string }{{"", "one"}, {"Europe/Oslo", "two"}, {"Asia/Tokyo", "two"}, {"", "one"}, {"", strings.Repeat("3", 99)}}
	crashfs.Every(t, fresh, func(f *crashfs.FS) func(*crashfs.FS) error {
		answered, said := map[string]bool{}, ""
		a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
		for _, file := range files {
			if err != nil {
				break
			}
			s, err := a.Put(context.Background(), Upload{Athlete: "ada", Name: "n", TZ: file.tz, Door: "upload", Body: body(file.data)})
			if err != nil {
				continue
			}
			answered[file.data] = true
			if file.data == "two" {
				said = s.Said.TZ
			}
		}
		forgotten := err == nil && a.Forget("ada", shaOf("one")) == nil
		delete(answered, "one") // forgotten, or it may be either
		return func(left *crashfs.FS) error { return checkArchive(left, answered, said, forgotten) }
	})
}

func checkArchive(f *crashfs.FS, answered map[string]bool, said string, forgotten bool) error {
	ctx := context.Background()
	for n, data := range f.Files() {
		if sha, raw := strings.CutSuffix(path.Base(n), ".raw"); raw && shaOf(data) != sha {
			return fmt.Errorf("%s is torn", n)
		}
	}
	a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
	if err != nil {
		return err
	}
	for data := range answered {
		if err := a.Verify(ctx, "ada", shaOf(data)); err != nil {
			return fmt.Errorf("%.5q was answered: %w", data, err)
		}
	}
	if side, err := a.Sidecar("ada", shaOf("two")); said != "" && (err != nil || side.TZ != said && side.TZ != "Asia/Tokyo") {
		return fmt.Errorf("zone %q, %w; want %q", side.TZ, err, said)
	}
	if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: "watch", Body: body("one")}); forgotten && !errors.Is(err, ErrForgotten) {
		return fmt.Errorf("what was forgotten came back: %w", err)
	}
	for _, data := range []string{"two", "four"} { // it works on
		if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: "upload", Body: body(data)}); err != nil {
			return fmt.Errorf("put afterwards: %w", err)
		}
	}
	return nil
}

// Somebody who names a forgotten file has it again for good, or not at all.
func TestTakingBackSurvivesCrashes(t *testing.T) {
	before := func() *crashfs.FS {
		f := fresh()
		a := archiveOn(t, f)
		mustPut(t, a, "ada", "", "one")
		if err := a.Forget("ada", shaOf("one")); err != nil {
			t.Fatal(err)
		}
		return f
	}
	crashfs.Every(t, before, func(f *crashfs.FS) func(*crashfs.FS) error {
		a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
		if err == nil {
			_, err = a.Put(context.Background(), Upload{Athlete: "ada", Name: "n", Door: ImportDoor, Body: body("one")})
		}
		return func(left *crashfs.FS) error {
			a, rerr := openArchive(left, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
			if rerr != nil {
				return rerr
			}
			rerr = a.Verify(context.Background(), "ada", shaOf("one"))
			if err == nil && rerr != nil {
				return fmt.Errorf("it was taken back: %w", rerr)
			}
			if rerr != nil && !errors.Is(rerr, ErrUnknownFile) {
				return rerr
			}
			gone, ferr := a.Forgotten("ada", a.FileHash("ada", shaOf("one")))
			if err == nil && gone {
				return errors.New("it was taken back and bears a tombstone")
			}
			return ferr
		}
	})
}

// Whatever fails and wherever it ends: a forgetting that was written down is ended by the next start, and nothing of the athlete comes back.
func TestForgettingAnAthleteMayEndAnywhere(t *testing.T) {
	ctx := context.Background()
	before := func() *crashfs.FS {
		f := fresh()
		a := archiveOn(t, f)
		mustPut(t, a, "ada", "", "one")
		mustPut(t, a, "ada", "", "two")
		return f
	}
	job := func(a *Archive) Forgetting { return Forgetting{V: 1, Hash: a.AthleteHash("ada"), Athlete: "ada"} }
	forget := func(a *Archive) error {
		if err := a.ForgetAthlete("ada"); err != nil {
			return err
		}
		return a.End(job(a), Forgotten{V: 1, Hash: a.AthleteHash("ada"), What: "athlete"})
	}
	crashfs.Every(t, before, func(f *crashfs.FS) func(*crashfs.FS) error {
		begun := false
		if a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock); err == nil {
			if begun = a.Begin(job(a)) == nil; begun {
				_ = forget(a) // the next start ends it
			}
		}
		return func(left *crashfs.FS) error {
			a, err := openArchive(left, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
			if err != nil {
				return err
			}
			open, err := a.Begun()
			rs, err2 := a.Receipts()
			if err := errors.Join(err, err2); err != nil || begun && len(open)+len(rs) == 0 {
				return fmt.Errorf("begun %v, ended %v: %w", open, rs, err)
			}
			if len(open)+len(rs) == 0 {
				return nil // nobody was told that it would be
			}
			if len(open) > 0 {
				if err := forget(a); err != nil {
					return fmt.Errorf("go on: %w", err)
				}
			}
			if all, err := a.Athletes(); len(all) > 0 || err != nil {
				return fmt.Errorf("left %v: %w", all, err)
			}
			for _, data := range []string{"one", "new"} {
				if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: "watch", Body: body(data)}); !errors.Is(err, ErrForgotten) {
					return fmt.Errorf("taken again: %w", err)
				}
			}
			if rs, err := a.Receipts(); len(rs) != 1 || err != nil {
				return fmt.Errorf("receipts %v: %w", rs, err)
			}
			return nil
		}
	})
}

// An athlete who was forgotten is taken back by name; what was forgotten with them is not, but for the file that was named.
func TestTakeBackAnAthlete(t *testing.T) {
	ctx := context.Background()
	a := archiveIn(t, t.TempDir())
	one, two := mustPut(t, a, "ada", "", "one"), mustPut(t, a, "ada", "", "two")
	job := Forgetting{V: 1, Hash: a.AthleteHash("ada"), Athlete: "ada"}
	put := func(door, data string) error {
		_, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: door, Body: body(data)})
		return err
	}
	if err := errors.Join(a.Begin(job), a.ForgetAthlete("ada")); err != nil {
		t.Fatal(err)
	}
	if err := put(ImportDoor, "one"); !errors.Is(err, ErrForgotten) {
		t.Errorf("taken back while it was being forgotten: %v", err)
	}
	if err := a.End(job, Forgotten{V: 1, Hash: job.Hash}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(put(ImportDoor, "one"), a.Verify(ctx, "ada", one.SHA), put("watch", "three")); err != nil {
		t.Error(err)
	}
	if err := put("watch", "two"); !errors.Is(err, ErrForgotten) {
		t.Errorf("%s: %v", two.SHA, err)
	}
	if rs, err := a.Receipts(); len(rs) != 0 || err != nil {
		t.Errorf("receipts of what was taken back: %v, %v", rs, err)
	}
}
