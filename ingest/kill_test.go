package ingest

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// childAccepts is the process that is killed: it takes in file after file, names each that was accepted, and decodes them meanwhile.
func childAccepts(dir string) {
	ctx, quiet, m := context.Background(), slog.New(slog.DiscardHandler), NewMetrics(nil)
	s, err := stream.Open(ctx, stream.Defaults(), dir, quiet)
	if err != nil {
		os.Exit(1)
	}
	a, err := OpenArchive(filepath.Join(dir, "archive"), nil, ArchiveConfig{Reserve: 1}, m, time.Now)
	if err != nil {
		os.Exit(1)
	}
	in := NewIntake(a, s, m, quiet, time.Now)
	w := NewWorker(Defaults(), a, s, []source.Source{testFormat(nil)}, m, time.Now)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Run(ctx, w.Loop()) })
	fmt.Println("ready")
	for i := range 10_000 {
		data := killFile(fmt.Sprintf("%s-%d", filepath.Base(dir), i), i)
		ans, err := in.Accept(ctx, Upload{Athlete: "ada", Name: "n", Door: "upload", Body: body(data)})
		if err != nil {
			os.Exit(1)
		}
		fmt.Println(ans.SHA, len(killDates(i)))
	}
	_ = g.Wait()
}

// killFile is a file like any other; every seventh takes several batches.
func killFile(salt string, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "TEST\nprofile %s 1 0\n", strings.ReplaceAll(salt, ".", "-"))
	n := 2
	if i%7 == 6 {
		n = 700
	}
	for _, d := range killDates(i) {
		fmt.Fprintf(&b, "%s a %d 0\n", d, n)
	}
	return b.String()
}

func killDates(i int) []string {
	var out []string
	for k := range 1 + i%4 {
		out = append(out, time.Date(2026, 1, 1+i%28+k, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return out
}

// Promise 1: what was answered survives kill -9 at any moment, and nothing half-done stays.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	dir := t.TempDir()
	accepted := map[string]bool{}
	for range rounds {
		killRound(t, dir, accepted)
	}
	if len(accepted) == 0 {
		t.Fatal("no file was accepted before the kills")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	r := newRig(t, dir, nil)
	if _, err := r.intake.Reconcile(ctx, time.Time{}); err != nil {
		t.Fatal(err)
	}
	r.run(t)
	for sha := range accepted {
		if err := r.archive.Verify(ctx, "ada", sha); err != nil {
			t.Errorf("an accepted file: %v", err)
		}
		if _, err := r.intake.Await(ctx, "ada", r.archive.FileHash("ada", sha)); err != nil {
			t.Errorf("its receipt: %v", err)
		}
	}
	if err := r.streams.Drain(ctx, stream.Ingest); err != nil {
		t.Fatal(err)
	}
	r.clean(t)
}

// killRound starts the child, lets it work for a random while and kills it.
func killRound(t *testing.T, dir string, accepted map[string]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "INGEST_TEST_CHILD="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("child said %q", lines.Text())
	}
	kill := time.AfterFunc(time.Duration(rand.IntN(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	for lines.Scan() {
		var sha string
		var n int
		if k, _ := fmt.Sscan(lines.Text(), &sha, &n); k == 2 && len(sha) == 64 {
			accepted[sha] = true
		}
	}
	_ = cmd.Wait()
}
