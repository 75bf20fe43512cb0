package influx

import (
	"context"
	"fmt"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Repair makes what Verify found hold what the streams say: of each month that differs, and of those beside it, the memory is dropped, and
// what nothing is known of is deleted and written whole. The stages must be drained and paused.
func (s *Sink) Repair(ctx context.Context, found []Difference) error {
	months := map[[3]string]bool{} // athlete, group, month
	for _, d := range found {
		if d.What == notHere {
			if err := s.Forget(ctx, d.Athlete); err != nil {
				return err
			}
			continue
		}
		group := s.groupOf(d.Measurement)
		if d.Month != "" {
			for _, month := range []string{beside(d.Month, -1), d.Month, beside(d.Month, 1)} {
				months[[3]string{d.Athlete, group, month}] = true
			}
			continue
		}
		of, err := s.recordMonths(ctx, d.Athlete)
		if err != nil {
			return fmt.Errorf("repair influx: %w", err)
		}
		if err := s.eraseHeart(ctx, d.Athlete); err != nil {
			return fmt.Errorf("repair influx: %w", err)
		}
		for _, month := range of {
			months[[3]string{d.Athlete, group, month}] = true
		}
	}
	var all [][3]string
	for m := range months {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	for _, m := range all { // first: what is restored of a neighbour must not be believed of one that is to be made anew
		if err := s.streams.Purge(ctx, stream.Written, stream.WrittenSubject(m[0], m[1]+"-"+m[2])); err != nil {
			return fmt.Errorf("repair influx: %w", err)
		}
	}
	for _, m := range all {
		if err := s.rewrite(ctx, m[0], m[1], m[2]); err != nil {
			return fmt.Errorf("repair influx %s %s: %w", m[1], m[2], err)
		}
	}
	return nil
}

// groupOf is the group that a measurement is written with.
func (s *Sink) groupOf(measurement string) string {
	for _, g := range s.groups() {
		if slices.Contains(g.measurements, measurement) {
			return g.name
		}
	}
	return recordsGroup
}

func (s *Sink) groups() []group { return []group{s.dayGroup(), s.resultGroup(), s.verdictGroup()} }

// eraseHeart deletes an athlete's heart rate.
func (s *Sink) eraseHeart(ctx context.Context, athlete string) error {
	from, to := ever()
	return s.db.remove(ctx, s.db.raw, from, to, result.Tag{Key: "_measurement", Value: heartRate}, result.Tag{Key: "athlete", Value: athlete})
}

// rewrite writes a group's month as the streams have it. What InfluxDB refuses is parked under a message that brings it again.
func (s *Sink) rewrite(ctx context.Context, athlete, name, month string) error {
	j := job{stream.InfluxRecords, athlete, stream.Message{Subject: stream.ReceiptSubject(athlete, "*")}}
	from := stream.Records
	switch name {
	case s.dayGroup().name:
		j, from = job{stream.InfluxDays, athlete, stream.Message{Subject: stream.DaysSubject(athlete, month)}}, stream.Days
	case s.resultGroup().name:
		j, from = job{stream.InfluxResults, athlete, stream.Message{Subject: stream.ResultsSubject(athlete, month)}}, stream.Results
	case s.verdictGroup().name:
		j, from = job{stream.InfluxResults, athlete, stream.Message{Subject: stream.ResultsSubject(athlete, headToken)}}, stream.Results
	}
	if m, ok, err := s.streams.Last(ctx, from, j.cause.Subject); err != nil {
		return err
	} else if ok {
		j.cause = m
	}
	for _, g := range s.groups() {
		if g.name != name {
			continue
		}
		points, err := g.points(ctx, athlete, month)
		if err != nil {
			return err
		}
		return s.project(ctx, g, j, month, points)
	}
	p := &pass{s: s, job: j}
	return p.month(ctx, month, touched{})
}
