package stream_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// written is how often each month is written before it is purged.
func written() map[string]int {
	return map[string]int{"2026-01": 1, "2026-02": 2, "2026-03": 3, "2026-04": 40}
}

// writeAndPurge writes rows and purges most of them; leftOfPurges are those that stay.
func writeAndPurge(ctx context.Context, s *stream.Stream) (err error) {
	publish := func(subject string) {
		_, e := s.Publish(ctx, stream.Days, stream.Put{Subject: subject, Data: []byte("x")})
		err = errors.Join(err, e)
	}
	purge := func(subject string) { err = errors.Join(err, s.Purge(ctx, stream.Days, subject)) }
	publish(stream.DaysSubject("ada", "kept"))
	for month, times := range written() {
		for range times {
			publish(stream.DaysSubject("ada", month))
			publish(stream.DaysSubject("bea", month))
		}
		purge(stream.DaysSubject("ada", month))
	}
	purge(stream.DaysSubject("bea", "*"))
	publish(stream.DaysSubject("bea", "2026-02")) // written again since
	for month := range written() {
		publish(stream.DaysSubject("eve", month))
		publish(stream.DaysSubject("eve", month))
	}
	purge(stream.DaysSubject("eve", "*"))
	return err
}

func leftOfPurges() []string {
	return []string{stream.DaysSubject("bea", "2026-02"), stream.DaysSubject("ada", "kept")}
}

// childPurges is the process that is killed. Where the folder is new it writes rows and purges most of them; else it only opens the folder.
func childPurges(dir string) {
	ctx := context.Background()
	must := func(err error) {
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	s, err := stream.Open(ctx, stream.Defaults(), dir, slog.New(slog.DiscardHandler))
	must(err)
	if os.Getenv("STREAM_TEST_PURGES") == "write" {
		must(writeAndPurge(ctx, s))
	}
	fmt.Println("done")
	select {}
}

// What was purged stays away after a kill, and after the next one, whatever was written before it and since.
func TestWhatWasPurgedStaysAwayAfterAKill(t *testing.T) {
	dir := t.TempDir()
	for _, does := range []string{"write", "open", "open"} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "STREAM_TEST_CHILD="+dir, "STREAM_TEST_PURGES="+does)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "done\n" {
			t.Fatalf("child said %q, %v", line, err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
	}
	got, err := open(t, dir).Subjects(t.Context(), stream.Days, "days.>")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if want := leftOfPurges(); !slices.Equal(got, want) {
		t.Errorf("rows are\n%q, want\n%q", got, want)
	}
}
