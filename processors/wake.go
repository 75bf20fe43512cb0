package processors

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// Zones lie a multiple of a quarter of an hour from UTC. The clock is asked more often than that, for a computer that sleeps keeps no timer.
const (
	quarter   = 15 * time.Minute
	lookEvery = time.Minute
)

// KeepWaking wakes the judge: once for every athlete at the start, for a wake may have been lost, then each for whom an hour has come: that
// at which a morning is judged at the latest, the evening, that of the question, and a while before each planned session. Several processes may do so: a wake is a row like any other, and judging twice changes nothing.
func (e *Engine) KeepWaking(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for last := (time.Time{}); ; {
		last = e.wakeOnce(ctx, last)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// wakeOnce wakes whose hour has come since the last time, and gives the time up to which that is done.
func (e *Engine) wakeOnce(ctx context.Context, last time.Time) time.Time {
	now := e.now()
	if now.Round(0).Before(last.Round(0)) { // the clock was set back: what came after now is still to come
		last = time.Time{}
	}
	if !last.IsZero() && !e.quarterPassed(last, now) {
		return last
	}
	if err := e.wakeDue(ctx, last, now); err != nil {
		if ctx.Err() == nil {
			e.log.Warn("some mornings wait for data to be judged", "error", err)
		}
		return last
	}
	return now
}

// quarterPassed tells whether anybody's hour can have come after one instant and up to another.
func (e *Engine) quarterPassed(last, now time.Time) bool {
	for _, at := range e.hours() {
		phase := time.Duration(at) * time.Minute % quarter
		if next := last.Add(-phase).Truncate(quarter).Add(quarter + phase); !next.After(now) {
			return true
		}
	}
	return false
}

// hours are the local times at which athletes are looked at, whether or not anything comes.
func (e *Engine) hours() []alert.TimeOfDay {
	out := []alert.TimeOfDay{e.cfg.JudgeAt, e.cfg.When.Evening}
	if e.cfg.When.Links {
		out = append(out, e.cfg.When.Ask)
	}
	return out
}

// hourBetween is the newest of the hours of a zone that came after one instant and up to another, or the instant before a planned session
// at which it is looked at for the last time.
func (e *Engine) hourBetween(about record.About, zone *time.Location, last, now time.Time) (hour time.Time, ok bool) {
	come := func(at time.Time) {
		if at.After(last) && !at.After(now) && at.After(hour) {
			hour, ok = at, true
		}
	}
	for _, at := range e.hours() {
		for d := record.DateOf(last.In(zone)); d <= record.DateOf(now.In(zone)); d++ {
			come(at.On(d, zone))
		}
	}
	lead := e.cfg.When.For(about.Profile.Alerts).Lead
	for _, s := range plan.Between(about, last.Add(lead), now.Add(lead+time.Nanosecond)) {
		come(s.Start.Add(-lead))
	}
	return hour, ok
}

// wakeDue wakes the athletes whose hour came after one instant and up to another; all of them where the first is zero.
func (e *Engine) wakeDue(ctx context.Context, last, now time.Time) error {
	heads, err := e.streams.Subjects(ctx, stream.Results, stream.ResultsSubject("*", headToken))
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range heads {
		athlete, at := stream.AthleteOf(s), now
		if !last.IsZero() {
			about, zone, err := e.zone(ctx, athlete, now)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			hour, ok := e.hourBetween(about, zone, last, now)
			if !ok {
				continue
			}
			at = hour
		}
		errs = append(errs, e.wake(ctx, athlete, at))
	}
	return errors.Join(errs...)
}

// zone is what holds for an athlete, and their zone at an instant; while they have named none, that of the last day known.
func (e *Engine) zone(ctx context.Context, athlete string, t time.Time) (record.About, *time.Location, error) {
	about, err := e.About(ctx, athlete)
	if err != nil || len(about.Zones) > 0 {
		return about, about.LocationAt(t), err
	}
	k, err := e.readDays(ctx, athlete)
	return about, k.zone(t), err
}

// wake has an athlete's mornings judged, unless they were woken for that instant before.
func (e *Engine) wake(ctx context.Context, athlete string, at time.Time) error {
	data, err := json.Marshal(struct {
		V  int       `json:"v"`
		At time.Time `json:"at"`
	}{record.Version, at.UTC()})
	if err != nil {
		return fmt.Errorf("wake the judge: %w", err)
	}
	old, _, err := e.streams.Last(ctx, stream.Days, stream.WakeSubject(athlete))
	if err != nil || bytes.Equal(old.Data, data) {
		return err
	}
	_, err = e.streams.Publish(ctx, stream.Days, stream.Put{Subject: stream.WakeSubject(athlete), Data: data})
	return err
}

// Zone is an athlete's zone at an instant.
func (e *Engine) Zone(ctx context.Context, athlete string, t time.Time) (*time.Location, error) {
	_, loc, err := e.zone(ctx, athlete, t)
	return loc, err
}
