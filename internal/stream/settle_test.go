package stream_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Whoever waits for what is theirs does not wait for what a stage does for another, and waits for all of what is theirs: also for what came
// before something that is done already.
func TestSettleWaitsForNobodyElse(t *testing.T) {
	s := open(t, t.TempDir())
	begun, end := make(chan string), make(chan struct{})
	running(t, s, stream.Loop{
		Stage: stream.Ingest, Workers: 2, Max: 1,
		Rank: func(m stream.Message) int64 { return int64(len(m.Data)) },
		Handle: func(_ context.Context, athlete string, ms []stream.Message) error {
			if len(ms[0].Data) > 1 {
				begun <- athlete
				<-end
			}
			return nil
		},
	})
	settle := func(athlete string, longest time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), longest)
		defer cancel()
		return s.Settle(ctx, athlete, stream.Ingest)
	}
	const long, moment = time.Minute, 200 * time.Millisecond
	put(t, s, stream.Uploads, stream.UploadSubject("ada", "aa"), "large")
	<-begun
	put(t, s, stream.Uploads, stream.UploadSubject("ada", "bb"), "s")
	put(t, s, stream.Uploads, stream.UploadSubject("bo", "cc"), "s")
	if err := settle("bo", long); err != nil {
		t.Errorf("bo waits for ada: %v", err)
	}
	if err := settle("ada", moment); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ada's large file is not done: %v", err)
	}
	if idle, err := s.Idle(t.Context(), "bo", stream.Ingest); !idle || err != nil {
		t.Errorf("idle for bo: %v, %v", idle, err)
	}
	if idle, err := s.Idle(t.Context(), "ada", stream.Ingest); idle || err != nil {
		t.Errorf("idle for ada: %v, %v", idle, err)
	}
	close(end)
	if err := settle("ada", long); err != nil {
		t.Error(err)
	}
}
