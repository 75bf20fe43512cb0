package influx

import (
	"context"
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// file is a point of ingest_file that InfluxDB holds, or may hold.
type file struct {
	At     int64  `json:"t"`           // µs
	Format string `json:"f"`           // the tag
	Sum    string `json:"s"`           // of the line
	Open   bool   `json:"o,omitempty"` // not known to be there
}

func fileOf(p result.Point) file {
	f := file{At: p.Time.UnixMicro(), Sum: sumOf([]result.Point{p})}
	for _, t := range p.Tags {
		if t.Key == "format" {
			f.Format = t.Value
		}
	}
	return f
}

// pointOf is a receipt's point and the month that it belongs to, "" if it has none.
func pointOf(r stream.Receipt) (*result.Point, string) {
	p, ok := result.FilePoint(r)
	if !ok {
		return nil, ""
	}
	return &p, record.DateOf(p.Time.UTC()).Month()
}

// filesByMonth are the points of all of an athlete's receipts, by month and keyed hash.
func (s *Sink) filesByMonth(ctx context.Context, athlete string) (map[string]map[string]*result.Point, error) {
	out := map[string]map[string]*result.Point{}
	err := s.streams.Read(ctx, stream.Records, []string{stream.ReceiptSubject(athlete, "*")}, func(m stream.Message) error {
		r, err := readReceipt(athlete, m)
		if err != nil {
			return nil // it is in DEAD, or will be
		}
		if p, month := pointOf(r); p != nil {
			if out[month] == nil {
				out[month] = map[string]*result.Point{}
			}
			out[month][r.Hash] = p
		}
		return nil
	})
	return out, err
}

// fileChange is what has to be done to a month's files. Union and after are by keyed hash.
type fileChange struct {
	union, after map[string][]file
	gone         []file
	write        []result.Point
}

// compareFiles finds out what changed. Of a file that now does not name nothing did.
func compareFiles(old map[string][]file, now map[string]*result.Point) fileChange {
	c := fileChange{union: maps.Clone(old), after: maps.Clone(old)}
	if c.union == nil {
		c.union, c.after = map[string][]file{}, map[string][]file{}
	}
	for hash, point := range now {
		was := old[hash]
		if point == nil {
			c.gone = append(c.gone, was...)
			delete(c.after, hash)
			continue
		}
		is := fileOf(*point)
		c.after[hash] = []file{is}
		if slices.Equal(was, c.after[hash]) {
			continue
		}
		c.write = append(c.write, *point)
		is.Open = true
		c.union[hash] = []file{is}
		for _, f := range was {
			if f.At != is.At || f.Format != is.Format || f.Sum != is.Sum {
				c.gone = append(c.gone, f)
				c.union[hash] = append(c.union[hash], f)
			}
		}
	}
	return c
}

// writeFiles says whether InfluxDB took all.
func (p *pass) writeFiles(ctx context.Context, points []result.Point) (all bool, err error) {
	w := p.s.writer(p.s.db.main, p.job)
	for _, point := range points {
		if err := w.point(ctx, point); err != nil {
			return false, err
		}
	}
	return w.close(ctx)
}
