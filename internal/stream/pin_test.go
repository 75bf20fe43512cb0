package stream_test

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// owners notes which process handles an athlete, and whether two ever do at once.
type owners struct {
	mu      sync.Mutex
	now     map[string]string // athlete → process
	changes int
	last    map[string]string
	both    []string
	seen    map[string]map[string]int // athlete → message → times
}

func newOwners() *owners {
	return &owners{now: map[string]string{}, last: map[string]string{}, seen: map[string]map[string]int{}}
}

// handler takes so long for each group, as process.
func (o *owners) handler(process string, takes time.Duration) func(context.Context, string, []stream.Message) error {
	return func(ctx context.Context, athlete string, ms []stream.Message) error {
		o.mu.Lock()
		if other := o.now[athlete]; other != "" {
			o.both = append(o.both, fmt.Sprintf("%s by %s and %s", athlete, other, process))
		}
		if was := o.last[athlete]; was != "" && was != process {
			o.changes++
		}
		o.now[athlete], o.last[athlete] = process, process
		o.mu.Unlock()
		pause := time.NewTimer(takes)
		defer pause.Stop()
		var err error
		select {
		case <-pause.C:
		case <-ctx.Done():
			err = ctx.Err()
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.now[athlete] = ""
		if err != nil {
			return err
		}
		if o.seen[athlete] == nil {
			o.seen[athlete] = map[string]int{}
		}
		for _, m := range ms {
			o.seen[athlete][string(m.Data)]++
		}
		return nil
	}
}

// Two processes run a stage for longer than a pin lasts without a pull: whoever has a partition keeps it.
func TestAPartitionKeepsItsOwner(t *testing.T) {
	t.Parallel()
	_, cfg := elsewhere(t)
	o := newOwners()
	s := openEventually(t, cfg)
	for _, process := range []string{"a", "b"} {
		p, err := stream.Open(t.Context(), cfg, "", slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		running(t, p, stream.Loop{Stage: stream.Analyse, Workers: 4, Handle: o.handler(process, 700*time.Millisecond)})
	}
	athletes := []string{"ada", "bea", "cleo", "dora"}
	end := time.After(25 * time.Second) // two and a half pins
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		for _, a := range athletes {
			put(t, s, stream.Days, stream.DaysSubject(a, strconv.Itoa(i)), strconv.Itoa(i))
		}
		select {
		case <-tick.C:
			continue
		case <-end:
		}
		break
	}
	drain(t, s, stream.Analyse)
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.both) > 0 || o.changes > 0 {
		t.Errorf("%d times two had an athlete at once, %d changes of owner: %q", len(o.both), o.changes, o.both)
	}
}
