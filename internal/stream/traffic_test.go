package stream_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// traffic is what goes on while servers are broken: processes that each publish rows, one after the other, until each is acknowledged, and
// handle what all of them publish.
type traffic struct {
	t      *testing.T
	owners *owners
	ended  sync.WaitGroup

	mu        sync.Mutex
	attempted map[string]bool           // subjects
	acked     map[string]map[string]int // process → subject → the athlete's row
}

func athletesOfTraffic() []string { return []string{"ada", "bea", "cleo", "dora", "eve"} }

const (
	publishWithin = 2 * time.Second       // an attempt to publish; it is made again until it is acknowledged
	publishEvery  = 30 * time.Millisecond // of each process
	handleTime    = 20 * time.Millisecond // of each group
	wholeWithin   = 100 * time.Second     // after which a test has failed
)

// newTraffic starts a process of each of the settings and waits until all of them are at work.
func newTraffic(t *testing.T, processes ...stream.Config) *traffic {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	w := &traffic{t: t, owners: newOwners(), attempted: map[string]bool{}, acked: map[string]map[string]int{}}
	t.Cleanup(func() { stop(); w.ended.Wait() })
	for i, cfg := range processes {
		name := fmt.Sprint("p", i)
		s := openEventually(t, cfg)
		running(t, s, stream.Loop{Stage: stream.Analyse, Workers: 4, Handle: w.owners.handler(name, handleTime)})
		w.mu.Lock()
		w.acked[name] = map[string]int{}
		w.mu.Unlock()
		w.ended.Go(func() { w.publish(ctx, name, s) })
	}
	w.progress("at the beginning", 10)
	return w
}

func (w *traffic) publish(ctx context.Context, name string, s *stream.Stream) {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	for i := 0; ctx.Err() == nil; i++ {
		athletes := athletesOfTraffic()
		subject := stream.DaysSubject(athletes[i%len(athletes)], fmt.Sprint(name, "-", i))
		w.mu.Lock()
		w.attempted[subject] = true
		w.mu.Unlock()
		for ctx.Err() == nil {
			once, cancel := context.WithTimeout(ctx, publishWithin)
			_, err := s.Publish(once, stream.Days, stream.Put{Subject: subject, Data: []byte(subject)})
			cancel()
			if err == nil {
				w.mu.Lock()
				w.acked[name][subject] = i
				w.mu.Unlock()
				break
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// progress waits until a process, each where none is named, has had n more rows acknowledged.
func (w *traffic) progress(when string, n int, names ...string) {
	w.t.Helper()
	start, from := time.Now(), w.counts()
	if len(names) == 0 {
		for name := range from {
			names = append(names, name)
		}
	}
	w.until(when, func() bool {
		now := w.counts()
		for _, name := range names {
			if now[name] < from[name]+n {
				return false
			}
		}
		return true
	})
	w.t.Logf("%s: %d more rows acknowledged of each of %v after %v", when, n, names, time.Since(start).Round(time.Millisecond))
}

func (w *traffic) counts() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]int{}
	for name, rows := range w.acked {
		out[name] = len(rows)
	}
	return out
}

func (w *traffic) until(when string, ok func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(wholeWithin)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			w.t.Fatalf("%s: waited in vain", when)
		}
	}
}

// acknowledged are all rows of which a publisher was told that they are safe.
func (w *traffic) acknowledged() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, rows := range w.acked {
		for subject := range rows {
			out = append(out, subject)
		}
	}
	return out
}

func (w *traffic) handled(rows []string) {
	w.t.Helper()
	w.until("handle what was acknowledged", func() bool {
		w.owners.mu.Lock()
		defer w.owners.mu.Unlock()
		for _, subject := range rows {
			if w.owners.seen[stream.AthleteOf(subject)][subject] == 0 {
				return false
			}
		}
		return true
	})
}

// whole waits until all that is acknowledged by now has been handled, and counts: what was acknowledged and is not there, and what is there and was
// never written, or was in the hands of two processes at once.
func (w *traffic) whole(c *faulttest.Counter, s *stream.Stream, from time.Time) {
	w.t.Helper()
	acknowledged := w.acknowledged()
	w.handled(acknowledged)
	took := time.Since(from)
	there := map[string]string{}
	w.until("read all rows", func() bool {
		clear(there)
		return nil == s.Read(w.t.Context(), stream.Days, []string{"days.>"}, func(m stream.Message) error {
			there[m.Subject] += string(m.Data)
			return nil
		})
	})
	lost, doubled := 0, 0
	for _, subject := range acknowledged {
		if there[subject] == "" {
			lost++
		}
	}
	w.mu.Lock()
	for subject, data := range there {
		if !w.attempted[subject] || data != subject {
			doubled++
		}
	}
	w.mu.Unlock()
	w.owners.mu.Lock()
	defer w.owners.mu.Unlock()
	doubled += len(w.owners.both)
	if lost+doubled > 0 {
		w.t.Errorf("lost %d, doubled %d; at once: %q", lost, doubled, w.owners.both)
	}
	w.t.Logf("%d rows acknowledged, all handled after %v", len(acknowledged), took.Round(time.Millisecond))
	w.owners.both = nil
	c.Round(lost, doubled, took)
}
