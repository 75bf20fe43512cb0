package stream_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// After many unclean ends a message that was given as often is given up, unless its stage cannot have been the cause.
func TestHarmlessStagesGiveNothingUp(t *testing.T) {
	for name, harmless := range map[string]bool{"a stage that may kill": false, "a stage that cannot": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "deaths"), []byte("9"), 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			put(t, s, stream.Notices, stream.NoticeSubject("ada", "n"), "x")
			for range 5 { // processes that end while they hold it
				held, once := make(chan struct{}), sync.Once{}
				stop := running(t, s, stream.Loop{Stage: stream.Alert, Harmless: harmless, Handle: func(ctx context.Context, _ string, _ []stream.Message) error {
					once.Do(func() { close(held) })
					<-ctx.Done()
					return ctx.Err()
				}})
				<-held
				stop()
			}
			var c collector
			running(t, s, stream.Loop{Stage: stream.Alert, Harmless: harmless, Handle: c.handle})
			drain(t, s, stream.Alert)
			dead, err := s.DeadList(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			if done := len(c.seen["ada"]) == 1; done != harmless || len(dead) == 1 == harmless {
				t.Errorf("handled %v, %d given up", done, len(dead))
			}
		})
	}
}
