package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/picture"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const (
	reloadEvery = 10 * time.Minute // what another process left behind is looked for
	lookEvery   = time.Minute      // the clock is asked: a computer that sleeps keeps no timer
	atATime     = 8
	writeTime   = 30 * time.Second

	reasonLate = "it was not worth sending any more"
	reasonGone = "there is no channel of that name any more"
)

// Keep tries what is due until ctx ends. An attempt that has begun is brought to its end.
func (s *Sender) Keep(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for loaded := (time.Time{}); ctx.Err() == nil; {
		loaded = s.lookOnce(ctx, loaded)
		timer.Reset(s.untilNext())
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
	}
	return nil
}

// lookOnce reads the deliveries where it is time to, tries what is due, and tells when they were last read.
func (s *Sender) lookOnce(ctx context.Context, loaded time.Time) time.Time {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	stale := s.stale
	s.mu.Unlock()
	if now := s.Now(); stale || loaded.IsZero() || now.Sub(loaded) >= reloadEvery || now.Before(loaded) {
		if err := s.load(ctx); err == nil {
			loaded = now
		} else if ctx.Err() == nil {
			s.Log.Warn("deliveries cannot be read; they wait", "error", err)
		}
	}
	s.deliver(ctx)
	return loaded
}

// untilNext is how long nothing is due, a minute at most.
func (s *Sender) untilNext() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := lookEvery
	for _, p := range s.pending {
		wait = min(wait, max(p.Next.Sub(s.Now()), time.Millisecond))
	}
	return wait
}

// deliver tries all that is due.
func (s *Sender) deliver(ctx context.Context) {
	now := s.Now()
	var ready []pending
	s.mu.Lock()
	for _, p := range s.pending {
		if due(p.Delivery, now) {
			ready = append(ready, p)
		}
	}
	s.mu.Unlock()
	slices.SortFunc(ready, func(a, b pending) int { return a.Next.Compare(b.Next) })
	g := errgroup.Group{}
	g.SetLimit(atATime)
	for _, p := range ready {
		g.Go(func() error {
			if err := s.attempt(ctx, p); err != nil && ctx.Err() == nil {
				s.Log.Warn("a delivery waits", "channel", p.Channel, "error", err)
				p.Next = s.Now().Add(lookEvery)
				s.keep(p.Delivery, p.rev)
			}
			return nil
		})
	}
	_ = g.Wait()
}

// attempt makes one attempt of a delivery, between two documents: that it is tried, and what became of it.
func (s *Sender) attempt(ctx context.Context, p pending) error {
	d, now := p.Delivery, s.Now().UTC()
	n, ch, reason, err := s.find(ctx, d)
	if err != nil {
		return err
	}
	zone, err := s.Zone(ctx, d.Athlete, now)
	if err != nil {
		return err
	}
	about, err := s.About(ctx, d.Athlete)
	if err != nil {
		return err
	}
	switch loud := s.cfg.Quiet.of(about.Profile.Alerts).end(now, zone).UTC(); {
	case reason != "":
	case over(n, now) || now.Sub(d.Decided).Abs() >= giveUp:
		if reason = reasonLate; d.Reason != "" {
			reason += "; last: " + d.Reason
		}
	case loud.After(now): // in memory only: another process finds the same
		d.Next = loud
		s.keep(d, p.rev)
		return nil
	}
	if reason != "" {
		d.State, d.Ended, d.Next, d.Reason = result.DeliveryFailed, now, time.Time{}, reason
		return s.record(ctx, d, p.rev)
	}
	d.State, d.Tries, d.Tried, d.Next, d.By = result.DeliveryTrying, d.Tries+1, now, now.Add(lease), s.by
	rev, err := s.write(ctx, d, p.rev)
	if errors.Is(err, stream.ErrConflict) {
		s.forget(d) // another process has it
		return nil
	}
	if err != nil {
		return err
	}
	m, err := s.message(n)
	if err == nil {
		err = s.send(context.WithoutCancel(ctx), ch, m)
	}
	return s.record(ctx, s.outcome(d, err), rev)
}

// outcome is a delivery after an attempt.
func (s *Sender) outcome(d result.Delivery, err error) result.Delivery {
	now := s.Now().UTC()
	d.By, d.Next, d.Reason = "", time.Time{}, ""
	var f Failure
	switch {
	case err == nil:
		d.State, d.Ended = result.DeliveryDelivered, now
		return d
	case errors.As(err, &f):
		d.Reason = f.Reason
	default:
		d.Reason = "it cannot be reached"
	}
	if f.Permanent {
		d.State, d.Ended = result.DeliveryFailed, now
		return d
	}
	d.State, d.Next = result.DeliveryDecided, now.Add(max(pause(s.cfg.Retry, d.Tries, subjectOf(d)), f.After))
	return d
}

// record writes what became of an attempt, also while the process ends: what was sent and is not written is sent again.
func (s *Sender) record(ctx context.Context, d result.Delivery, rev uint64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	rev, err := s.write(ctx, d, rev)
	if errors.Is(err, stream.ErrConflict) {
		s.forget(d)
		return nil
	}
	if err != nil {
		return err
	}
	s.Metrics.count(d)
	s.keep(d, rev)
	if d.State == result.DeliveryFailed {
		s.Log.Warn("a notice was not delivered", "channel", d.Channel, "tries", d.Tries, "reason", d.Reason)
	}
	return nil
}

// find reads the notice of a delivery and its channel. reason says why there is nothing to be sent, "" if there is.
func (s *Sender) find(ctx context.Context, d result.Delivery) (n result.Notice, ch Channel, reason string, err error) {
	channels, err := s.channels(d.Athlete)
	if err != nil {
		return n, ch, "", err
	}
	i := slices.IndexFunc(channels, func(c Channel) bool { return c.Name == d.Channel })
	if i < 0 {
		return n, ch, reasonGone, nil
	}
	m, ok, err := s.Streams.Last(ctx, stream.Notices, stream.NoticeSubject(d.Athlete, d.Notice))
	if err != nil {
		return n, ch, "", err
	}
	if !ok {
		return n, ch, "the notice is gone", nil
	}
	if err := json.Unmarshal(m.Data, &n); err != nil {
		return n, ch, "", fmt.Errorf("read notice: %w", err)
	}
	if n.Athlete != d.Athlete { // never for another
		return n, ch, "the notice is of another athlete", nil
	}
	return n, channels[i], "", nil
}

func (s *Sender) message(n result.Notice) (Message, error) {
	m := Message{ID: n.ID, Athlete: n.Athlete, Kind: n.Kind, Day: n.Day.String(), Level: n.Level, Language: n.Language, Text: n.Text}
	if s.Link != nil {
		m.Link = s.Link(n)
	}
	if !n.Until.IsZero() {
		m.worth = n.Until.Sub(s.Now())
	}
	if len(n.Week) == 0 {
		return m, nil
	}
	png, err := picture.Draw(n.Week, n.Language)
	m.Picture = &Picture{Type: pngType, Alt: n.Text, PNG: png}
	return m, err
}
