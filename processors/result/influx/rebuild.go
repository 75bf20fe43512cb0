package influx

import (
	"context"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// ever is the range of every instant that InfluxDB can hold a point of ours at.
func ever() (from, to time.Time) {
	return time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
}

// Rebuild has the streams read from their beginning, forgets what was written and deletes every measurement, in this order: what a kill
// leaves undone of it, the next start does, for whatever is read and not remembered is deleted and written whole. It returns when that is on
// its way; Drain of the stages waits for the end. Assemble and analyse read anew with them, which changes nothing.
func (s *Sink) Rebuild(ctx context.Context) error {
	resume, err := s.streams.Pause(ctx, append(Stages(), stream.Assemble, stream.Analyse)...)
	if err != nil {
		return fmt.Errorf("rebuild influx: %w", err)
	}
	defer resume()
	for _, name := range []string{stream.Records, stream.Days, stream.Results} {
		if err := s.streams.Restart(ctx, name); err != nil {
			return fmt.Errorf("rebuild influx: %w", err)
		}
	}
	if err := s.streams.Purge(ctx, stream.Written, "written.>"); err != nil {
		return fmt.Errorf("rebuild influx: %w", err)
	}
	if err := s.erase(ctx); err != nil {
		return fmt.Errorf("rebuild influx: %w", err)
	}
	return nil
}

// Forget deletes all that InfluxDB holds of an athlete, and the memory of it. Nothing of the athlete may be on its way any more.
func (s *Sink) Forget(ctx context.Context, athlete string) error {
	if err := s.erase(ctx, result.Tag{Key: "athlete", Value: athlete}); err != nil {
		return fmt.Errorf("forget in influx: %w", err)
	}
	if err := s.streams.Purge(ctx, stream.Written, stream.WrittenSubject(athlete, "*")); err != nil {
		return fmt.Errorf("forget in influx: %w", err)
	}
	return nil
}

// erase deletes every measurement's points that fit the tags.
func (s *Sink) erase(ctx context.Context, tags ...result.Tag) error {
	from, to := ever()
	for _, m := range result.Measurements() {
		b := s.db.main
		if m.Raw {
			b = s.db.raw
		}
		if err := s.db.remove(ctx, b, from, to, append(tags, result.Tag{Key: "_measurement", Value: m.Name})...); err != nil {
			return err
		}
	}
	return nil
}
