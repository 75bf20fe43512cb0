package influx

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Difference is a measurement's month that does not hold what the streams say. It names no values.
type Difference struct {
	Measurement string
	Athlete     string
	Month       string // "2006-01"; "" for all that there is
	What        string
}

// String is the difference as a line.
func (d Difference) String() string {
	return fmt.Sprintf("influx %s %s of %s: %s", d.Measurement, d.Month, d.Athlete, d.What)
}

// Verify compares what InfluxDB holds with what the streams say, by measurement and month: every point and value of the main bucket, and of
// the raw heart rate number and sum. The stages must be drained and paused.
func (s *Sink) Verify(ctx context.Context) ([]Difference, error) {
	athletes, err := s.athletes(ctx)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, athlete := range athletes {
		main, err := s.verifyMain(ctx, athlete)
		if err != nil {
			return nil, err
		}
		raw, err := s.verifyRaw(ctx, athlete)
		if err != nil {
			return nil, err
		}
		out = append(append(out, main...), raw...)
	}
	strays, err := s.strays(ctx, athletes)
	return append(out, strays...), err
}

// athletes are all of whom the streams say anything.
func (s *Sink) athletes(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	for _, from := range []struct{ stream, filter string }{
		{stream.Records, stream.ReceiptSubject("*", "*")},
		{stream.Days, stream.DaysSubject("*", "*")},
		{stream.Results, "results.>"},
		{stream.Written, "written.>"},
	} {
		subjects, err := s.streams.Subjects(ctx, from.stream, from.filter)
		if err != nil {
			return nil, err
		}
		for _, subject := range subjects {
			seen[stream.AthleteOf(subject)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// strays are the athletes that only InfluxDB knows. Its list of tag values still names them after a delete, that of series does not.
func (s *Sink) strays(ctx context.Context, athletes []string) ([]Difference, error) {
	var out []Difference
	for _, m := range result.Measurements() {
		b := s.db.main
		if m.Raw {
			b = s.db.raw
		}
		rows, err := s.db.query(ctx, b, "s", "SHOW SERIES FROM "+m.Name)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			_, tags, _ := strings.Cut(r.text("key"), ",athlete=")
			athlete, _, _ := strings.Cut(tags, ",")
			if !slices.Contains(athletes, athlete) {
				out = append(out, Difference{Measurement: m.Name, Athlete: athlete, What: notHere})
			}
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(out), nil
}

const notHere = "it holds points of an athlete who is not here"

// expected are all points of an athlete's in the main bucket.
func (s *Sink) expected(ctx context.Context, athlete string) ([]result.Point, error) {
	var out []result.Point
	take := func(points []result.Point, err error) error { out = append(out, points...); return err }
	err := s.streams.Read(ctx, stream.Days, []string{stream.DaysSubject(athlete, "*")}, func(m stream.Message) error {
		if stream.Token(m.Subject, 3) == aboutToken {
			return nil
		}
		return take(s.pointsOfDays(athlete, m))
	})
	if err != nil {
		return nil, err
	}
	err = s.streams.Read(ctx, stream.Results, []string{stream.ResultsSubject(athlete, "*")}, func(m stream.Message) error {
		if stream.Token(m.Subject, 3) == headToken {
			return nil
		}
		return take(pointsOfResults(athlete, m))
	})
	if err != nil {
		return nil, err
	}
	verdicts, err := s.verdictsByMonth(ctx, athlete)
	if err != nil {
		return nil, err
	}
	for _, points := range verdicts {
		out = append(out, points...)
	}
	files, err := s.filesByMonth(ctx, athlete)
	if err != nil {
		return nil, err
	}
	for _, month := range files {
		for _, p := range month {
			out = append(out, *p)
		}
	}
	return out, nil
}

// tally counts what differs, by measurement and month.
type tally map[[2]string]*struct{ missing, extra, other int }

func (t tally) at(measurement string, at time.Time) *struct{ missing, extra, other int } {
	key := [2]string{measurement, record.DateOf(at.UTC()).Month()}
	if t[key] == nil {
		t[key] = &struct{ missing, extra, other int }{}
	}
	return t[key]
}

func (t tally) differences(athlete string) []Difference {
	var out []Difference
	for key, n := range t {
		var parts []string
		for _, part := range []struct {
			n    int
			what string
		}{{n.missing, "missing"}, {n.extra, "too many"}, {n.other, "with other values"}} {
			if part.n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
			}
		}
		out = append(out, Difference{key[0], athlete, key[1], strings.Join(parts, ", ") + " points"})
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.String(), b.String()) })
	return out
}

func (s *Sink) verifyMain(ctx context.Context, athlete string) ([]Difference, error) {
	points, err := s.expected(ctx, athlete)
	if err != nil {
		return nil, err
	}
	want := map[string]map[place]result.Point{}
	for _, p := range points {
		if want[p.Measurement] == nil {
			want[p.Measurement] = map[place]result.Point{}
		}
		want[p.Measurement][placeOf(p)] = p
	}
	out := tally{}
	for _, m := range result.Measurements() {
		if m.Raw {
			continue
		}
		rows, err := s.db.query(ctx, s.db.main, "u", "SELECT * FROM "+m.Name+" WHERE athlete = "+quoted(athlete))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			is, tags := result.Point{Measurement: m.Name, Time: time.UnixMicro(int64(r.number("time"))).UTC()}, 1
			for _, tag := range m.Tags {
				if v := r.text(tag.Name); v != "" {
					is.Tags = append(is.Tags, result.Tag{Key: tag.Name, Value: v})
					tags++
				}
			}
			slices.SortFunc(is.Tags, func(a, b result.Tag) int { return strings.Compare(a.Key, b.Key) })
			p, ok := want[m.Name][placeOf(is)]
			switch {
			case !ok:
				out.at(m.Name, is.Time).extra++
			case len(r)-tags != len(p.Fields) || slices.ContainsFunc(p.Fields, func(f result.Field) bool { return !same(f, r[f.Key]) }):
				out.at(m.Name, is.Time).other++
			}
			delete(want[m.Name], placeOf(is))
		}
		for _, p := range want[m.Name] {
			out.at(m.Name, p.Time).missing++
		}
	}
	return out.differences(athlete), nil
}

// same tells whether a field's value is the one that InfluxDB has.
func same(f result.Field, is any) bool {
	if f.Text == "" {
		return is == f.V
	}
	return is == strings.NewReplacer("\n", " ", "\r", " ").Replace(f.Text)
}
