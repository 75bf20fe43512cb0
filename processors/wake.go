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
)

// Zones lie a multiple of a quarter of an hour from UTC. The clock is asked more often than that, for a computer that sleeps keeps no timer.
const (
	quarter   = 15 * time.Minute
	lookEvery = time.Minute
)

// KeepWaking wakes the judge: once for every athlete at the start, for a wake may have been lost, then each for whom the hour has come at
// which a morning is judged at the latest. Several processes may do so: a wake is a row like any other, and judging twice changes nothing.
func (e *Engine) KeepWaking(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for last := (time.Time{}); ; {
		if now := e.now(); last.IsZero() || e.quarterPassed(last, now) {
			err := e.wakeDue(ctx, last, now)
			if err == nil {
				last = now
			} else if ctx.Err() == nil {
				e.log.Warn("some mornings wait for data to be judged", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// quarterPassed tells whether anybody's hour can have come after one instant and up to another.
func (e *Engine) quarterPassed(last, now time.Time) bool {
	phase := time.Duration(e.cfg.JudgeAt) * time.Minute % quarter
	next := last.Add(-phase).Truncate(quarter).Add(quarter + phase)
	return !next.After(now)
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
			zone, err := e.zone(ctx, athlete, now)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			if at = e.cfg.JudgeAt.On(record.DateOf(now.In(zone)), zone); !at.After(last) || at.After(now) {
				continue
			}
		}
		errs = append(errs, e.wake(ctx, athlete, at))
	}
	return errors.Join(errs...)
}

// zone is an athlete's zone at an instant; while they have named none, that of the last day known.
func (e *Engine) zone(ctx context.Context, athlete string, t time.Time) (*time.Location, error) {
	about, err := e.About(ctx, athlete)
	if err != nil || len(about.Zones) > 0 {
		return about.LocationAt(t), err
	}
	k, err := e.readDays(ctx, athlete)
	return k.zone(t), err
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
