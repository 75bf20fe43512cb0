package influx

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// group is measurements that are written from one kind of document. Its memory of a month lies under "<group>-<month>".
type group struct {
	name         string
	measurements []string
	points       func(ctx context.Context, athlete, month string) ([]result.Point, error) // as the stream has them now
}

// slack is how far a month's points may lie outside of it: a night begins on the day before, a workout ends on the day after.
const slack = 36 * time.Hour

// around is a month in UTC with its slack.
func around(month string) (from, to time.Time, err error) {
	first, last, err := record.MonthRange(month)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	return first.Time().Add(-slack), (last + 1).Time().Add(slack), nil
}

func beside(month string, by int) string {
	first, last, err := record.MonthRange(month)
	switch {
	case err != nil:
		return month
	case by < 0:
		return (first - 1).Month()
	default:
		return (last + 1).Month()
	}
}

// project makes InfluxDB hold exactly these points of a group's month.
func (s *Sink) project(ctx context.Context, g group, j job, month string, points []result.Point) error {
	from, to, err := around(month)
	if err != nil {
		return err
	}
	subject := stream.WrittenSubject(j.athlete, g.name+"-"+month)
	var mem memory
	seq, known, err := s.recall(ctx, subject, &mem)
	if err != nil {
		return err
	}
	sum := sumOf(points)
	if known && mem.Sum == sum {
		return nil
	}
	start := from.Add(slack)
	old, err := mem.unpack(start)
	if err != nil {
		return fmt.Errorf("read %s: %w", subject, err)
	}
	now := holding(points)
	unknown := !known || mem.Unknown
	gone := map[string]span{}
	for _, name := range g.measurements {
		if unknown {
			gone[name] = micro(from, to)
		} else if r, any := old[name].vanished(now[name]); any {
			gone[name] = r
		}
	}
	if err := s.store(ctx, subject, memory{V: 1, Unknown: unknown, Held: pack(union(old, now), start)}, &seq); err != nil {
		return err
	}
	w := s.writer(s.db.main, j)
	for _, name := range g.measurements {
		r, ok := gone[name]
		if !ok {
			continue
		}
		tags := []result.Tag{{Key: "_measurement", Value: name}, {Key: "athlete", Value: j.athlete}}
		if err := s.db.remove(ctx, s.db.main, time.UnixMicro(r.from), time.UnixMicro(r.to), tags...); err != nil {
			return err
		}
	}
	for _, by := range []int{-1, 1} {
		if err := s.restore(ctx, w, g, beside(month, by), gone); err != nil {
			return err
		}
	}
	for _, p := range points {
		if err := w.point(ctx, p); err != nil {
			return err
		}
	}
	all, err := w.close(ctx)
	if err != nil {
		return err
	}
	if !all {
		sum = "" // what was refused is tried again when the letter is replayed
	}
	return s.store(ctx, subject, memory{V: 1, Sum: sum, Held: pack(now, start)}, &seq)
}

// restore writes what was deleted of a neighbouring month with this one's again, as far as it is known to have been there. Whatever else its
// document says now is written when its own turn comes.
func (s *Sink) restore(ctx context.Context, w *writer, g group, month string, gone map[string]span) error {
	if len(gone) == 0 {
		return nil
	}
	from, _, err := around(month)
	if err != nil {
		return err
	}
	var mem memory
	if _, known, err := s.recall(ctx, stream.WrittenSubject(w.job.athlete, g.name+"-"+month), &mem); err != nil || !known {
		return err
	}
	there, err := mem.unpack(from.Add(slack))
	if err != nil {
		return fmt.Errorf("read memory of %s %s: %w", g.name, month, err)
	}
	touched := false
	for name, r := range gone {
		for p := range there[name] {
			touched = touched || r.has(p.at)
		}
	}
	if !touched {
		return nil
	}
	points, err := g.points(ctx, w.job.athlete, month)
	if err != nil {
		return err
	}
	for _, p := range points {
		at := placeOf(p)
		r, ok := gone[p.Measurement]
		fields, was := there[p.Measurement][at]
		if !ok || !was || !r.has(at.at) {
			continue
		}
		p.Fields = slices.DeleteFunc(p.Fields, func(f result.Field) bool { return !subset(f.Key, fields) })
		if len(p.Fields) == 0 {
			continue
		}
		if err := w.point(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(points []result.Point) string {
	h := sha256.New()
	var line []byte
	for _, p := range points {
		line = p.AppendLine(line[:0])
		h.Write(line)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
