package stream_test

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestLoopHandlesEachOnceAndDrains(t *testing.T) {
	s := open(t, t.TempDir())
	var c collector
	running(t, s, stream.Loop{Stage: stream.Ingest, Workers: 4, Max: 1, Handle: c.handle})
	for i := range 200 {
		put(t, s, stream.Uploads, stream.UploadSubject(fmt.Sprintf("a%d", i%5), strconv.Itoa(i)), strconv.Itoa(i))
	}
	drain(t, s, stream.Ingest)
	total := 0
	for _, seen := range c.seen {
		total += len(seen)
	}
	if total != 200 || c.both {
		t.Errorf("handled %d of 200; one athlete twice at a time: %v", total, c.both)
	}
	if d, err := s.DeadList(context.Background()); err != nil || len(d) != 0 {
		t.Errorf("dead letters %v, %v", d, err)
	}
}

func TestLowestRankGoesFirst(t *testing.T) {
	s := open(t, t.TempDir())
	for i, size := range []int{9, 3, 7, 1, 5} {
		put(t, s, stream.Uploads, stream.UploadSubject("ada", strconv.Itoa(i)), strconv.Itoa(size))
	}
	var c collector
	gate := make(chan struct{})
	first := true
	var ranked atomic.Int32
	running(t, s, stream.Loop{
		Stage: stream.Ingest, Max: 1,
		Rank: func(m stream.Message) int64 {
			ranked.Add(1)
			return int64(m.Data[0])
		},
		Handle: func(ctx context.Context, a string, ms []stream.Message) error {
			if first { // whatever came first waits until the rest lies there
				first = false
				<-gate
			}
			return c.handle(ctx, a, ms)
		},
	})
	waitFor(t, func() bool { return ranked.Load() == 5 })
	close(gate)
	drain(t, s, stream.Ingest)
	rest := c.seen["ada"][1:]
	if !sort.StringsAreSorted(rest) {
		t.Errorf("after the first: %v, want ascending", rest)
	}
}

func waitFor(t testing.TB, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited in vain")
		}
	}
}

func TestGatherMakesFewPasses(t *testing.T) {
	s := open(t, t.TempDir())
	var c collector
	passes := 0
	running(t, s, stream.Loop{Stage: stream.Analyse, Gather: time.Second, Handle: func(ctx context.Context, a string, ms []stream.Message) error {
		passes++
		return c.handle(ctx, a, ms)
	}})
	var ps []stream.Put
	for i := range 300 {
		ps = append(ps, stream.Put{Subject: stream.DaysSubject("ada", strconv.Itoa(i)), Data: []byte{1}})
	}
	if err := s.PublishBatch(context.Background(), stream.Days, ps); err != nil {
		t.Fatal(err)
	}
	drain(t, s, stream.Analyse)
	if len(c.seen["ada"]) != 300 || passes > 20 {
		t.Errorf("%d messages in %d passes", len(c.seen["ada"]), passes)
	}
}

// A consumer hears of a message a moment after the stream has it: a drain right behind a publish must not end before.
func TestDrainWaitsForWhatWasJustPublished(t *testing.T) {
	s := open(t, t.TempDir())
	var c collector
	running(t, s, stream.Loop{Stage: stream.Analyse, Gather: time.Hour, Handle: c.handle})
	for i := range 100 {
		put(t, s, stream.Days, stream.DaysSubject("ada", "2026-01"), strconv.Itoa(i))
		drain(t, s, stream.Analyse)
		c.mu.Lock()
		seen := len(c.seen["ada"])
		c.mu.Unlock()
		if seen != i+1 {
			t.Fatalf("after message %d was drained, %d were handled", i+1, seen)
		}
	}
}

// After Restart and before its loop runs again, a stage counts as behind.
func TestRestartLeavesWorkToDrain(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-01"), "1")
	if err := s.Restart(context.Background(), stream.Days); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := s.Drain(ctx, stream.Analyse); err == nil {
		t.Error("a stage that nobody runs has caught up")
	}
}
