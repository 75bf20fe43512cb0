package main

import (
	"context"
	"sync"

	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// progress is how far the stages that run here have come with each athlete, so that nobody who waits for what is theirs waits for another's import.
type progress struct {
	mu      sync.Mutex
	done    map[stretch]uint64 // the newest message whose effect is durable; after a stream was made anew it may name more than that holds
	changed chan struct{}      // closed when one of them is another
}

// stretch is what a stage does for one athlete.
type stretch struct{ stage, athlete string }

func newProgress() *progress {
	return &progress{done: map[stretch]uint64{}, changed: make(chan struct{})}
}

// follow is a loop of which is noted how far it has come.
func (p *progress) follow(l stream.Loop) stream.Loop {
	handle := l.Handle
	l.Handle = func(ctx context.Context, athlete string, ms []stream.Message) error {
		err := handle(ctx, athlete, ms)
		if err == nil {
			p.note(stretch{l.Stage, athlete}, ms)
		}
		return err
	}
	return l
}

func (p *progress) note(s stretch, ms []stream.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range ms {
		p.done[s] = max(p.done[s], m.Seq)
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

// wait waits until a stage has done an athlete's message, or a newer one.
func (p *progress) wait(ctx context.Context, s stretch, seq uint64) error {
	for {
		p.mu.Lock()
		done, changed := p.done[s], p.changed
		p.mu.Unlock()
		if done >= seq {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Settle waits until what was accepted of an athlete so far is in the results. A command's own engine ends with it, so there all is drained.
func (b backend) Settle(ctx context.Context, athlete string) error {
	if err := ingest.CheckAthlete(athlete); err != nil {
		return problem(err)
	}
	if b.cfg.role == roleShort {
		_, err := b.Drain(ctx)
		return err
	}
	for _, s := range []struct{ stage, stream, subject string }{
		{stream.Ingest, stream.Uploads, stream.UploadSubject(athlete, "*")},
		{stream.Assemble, stream.Records, stream.ReceiptSubject(athlete, "*")},
		{stream.Analyse, stream.Days, stream.DaysSubject(athlete, "*")},
	} {
		seq, err := b.streams.Newest(ctx, s.stream, s.subject)
		if err == nil {
			err = b.settleStage(ctx, stretch{s.stage, athlete}, seq)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settleStage waits until a stage has done an athlete's message, or everybody's: a message that another process does, or none can, is noted nowhere here.
func (b backend) settleStage(ctx context.Context, s stretch, seq uint64) error {
	ctx, stop := context.WithCancel(ctx)
	var both sync.WaitGroup
	first := make(chan error, 2)
	both.Go(func() { first <- b.progress.wait(ctx, s, seq) })
	both.Go(func() { first <- b.streams.Drain(ctx, s.stage) }) // the stage hurries meanwhile
	err := <-first
	stop()
	both.Wait()
	return err
}
