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
