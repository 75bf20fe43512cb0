package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// load reads the heart rate of the records that match, by name. Records without any are left out.
func (p *pass) load(ctx context.Context, filters []string) (map[string]loaded, error) {
	out := map[string]loaded{}
	err := p.s.streams.Read(ctx, stream.Records, filters, func(m stream.Message) error {
		var r record.Record
		if err := json.Unmarshal(m.Data, &r); err != nil {
			return fmt.Errorf("read record: %w", err)
		}
		loc, err := p.zone(ctx, r)
		if err != nil {
			return err
		}
		if rates := result.HeartRates(r, loc); len(rates) > 0 {
			out[nameOf(m.Subject)] = loaded{heartOf(r, rates), rates}
		}
		return nil
	})
	return out, err
}

const filtersAtATime = 100 // of one read

// loadNamed reads the heart rate of single records.
func (p *pass) loadNamed(ctx context.Context, names []string) (map[string]loaded, error) {
	out := map[string]loaded{}
	for some := range slices.Chunk(names, filtersAtATime) {
		subjects := make([]string, len(some))
		for i, name := range some {
			d, err := record.ParseDate(stream.Token(name, 0))
			if err != nil {
				return nil, err
			}
			part, err := strconv.Atoi(stream.Token(name, 3))
			if err != nil {
				return nil, fmt.Errorf("read name of record: %w", err)
			}
			subjects[i] = stream.RecordSubject(p.job.athlete, d, stream.Token(name, 1), stream.Token(name, 2), part)
		}
		more, err := p.load(ctx, subjects)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, more)
	}
	return out, nil
}

// nameOf is what follows the athlete in a record's subject: date.source.file.part.
func nameOf(subject string) string { return strings.Join(strings.Split(subject, ".")[3:], ".") }

// sourceOf is the source in a record's name.
func sourceOf(name string) string { return stream.Token(name, 1) }

// zone is in which a record's wall-clock times are read: its own offset, else the zone history, else the zone named for the file, else the
// home zone. Assemble reads them alike.
func (p *pass) zone(ctx context.Context, r record.Record) (*time.Location, error) {
	if !r.Wall {
		return time.UTC, nil
	}
	if r.Offset != nil {
		return time.FixedZone("", *r.Offset), nil
	}
	if p.about == nil {
		m, ok, err := p.s.streams.Last(ctx, stream.Days, stream.DaysSubject(p.job.athlete, aboutToken))
		if err != nil {
			return nil, err
		}
		p.about = &record.About{}
		if ok {
			if err := json.Unmarshal(m.Data, p.about); err != nil {
				return nil, fmt.Errorf("read profile: %w", err)
			}
		}
	}
	named := record.Zone{From: record.NoDate, TZ: r.TZ} // in the home zone's place
	return record.About{Zones: append(slices.Clone(p.about.Zones), named)}.Location(r.Date), nil
}

// whole is every date of a month and every file that has its point in it.
func (p *pass) whole(ctx context.Context, month string) (touched, error) {
	first, last, err := record.MonthRange(month)
	if err != nil {
		return touched{}, err
	}
	t := touched{dates: map[record.Date]bool{}}
	for d := first; d <= last; d++ {
		t.dates[d] = true
	}
	if err := p.loadFiles(ctx); err != nil {
		return touched{}, err
	}
	t.files = p.files[month]
	return t, nil
}

// loadFiles reads the points of all receipts, once.
func (p *pass) loadFiles(ctx context.Context) (err error) {
	if p.files == nil {
		p.files, err = p.s.filesByMonth(ctx, p.job.athlete)
	}
	return err
}

func filters(athlete string, dates map[record.Date]bool) []string {
	var out []string
	for _, d := range slices.Sorted(maps.Keys(dates)) {
		out = append(out, stream.RecordsOf(athlete, d.String(), "", ""))
	}
	return out
}

// withOpen is what is touched, and what is not known to be there: InfluxDB refused it, and only one of the receipts that brought it is named by
// the letter that brings it again.
func (p *pass) withOpen(ctx context.Context, month string, t touched, mem heartMemory) (touched, error) {
	out := touched{dates: map[record.Date]bool{}, files: map[string]*result.Point{}}
	maps.Copy(out.dates, t.dates)
	maps.Copy(out.files, t.files)
	for name, h := range mem.Records {
		if d, err := record.ParseDate(stream.Token(name, 0)); h.Open && err == nil {
			out.dates[d] = true
		}
	}
	for hash, files := range mem.Files {
		if _, known := out.files[hash]; known || !slices.ContainsFunc(files, func(f file) bool { return f.Open }) {
			continue
		}
		if err := p.loadFiles(ctx); err != nil {
			return out, err
		}
		out.files[hash] = p.files[month][hash]
	}
	return out, nil
}
