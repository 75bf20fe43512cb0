package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func (s *Sink) dayGroup() group {
	return group{"days", []string{"sleep_stage", "sleep", "hrv", "workout", "strength_set", "check_in"}, s.dayPoints}
}

func (s *Sink) resultGroup() group {
	return group{"results", []string{"daily", "recovery"}, s.resultPoints}
}

func (s *Sink) verdictGroup() group {
	return group{"verdicts", []string{"session_verdict"}, s.verdictPoints}
}

// The tokens that stand in a month's place.
const (
	aboutToken = "profile"
	headToken  = "head"
)

// days handles DAYS documents.
func (s *Sink) days(ctx context.Context, athlete string, ms []stream.Message) error {
	for _, m := range newest(ms) {
		j := job{stream.InfluxDays, athlete, m}
		month := stream.Token(m.Subject, 3)
		if month == aboutToken {
			if err := s.rezone(ctx, j); err != nil {
				return err
			}
			continue
		}
		points, err := s.pointsOfDays(athlete, m)
		if err != nil {
			return err
		}
		if err := s.project(ctx, s.dayGroup(), j, month, points); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sink) pointsOfDays(athlete string, m stream.Message) ([]result.Point, error) {
	var doc record.Month
	if err := json.Unmarshal(m.Data, &doc); err != nil {
		return nil, fmt.Errorf("read days of %s: %w", stream.Token(m.Subject, 3), err)
	}
	doc.Athlete = athlete // the subject's, which was checked
	return result.DayPoints(doc, s.catalogue), nil
}

func (s *Sink) dayPoints(ctx context.Context, athlete, month string) ([]result.Point, error) {
	m, ok, err := s.streams.Last(ctx, stream.Days, stream.DaysSubject(athlete, month))
	if !ok || err != nil {
		return nil, err
	}
	return s.pointsOfDays(athlete, m)
}

// results handles RESULTS documents. The head says which verdicts stand: those that are no more are purged, which tells nobody.
func (s *Sink) results(ctx context.Context, athlete string, ms []stream.Message) error {
	for _, m := range newest(ms) {
		j := job{stream.InfluxResults, athlete, m}
		month := stream.Token(m.Subject, 3)
		if stream.Token(m.Subject, 0) == "verdict" {
			continue // the head comes with it
		}
		if month == headToken {
			if err := s.verdicts(ctx, j); err != nil {
				return err
			}
			continue
		}
		points, err := pointsOfResults(athlete, m)
		if err != nil {
			return err
		}
		if err := s.project(ctx, s.resultGroup(), j, month, points); err != nil {
			return err
		}
	}
	return nil
}

func pointsOfResults(athlete string, m stream.Message) ([]result.Point, error) {
	var doc result.Month
	if err := json.Unmarshal(m.Data, &doc); err != nil {
		return nil, fmt.Errorf("read results of %s: %w", stream.Token(m.Subject, 3), err)
	}
	doc.Athlete = athlete
	return result.ResultPoints(doc), nil
}

func (s *Sink) resultPoints(ctx context.Context, athlete, month string) ([]result.Point, error) {
	m, ok, err := s.streams.Last(ctx, stream.Results, stream.ResultsSubject(athlete, month))
	if !ok || err != nil {
		return nil, err
	}
	return pointsOfResults(athlete, m)
}

// verdicts projects the verdicts of every month that has any, or had.
func (s *Sink) verdicts(ctx context.Context, j job) error {
	g := s.verdictGroup()
	byMonth, err := s.verdictsByMonth(ctx, j.athlete)
	if err != nil {
		return err
	}
	known, err := s.rememberedMonths(ctx, j.athlete, g.name)
	if err != nil {
		return err
	}
	for _, month := range known {
		if _, ok := byMonth[month]; !ok {
			byMonth[month] = nil
		}
	}
	for month, points := range byMonth {
		if err := s.project(ctx, g, j, month, points); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sink) verdictPoints(ctx context.Context, athlete, month string) ([]result.Point, error) {
	byMonth, err := s.verdictsByMonth(ctx, athlete)
	return byMonth[month], err
}

// verdictsByMonth are the verdicts that an athlete's head names, by the month of their session's start in UTC.
func (s *Sink) verdictsByMonth(ctx context.Context, athlete string) (map[string][]result.Point, error) {
	out := map[string][]result.Point{}
	m, ok, err := s.streams.Last(ctx, stream.Results, stream.ResultsSubject(athlete, headToken))
	if !ok || err != nil {
		return out, err
	}
	var head result.Head
	if err := json.Unmarshal(m.Data, &head); err != nil {
		return nil, fmt.Errorf("read head of results: %w", err)
	}
	var verdicts []result.Verdict
	for _, token := range slices.Sorted(maps.Keys(head.Verdicts)) { // those of a week
		m, ok, err := s.streams.Last(ctx, stream.Results, stream.VerdictSubject(athlete, token))
		if err != nil {
			return nil, err
		}
		if !ok { // a newer head is on its way
			continue
		}
		var v result.Verdict
		if err := json.Unmarshal(m.Data, &v); err != nil {
			return nil, fmt.Errorf("read verdict: %w", err)
		}
		verdicts = append(verdicts, v)
	}
	for _, p := range result.VerdictPoints(athlete, verdicts) {
		month := record.DateOf(p.Time.UTC()).Month()
		out[month] = append(out[month], p)
	}
	return out, nil
}

// rememberedMonths are the months of which WRITTEN knows a group.
func (s *Sink) rememberedMonths(ctx context.Context, athlete, group string) ([]string, error) {
	subjects, err := s.streams.Subjects(ctx, stream.Written, stream.WrittenSubject(athlete, "*"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, subject := range subjects {
		if month, ok := strings.CutPrefix(stream.Token(subject, 3), group+"-"); ok {
			out = append(out, month)
		}
	}
	slices.Sort(out)
	return out, nil
}
