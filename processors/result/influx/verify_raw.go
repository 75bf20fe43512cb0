package influx

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// series is one series of heart rate in one month.
type series struct{ month, source, kind string }

// amount is how much there is of it.
type amount struct{ n, sum float64 }

// verifyRaw compares number and sum of the heart rate, month by month, and finds what lies in none of the months that the streams know.
func (s *Sink) verifyRaw(ctx context.Context, athlete string) ([]Difference, error) {
	months, err := s.recordMonths(ctx, athlete)
	if err != nil {
		return nil, err
	}
	var out []Difference
	known := 0.0
	for _, month := range months {
		first, last, err := record.MonthRange(month)
		if err != nil {
			return nil, err
		}
		from, to := max(first.Time().Unix(), s.keptSince()), (last + 1).Time().Unix()
		want, err := s.expectedHeart(ctx, athlete, month, from, to)
		if err != nil {
			return nil, err
		}
		rows, err := s.db.query(ctx, s.db.raw, "s", fmt.Sprintf(
			"SELECT count(bpm), sum(bpm) FROM heart_rate WHERE athlete = %s AND time >= %ds AND time < %ds GROUP BY source, kind",
			quoted(athlete), from, to))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			key := series{month, r.text("source"), r.text("kind")}
			known += r.number("count")
			if is := (amount{r.number("count"), r.number("sum")}); want[key] != is {
				out = append(out, describe(athlete, key, want[key], is))
			}
			delete(want, key)
		}
		for key, w := range want {
			out = append(out, describe(athlete, key, w, amount{}))
		}
	}
	all, err := s.countHeart(ctx, athlete)
	if all > known {
		out = append(out, Difference{heartRate, athlete, "", fmt.Sprintf("%.0f points in months of which no record tells", all-known)})
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.String(), b.String()) })
	return out, err
}

const heartRate = "heart_rate"

// countHeart is the number of an athlete's heart rates that InfluxDB holds, in any month.
func (s *Sink) countHeart(ctx context.Context, athlete string) (float64, error) {
	q := "SELECT count(bpm) FROM heart_rate WHERE athlete = " + quoted(athlete)
	if s.cfg.RawRetention > 0 {
		q += fmt.Sprintf(" AND time >= %ds", s.keptSince())
	}
	rows, err := s.db.query(ctx, s.db.raw, "s", q)
	n := 0.0
	for _, r := range rows {
		n += r.number("count")
	}
	return n, err
}

func describe(athlete string, key series, want, is amount) Difference {
	what := fmt.Sprintf("%s of %s: %.0f points, expected %.0f", key.kind, key.source, is.n, want.n)
	if want.n == is.n {
		what += ", with another sum"
	}
	return Difference{heartRate, athlete, key.month, what}
}

// recordMonths are the months of which records are there, or of which something was written, and their neighbours.
func (s *Sink) recordMonths(ctx context.Context, athlete string) ([]string, error) {
	seen := map[string]bool{}
	add := func(month string) {
		if _, _, err := record.MonthRange(month); err == nil {
			seen[month], seen[beside(month, -1)], seen[beside(month, 1)] = true, true, true
		}
	}
	known, err := s.rememberedMonths(ctx, athlete, recordsGroup)
	if err != nil {
		return nil, err
	}
	for _, month := range known {
		add(month)
	}
	err = s.streams.Read(ctx, stream.Records, []string{stream.ReceiptSubject(athlete, "*")}, func(m stream.Message) error {
		if r, err := readReceipt(athlete, m); err == nil {
			for _, d := range r.Dates {
				add(d.Month())
			}
		}
		return nil
	})
	return slices.Sorted(maps.Keys(seen)), err
}

const spillDays = 2 // days by which a record's samples may lie beside its date

// expectedHeart is the heart rate from one Unix second up to another that the records of a month and those beside it have: of samples of
// one second the one that is written last.
func (s *Sink) expectedHeart(ctx context.Context, athlete, month string, from, to int64) (map[series]amount, error) {
	first, last, err := record.MonthRange(month)
	if err != nil {
		return nil, err
	}
	dates := map[record.Date]bool{}
	for d := first - spillDays; d <= last+spillDays; d++ {
		dates[d] = true
	}
	p := &pass{s: s, job: job{athlete: athlete}}
	all, err := p.load(ctx, filters(athlete, dates))
	if err != nil {
		return nil, err
	}
	hearts := map[string]heart{}
	for name, l := range all {
		hearts[name] = l.heart
	}
	values := map[series]map[int64]int32{}
	for _, name := range order(hearts) {
		for _, h := range all[name].rates {
			key := series{month, h.Source, h.Kind}
			for i, t := range h.T {
				at := h.Start.Unix() + int64(t)
				if at < from || at >= to {
					continue
				}
				if values[key] == nil {
					values[key] = map[int64]int32{}
				}
				values[key][at] = h.V[i]
			}
		}
	}
	out := map[series]amount{}
	for key, v := range values {
		a := amount{n: float64(len(v))}
		for _, bpm := range v {
			a.sum += float64(bpm)
		}
		out[key] = a
	}
	return out, nil
}
