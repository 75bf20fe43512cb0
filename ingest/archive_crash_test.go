package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever operation fails or is the last before a power cut: what was answered is there afterwards, and no name bears another content.
func TestEveryOperationMayBeTheLast(t *testing.T) {
	ctx := context.Background()
	files := []struct{ tz, data string }{{"", "one"}, {"Europe/Oslo", "two"}, {"Asia/Tokyo", "two"}, {"", "one"}, {"", strings.Repeat("3", 99)}}
	for _, crash := range []bool{false, true} {
		for n := 1; ; n++ {
			f := newCrashFS()
			f.failAt, f.crash = n, crash
			answered, zone, forgotten := map[string]bool{}, "", false
			a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
			if err == nil {
				for _, file := range files {
					s, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", TZ: file.tz, Door: "upload", Body: body(file.data)})
					if err == nil {
						answered[file.data] = true
						if file.data == "two" {
							zone = s.Said.TZ
						}
					}
				}
				if a.Forget("ada", shaOf("one")) == nil {
					delete(answered, "one")
					forgotten = true
				} else if answered["one"] {
					delete(answered, "one") // it may be either
				}
			}
			done := f.ops < n
			for seed := range uint64(8) {
				checkAfterCrash(t, fmt.Sprintf("crash %v at %d, seed %d", crash, n, seed), f.afterCrash(seed), answered, zone, forgotten)
			}
			if done {
				break
			}
			if n > 500 {
				t.Fatal("no end of operations")
			}
		}
	}
}

func checkAfterCrash(t *testing.T, name string, f *crashFS, answered map[string]bool, zone string, forgotten bool) {
	t.Helper()
	ctx := context.Background()
	for n, data := range f.raws() {
		if want := strings.TrimSuffix(filepath.Base(n), ".raw"); shaOf(data) != want {
			t.Fatalf("%s: %s is torn", name, n)
		}
	}
	a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for data := range answered {
		if err := a.Verify(ctx, "ada", shaOf(data)); err != nil {
			t.Fatalf("%s: %q was answered: %v", name, data, err)
		}
	}
	if side, err := a.Sidecar("ada", shaOf("two")); zone != "" && (err != nil || side.TZ != zone && side.TZ != "Asia/Tokyo") {
		t.Fatalf("%s: zone %q, %v; want %q", name, side.TZ, err, zone)
	}
	if forgotten {
		if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: "watch", Body: body("one")}); !errors.Is(err, ErrForgotten) {
			t.Fatalf("%s: what was forgotten came back: %v", name, err)
		}
	}
	for _, data := range []string{"two", "four"} { // it works on
		if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: "upload", Body: body(data)}); err != nil {
			t.Fatalf("%s: put afterwards: %v", name, err)
		}
	}
}
