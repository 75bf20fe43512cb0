package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

func clock() time.Time { return time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC) }

// onlyReader hides that a reader can seek, like an HTTP body.
type onlyReader struct{ io.Reader }

func body(s string) io.Reader { return onlyReader{strings.NewReader(s)} }

// raws are the archived files.
func raws(f *crashfs.FS) []string {
	var out []string
	for n := range f.Files() {
		if strings.HasSuffix(n, ".raw") {
			out = append(out, n)
		}
	}
	return out
}

func archiveOn(t testing.TB, f disk.FS) *Archive {
	t.Helper()
	a, err := openArchive(f, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func archiveIn(t testing.TB, dir string) *Archive {
	t.Helper()
	a, err := OpenArchive(dir, nil, ArchiveConfig{Reserve: 1}, NewMetrics(nil), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func shaOf(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func mustPut(t testing.TB, a *Archive, athlete, tz, data string) Stored {
	t.Helper()
	s, err := a.Put(context.Background(), Upload{Athlete: athlete, Name: "a.fit", TZ: tz, Door: "upload", Body: body(data)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPutAndRead(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a := archiveIn(t, dir)
	got := mustPut(t, a, "ada", "Europe/Oslo", "hello")
	want := Stored{File: a.FileHash("ada", shaOf("hello")), SHA: shaOf("hello"), Size: 5, Said: Said{TZ: "Europe/Oslo"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("first put (-want +got):\n%s", d)
	}
	want.Known = true
	for name, r := range map[string]io.Reader{"stream": body("hello"), "file": strings.NewReader("hello")} {
		got, err := a.Put(ctx, Upload{Athlete: "ada", Name: "other name", Door: "upload", Body: r})
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s again: %v (-want +got):\n%s", name, err, d)
		}
	}
	_ = a.Close()

	a = archiveIn(t, dir)
	if h := a.FileHash("ada", want.SHA); h != want.File {
		t.Errorf("the key changed: file hash %s, want %s", h, want.File)
	}
	raw, err := a.Open("ada", want.SHA)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	b, err := io.ReadAll(io.NewSectionReader(raw, 0, raw.Size()))
	if string(b) != "hello" || err != nil {
		t.Errorf("read %q, %v", b, err)
	}
	side := Sidecar{V: sidecarVersion, Name: "a.fit", Size: 5, TZ: "Europe/Oslo", Door: "upload", Received: clock()}
	if d := cmp.Diff(side, raw.Sidecar); d != "" {
		t.Errorf("sidecar (-want +got):\n%s", d)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, incomingDir)); len(left) > 0 {
		t.Errorf("%d temporary files left", len(left))
	}
}

func TestAnotherZone(t *testing.T) {
	a := archiveIn(t, t.TempDir())
	mustPut(t, a, "ada", "Europe/Oslo", "x")
	if s := mustPut(t, a, "ada", "", "x"); s.Changed || s.Said.TZ != "Europe/Oslo" {
		t.Errorf("no zone named: %+v", s)
	}
	if s := mustPut(t, a, "ada", "Asia/Tokyo", "x"); !s.Changed || !s.Known || s.Said.TZ != "Asia/Tokyo" {
		t.Errorf("another zone named: %+v", s)
	}
	if side, err := a.Sidecar("ada", shaOf("x")); err != nil || side.TZ != "Asia/Tokyo" || side.Name != "a.fit" {
		t.Errorf("sidecar %+v, %v", side, err)
	}
}

func TestAthletesShareNothing(t *testing.T) {
	a := archiveIn(t, t.TempDir())
	one, two := mustPut(t, a, "ada", "", "x"), mustPut(t, a, "bea", "", "x")
	if one.File == two.File || two.Known {
		t.Errorf("ada %+v, bea %+v", one, two)
	}
}

func TestPutRefuses(t *testing.T) {
	ctx := context.Background()
	full := fresh()
	full.SetFree(1 << 29)
	small := archiveOn(t, fresh())
	small.cfg.MaxFile = 4
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for _, tc := range []struct {
		name        string
		ctx         context.Context
		a           *Archive
		athlete, tz string
		want        error
	}{
		{"no id", ctx, small, "", "", ErrBadName},
		{"path", ctx, small, "../ada", "", ErrBadName},
		{"capital", ctx, small, "Ada", "", ErrBadName},
		{"long", ctx, small, strings.Repeat("a", 65), "", ErrBadName},
		{"zone", ctx, small, "ada", "Europe/Nowhere", ErrBadName},
		{"zone path", ctx, small, "ada", "../../etc/passwd", ErrBadName},
		{"size", ctx, small, "ada", "", ErrTooLarge},
		{"space", ctx, &Archive{fs: full, cfg: ArchiveConfig{MaxFile: 99}, now: clock, metrics: NewMetrics(nil)}, "ada", "", ErrNoSpace},
		{"hung up", gone, archiveOn(t, fresh()), "ada", "", context.Canceled},
	} {
		for kind, r := range map[string]io.Reader{"stream": body("hello"), "file": strings.NewReader("hello")} {
			if _, err := tc.a.Put(tc.ctx, Upload{Athlete: tc.athlete, Name: "n", TZ: tc.tz, Door: "upload", Body: r}); !errors.Is(err, tc.want) {
				t.Errorf("%s, %s: got %v, want %v", tc.name, kind, err, tc.want)
			}
		}
		if f := tc.a.fs.(*crashfs.FS); len(raws(f)) > 0 {
			t.Errorf("%s: something was stored", tc.name)
		}
	}
}

func TestDiskFullInTheMiddle(t *testing.T) {
	f := fresh()
	a := archiveOn(t, f)
	f.SetFree(10)
	if _, err := a.Put(context.Background(), Upload{Athlete: "ada", Name: "n", Door: "upload", Body: body(strings.Repeat("x", 20))}); !errors.Is(err, ErrNoSpace) {
		t.Errorf("got %v, want ErrNoSpace", err)
	}
	if names, _ := f.List(incomingDir); len(names) > 0 || len(raws(f)) > 0 {
		t.Errorf("left behind: %v, %v", names, raws(f))
	}
	f.SetFree(1 << 40)
	mustPut(t, a, "ada", "", strings.Repeat("x", 20))
}

func TestForgetAndTakeBack(t *testing.T) {
	ctx := context.Background()
	a := archiveIn(t, t.TempDir())
	s := mustPut(t, a, "ada", "", "x")
	if err := a.Forget("ada", s.SHA); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Open("ada", s.SHA); !errors.Is(err, ErrUnknownFile) {
		t.Errorf("open: %v", err)
	}
	for _, door := range []string{"watch", "upload", "connect"} {
		if _, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: door, Body: strings.NewReader("x")}); !errors.Is(err, ErrForgotten) {
			t.Errorf("%s: %v, want ErrForgotten", door, err)
		}
	}
	if got, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: ImportDoor, Body: strings.NewReader("x")}); err != nil || got.Known {
		t.Errorf("import: %+v, %v", got, err)
	}
	if s := mustPut(t, a, "ada", "", "x"); !s.Known {
		t.Error("after the import: not known")
	}
}

func TestManyPutsOfTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	a := archiveIn(t, dir)
	data := bytes.Repeat([]byte("x"), 1<<16)
	var wg sync.WaitGroup
	var mu sync.Mutex
	fresh := 0
	for range 100 {
		wg.Go(func() {
			s, err := a.Put(context.Background(), Upload{Athlete: "ada", Name: "n", Door: "upload", Body: onlyReader{bytes.NewReader(data)}})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			} else if !s.Known {
				fresh++
			}
		})
	}
	wg.Wait()
	if fresh != 1 {
		t.Errorf("%d puts say that the file was new, want 1", fresh)
	}
	files := 0
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, _ error) error {
		if !d.IsDir() {
			files++
		}
		return nil
	})
	if files != 3 { // the key, the sidecar, the bytes
		t.Errorf("%d files, want 3", files)
	}
}

func TestSourceKey(t *testing.T) {
	a := archiveIn(t, t.TempDir())
	for _, tc := range []struct{ maker, model, serial, want string }{
		{"Garmin", "fēnix 7S", "", "garmin-f-nix-7s"},
		{"", "", "", "unknown"},
		{"", "Hevy", "", "hevy"},
		{"../..", "*.>", "", "unknown"},
		{strings.Repeat("x", 99), "", "", strings.Repeat("x", slugLen)},
	} {
		if got := a.SourceKey("ada", tc.maker, tc.model, tc.serial); got != tc.want {
			t.Errorf("%q %q: got %s, want %s", tc.maker, tc.model, got, tc.want)
		}
	}
	one, two := a.SourceKey("ada", "garmin", "x", "1234567"), a.SourceKey("bea", "garmin", "x", "1234567")
	if len(one) != len("garmin-x-")+serialLen || one == two || strings.Contains(one, "1234567") {
		t.Errorf("with a serial: %s, %s", one, two)
	}
}

func TestHostileNames(t *testing.T) {
	a := archiveIn(t, t.TempDir())
	for name, want := range map[string]string{
		"ok æøå.fit": "ok æøå.fit", "\x1b[31mred\n": "\uFFFD[31mred\uFFFD", "bad\xff": "bad\uFFFD",
		strings.Repeat("å", 10_000): strings.Repeat("å", nameLimit/2),
	} {
		s, err := a.Put(context.Background(), Upload{Athlete: "ada", Name: name, Door: "upload", Body: body(name)})
		if err != nil {
			t.Fatal(err)
		}
		if side, err := a.Sidecar("ada", s.SHA); err != nil || side.Name != want {
			t.Errorf("name %q, %v; want %q", side.Name, err, want)
		}
	}
}
