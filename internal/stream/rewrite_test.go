package stream

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

func opened(t testing.TB, dir string) *Stream {
	t.Helper()
	s, err := Open(context.Background(), Defaults(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func rows(t *testing.T, s *Stream, name string) []string {
	t.Helper()
	var out []string
	table, err := tableOf(name)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Read(context.Background(), name, table.subjects, func(m Message) error {
		out = append(out, m.Subject+"="+string(m.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// holding are the files below a folder in which a text stands.
func holding(t *testing.T, dir, text string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What was replaced or purged is in the files until the stream is written anew; what remains is as it was, and consumers go on where they were.
func TestRewrite(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s := opened(t, dir)
	publish := func(subject, data string) {
		t.Helper()
		if _, err := s.Publish(ctx, Days, Put{Subject: subject, Data: []byte(data)}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		publish(DaysSubject("ada", fmt.Sprintf("20%02d-01", i)), "kept")
	}
	publish(DaysSubject("ada", "2026-10"), "wombat")
	publish(DaysSubject("ada", "2026-10"), "now this")
	publish(DaysSubject("bea", "2026-10"), "wombat")
	if err := s.ForgetAthlete(ctx, "bea"); err != nil {
		t.Fatal(err)
	}
	handled := make(chan int, 1000)
	loop := Loop{Stage: Analyse, Handle: func(_ context.Context, _ string, ms []Message) error {
		handled <- len(ms)
		return nil
	}}
	run := func(s *Stream) (stop func()) {
		ctx, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx, loop) }()
		return func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	stop := run(s)
	if err := s.Drain(ctx, Analyse); err != nil {
		t.Fatal(err)
	}
	stop()
	publish(DaysSubject("ada", "2026-11"), "not seen yet")
	before := rows(t, s, Days)
	if len(holding(t, dir, "wombat")) == 0 {
		t.Fatal("the server deletes what was replaced by itself: there is nothing to test")
	}
	for len(handled) > 0 {
		<-handled
	}
	if err := s.Rewrite(ctx); err != nil {
		t.Fatal(err)
	}
	if left := holding(t, dir, "wombat"); len(left) > 0 {
		t.Errorf("it still stands in %v", left)
	}
	if after := rows(t, s, Days); !slices.Equal(before, after) {
		t.Errorf("rows were %v, are %v", before, after)
	}
	stop = run(s)
	if err := s.Drain(ctx, Analyse); err != nil {
		t.Fatal(err)
	}
	stop()
	seen := 0
	for len(handled) > 0 {
		seen += <-handled
	}
	if seen != 1 {
		t.Errorf("%d messages came again, want the one that had not been seen", seen)
	}
	s.Close()
	if left, err := os.ReadDir(filepath.Join(dir, rewriteDir)); len(left) > 0 || err != nil {
		t.Errorf("copies left: %v, %v", left, err)
	}
}

// Killed after the copy was whole, the next start ends it; a half copy is thrown away.
func TestRewriteAfterAKill(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s := opened(t, dir)
	for i := range 3 {
		if _, err := s.Publish(ctx, Days, Put{Subject: DaysSubject("ada", fmt.Sprintf("2026-0%d", i+1)), Data: []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	before := rows(t, s, Days)
	if err := s.copyOut(ctx, Days); err != nil {
		t.Fatal(err)
	}
	st, err := s.handle(ctx, Days)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	s.Close() // it had emptied the stream
	half := filepath.Join(dir, rewriteDir, disk.Temporary(Results))
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = opened(t, dir)
	if after := rows(t, s, Days); !slices.Equal(before, after) {
		t.Errorf("rows were %v, are %v", before, after)
	}
	if left, err := os.ReadDir(filepath.Join(dir, rewriteDir)); len(left) > 0 || err != nil {
		t.Errorf("copies left: %v, %v", left, err)
	}
}
