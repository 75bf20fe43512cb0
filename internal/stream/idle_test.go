package stream_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// A stage is idle for an athlete when nothing of theirs waits and nothing is held; in a cluster that is asked of a partition.
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
	for name, s := range map[string]*stream.Stream{"embedded": embedded, "cluster": outside} {
		t.Run(name, func(t *testing.T) {
			want := func(athlete string, idle bool) {
				t.Helper()
				if got, err := s.Idle(t.Context(), athlete, stream.Ingest, stream.Analyse); err != nil || got != idle {
					t.Errorf("idle for %s: %v, %v", athlete, got, err)
				}
			}
			held, done := make(chan struct{}), make(chan struct{})
			running(t, s, stream.Loop{Stage: stream.Analyse, Handle: func(context.Context, string, []stream.Message) error {
				held <- struct{}{}
				<-done
				return nil
			}})
			drain(t, s, stream.Analyse)
			want("ada", true)
			put(t, s, stream.Days, stream.DaysSubject("ada", "2026-01"), "x")
			<-held
			want("ada", false)
			want("bo", true)
			close(done)
			drain(t, s, stream.Analyse)
			want("ada", true)
		})
	}
	if _, err := embedded.Idle(t.Context(), "ada", "nonsense"); err == nil {
		t.Error("a stage that is none")
	}
}
