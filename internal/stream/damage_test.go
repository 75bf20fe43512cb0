package stream_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// storeFiles are the files of the embedded server's store whose path ends so.
func storeFiles(t *testing.T, dir, suffix string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Join(dir, "jetstream"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, suffix) {
			out = append(out, path)
		}
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no %s in the store: %v", suffix, err)
	}
	return out
}

func change(t *testing.T, path string, fn func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, fn(b), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Whatever happens to the server's files between two processes: it starts, and where a message is missing, that is known.
func TestADamagedStoreIsDoubted(t *testing.T) {
	const messages = 300
	flip := func(share float64) func([]byte) []byte {
		return func(b []byte) []byte { b[int(share*float64(len(b)-1))] ^= 4; return b }
	}
	cut := func(share float64) func([]byte) []byte {
		return func(b []byte) []byte { return b[:int(share*float64(len(b)))] }
	}
	records := "/" + stream.Records + "/"
	in := func(suffix string, fn func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, path := range storeFiles(t, dir, suffix) {
				if strings.Contains(path, records) {
					change(t, path, fn)
				}
			}
		}
	}
	for name, damage := range map[string]func(t *testing.T, dir string){
		"nothing":                  func(*testing.T, string) {},
		"a bit at the beginning":   in(".blk", flip(0)),
		"a bit in the middle":      in(".blk", flip(.5)),
		"a bit near the end":       in(".blk", flip(.999)),
		"half is cut off":          in(".blk", cut(.5)),
		"a tenth is cut off":       in(".blk", cut(.9)),
		"a byte is cut off":        in(".blk", cut(.99999)),
		"all is cut off":           in(".blk", cut(0)),
		"no index":                 in("index.db", cut(0)),
		"a bit of the index":       in("index.db", flip(.5)),
		"a bit of the description": in("meta.inf", flip(.3)),
		"no description":           in("meta.inf", cut(0)),
		"a bit of its sum":         in("meta.sum", flip(.3)),
		"a bit of the consumer":    in("o.dat", flip(.5)),
		"no consumer":              in("o.dat", cut(0)),
		"the stream is gone": func(t *testing.T, dir string) {
			blocks := storeFiles(t, dir, ".blk")
			for _, b := range blocks {
				if strings.Contains(b, records) {
					if err := os.RemoveAll(filepath.Dir(filepath.Dir(b))); err != nil {
						t.Fatal(err)
					}
				}
			}
		},
		"everything is gone": func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, "jetstream")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir := context.Background(), t.TempDir()
			s := open(t, dir)
			for i := range messages {
				put(t, s, stream.Records, stream.ReceiptSubject("ada", strconv.Itoa(i)), strings.Repeat("x", 100))
			}
			s.Close()
			damage(t, dir)
			s = open(t, dir)
			unsound, err := s.Unsound(ctx)
			if err != nil {
				t.Fatal(err)
			}
			left := 0
			for i := range messages {
				if _, ok, err := s.Last(ctx, stream.Records, stream.ReceiptSubject("ada", strconv.Itoa(i))); err != nil {
					t.Fatal(err)
				} else if ok {
					left++
				}
			}
			if left < messages && s.Doubt() != stream.Damaged && len(unsound) == 0 {
				t.Errorf("%d of %d left and no doubt", left, messages)
			}
			if s.Doubt() == stream.NoDoubt && left < messages && !slices.Equal(unsound, []string{stream.Records}) {
				t.Errorf("unsound are %q", unsound)
			}
			if name == "nothing" && (left < messages || s.Doubt() != stream.NoDoubt || len(unsound) > 0) {
				t.Errorf("%d left, doubt %q, unsound %q", left, s.Doubt(), unsound)
			}
			for _, name := range unsound {
				if err := s.Remake(ctx, name); err != nil {
					t.Fatal(err)
				}
			}
			for i := range messages { // they come again, and it works on
				put(t, s, stream.Records, stream.ReceiptSubject("ada", strconv.Itoa(i)), "y")
			}
			var c collector
			stop := running(t, s, stream.Loop{Stage: stream.Assemble, Workers: 1, Handle: c.handle})
			drain(t, s, stream.Assemble)
			stop()
			again := 0
			for _, data := range c.seen["ada"] {
				if data == "y" {
					again++
				}
			}
			if again != messages {
				t.Errorf("the stage was given %d messages of %d", again, messages)
			}
			doubted := s.Doubt() != stream.NoDoubt
			s.Close() // nobody has looked yet
			if s = open(t, dir); doubted && s.Doubt() == stream.NoDoubt {
				t.Error("the doubt was forgotten")
			}
			s.Trust()
			s.Close()
			if s = open(t, dir); s.Doubt() != stream.NoDoubt {
				t.Errorf("after all is well: doubt %q", s.Doubt())
			}
		})
	}
}

// What was told and when is no projection: of a damaged stream all that can be read is kept.
func TestRemakeKeepsWhatIsNoProjection(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	put(t, s, stream.Notices, stream.NoticeSubject("ada", "told"), "x")
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-10"), "y")
	for _, name := range []string{stream.Notices, stream.Days} {
		if err := s.Remake(ctx, name); err != nil {
			t.Fatal(err)
		}
	}
	if m, ok, err := s.Last(ctx, stream.Notices, stream.NoticeSubject("ada", "told")); !ok || err != nil || string(m.Data) != "x" {
		t.Errorf("notice %q, %v, %v", m.Data, ok, err)
	}
	if _, ok, err := s.Last(ctx, stream.Days, stream.DaysSubject("ada", "2026-10")); ok || err != nil {
		t.Errorf("days %v, %v", ok, err)
	}
}
