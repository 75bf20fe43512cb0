package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// registry knows the loops that run, so that they can be paused and waited for.
type registry struct {
	mu      sync.Mutex
	byStage map[string]*dispatcher
	streams map[string]jetstream.Stream
}

func (r *registry) add(stage string, d *dispatcher) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byStage[stage] != nil {
		return fmt.Errorf("run stage %s: it runs already", stage)
	}
	if r.byStage == nil {
		r.byStage = map[string]*dispatcher{}
	}
	r.byStage[stage] = d
	return nil
}

func (r *registry) remove(stage string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byStage, stage)
}

func (r *registry) get(stage string) *dispatcher {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byStage[stage]
}

// keep tells the server, four times before they would come again, that held messages are still being worked on.
func (d *dispatcher) keep(ctx context.Context) error {
	every := ackWait / 4
	if !d.s.embedded.here() {
		every = partAckWait / 4
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		for _, h := range d.all() {
			_ = h.raw.InProgress() // lost: the message comes again and changes nothing
		}
	}
}

// all are the messages held, waiting or being worked on.
func (d *dispatcher) all() []held {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []held
	for _, l := range d.lanes {
		out = append(out, l.waiting...)
		out = append(out, l.taken...)
	}
	return out
}

// giveBack returns what is held to the server, so that whoever pulls next gets it at once.
func (d *dispatcher) giveBack() {
	for _, h := range d.all() {
		_ = h.raw.Nak()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lanes = map[string]*lane{}
	d.running, d.pulled = 0, 0
	d.until, d.pause = time.Time{}, 0
}

// bury writes a message to DEAD and only then ends it.
func (d *dispatcher) bury(ctx context.Context, h held, cause error) {
	athlete := AthleteOf(h.Subject)
	data, err := json.Marshal(Dead{
		V: 1, Stage: d.loop.Stage, Athlete: athlete, Subject: h.Subject, Kind: kindOf(cause), Reason: cause.Error(), Data: h.Data, At: h.at,
	})
	if err == nil {
		_, err = d.s.Publish(ctx, DeadLetters, Put{Subject: DeadSubject(athlete, d.loop.Stage, shortHash(h.Subject)), Data: data, Cause: h.Cause})
	}
	if err != nil {
		d.again(ctx, athlete, []held{h}, fmt.Errorf("write to DEAD: %w", err))
		return
	}
	d.s.log.Error("a message went to DEAD", "stage", d.loop.Stage, "stream", d.c.stream, "seq", h.Seq, "request", h.Cause)
	killpoint.Before(killpoint.Ack, d.loop.Stage)
	_ = h.raw.TermWithReason("in DEAD")
	killpoint.After(killpoint.Ack, d.loop.Stage)
}

func (d *dispatcher) begin(stop context.CancelFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stop = stop
	if d.paused != nil { // paused before it began
		stop()
	}
}

func (d *dispatcher) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stop = nil
}

// waitResumed returns when the stage is not paused, or with ctx's error.
func (d *dispatcher) waitResumed(ctx context.Context) error {
	d.mu.Lock()
	paused := d.paused
	d.mu.Unlock()
	if paused == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-paused:
		return nil
	}
}

// Pause stops the loops of the stages and waits until none works. Resume starts them again; it must be called.
func (s *Stream) Pause(ctx context.Context, stages ...string) (resume func(), err error) {
	var all []*dispatcher
	for _, stage := range stages {
		if d := s.loops.get(stage); d != nil {
			all = append(all, d)
			d.mu.Lock()
			if d.paused == nil {
				d.paused = make(chan struct{})
			}
			if d.stop != nil {
				d.stop()
			}
			d.mu.Unlock()
		}
	}
	resume = func() {
		for _, d := range all {
			d.mu.Lock()
			if d.paused != nil {
				close(d.paused)
				d.paused = nil
			}
			d.mu.Unlock()
		}
	}
	for _, d := range all {
		if err := poll(ctx, func() (bool, error) {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.stop == nil, nil
		}); err != nil {
			resume()
			return nil, fmt.Errorf("pause stage %s: %w", d.loop.Stage, err)
		}
	}
	return resume, nil
}
