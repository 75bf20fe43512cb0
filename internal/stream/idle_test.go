package stream_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// A stage is idle when nothing waits and nothing is held: embedded for all athletes together, in a cluster for those of a partition.
func TestIdle(t *testing.T) {
	embedded := open(t, t.TempDir())
	outside, err := stream.Open(t.Context(), cluster(t), "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	if stream.Partition("ada") == stream.Partition("bo") {
		t.Fatal("ada and bo share a partition: the test tests nothing")
	}
	for name, c := range map[string]struct {
		s      *stream.Stream
		shared bool
	}{"embedded": {embedded, true}, "cluster": {outside, false}} {
		t.Run(name, func(t *testing.T) {
			want := func(athlete string, idle bool) {
				t.Helper()
				if got, err := c.s.Idle(t.Context(), athlete, stream.Ingest, stream.Analyse); err != nil || got != idle {
					t.Errorf("idle for %s: %v, %v", athlete, got, err)
				}
			}
			held, done := make(chan struct{}), make(chan struct{})
			running(t, c.s, stream.Loop{Stage: stream.Analyse, Handle: func(context.Context, string, []stream.Message) error {
				held <- struct{}{}
				<-done
				return nil
			}})
			drain(t, c.s, stream.Analyse)
			want("ada", true)
			put(t, c.s, stream.Days, stream.DaysSubject("ada", "2026-01"), "x")
			<-held
			want("ada", false)
			want("bo", !c.shared)
			close(done)
			drain(t, c.s, stream.Analyse)
			want("ada", true)
		})
	}
	if _, err := embedded.Idle(t.Context(), "ada", "nonsense"); err == nil {
		t.Error("a stage that is none")
	}
}
