package stream_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestPauseRebuildResume(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	var c collector
	running(t, s, stream.Loop{Stage: stream.Analyse, Handle: c.handle})
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-01"), "x")
	drain(t, s, stream.Analyse)
	resume, err := s.Pause(ctx, stream.Analyse)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(ctx, stream.Days); err != nil {
		t.Fatal(err)
	}
	resume()
	waitFor(t, func() bool { c.mu.Lock(); defer c.mu.Unlock(); return len(c.seen["ada"]) == 2 })
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-02"), "y")
	drain(t, s, stream.Analyse)
	if got := len(c.seen["ada"]); got != 3 {
		t.Errorf("handled %d, want 3", got)
	}
}

// childHoldsMessages is the process that is killed: it takes messages and never finishes them.
func childHoldsMessages(dir string) {
	s, err := stream.Open(context.Background(), stream.Defaults(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	held := make(chan struct{}, 100)
	go func() {
		_ = s.Run(context.Background(), stream.Loop{Stage: stream.Ingest, Workers: 3, Max: 1, Handle: func(ctx context.Context, _ string, _ []stream.Message) error {
			held <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}})
	}()
	for i := range 3 {
		subject := stream.UploadSubject(fmt.Sprintf("a%d", i), "f")
		if _, err := s.Publish(context.Background(), stream.Uploads, stream.Put{Subject: subject, Data: []byte("x")}); err != nil {
			os.Exit(1)
		}
		<-held
	}
	fmt.Println("held")
	select {}
}

func TestWhatAKilledProcessHeldComesAtOnce(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STREAM_TEST_CHILD="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 16)
	if n, err := out.Read(buf); err != nil || string(buf[:n]) != "held\n" {
		t.Fatalf("child said %q, %v", buf[:n], err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()

	s := open(t, dir)
	var c collector
	running(t, s, stream.Loop{Stage: stream.Ingest, Handle: c.handle})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // a sixth of the time after which it would come anyway
	defer cancel()
	if err := s.Drain(ctx, stream.Ingest); err != nil {
		t.Fatal(err)
	}
	if len(c.seen) != 3 {
		t.Errorf("handled %v, want all three", c.seen)
	}
}
