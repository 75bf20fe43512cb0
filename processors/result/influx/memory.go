package influx

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// place is where a point stands: its series and its time in microseconds.
type place struct {
	series string
	at     int64
}

// held is what InfluxDB holds of one measurement: the fields of each point, "a,b,c".
type held map[place]string

// holding is what some points would hold, by measurement.
func holding(points []result.Point) map[string]held {
	out := map[string]held{}
	for _, p := range points {
		h := out[p.Measurement]
		if h == nil {
			h = held{}
			out[p.Measurement] = h
		}
		keys := make([]string, len(p.Fields))
		for i, f := range p.Fields {
			keys[i] = f.Key
		}
		h[placeOf(p)] = strings.Join(keys, ",")
	}
	return out
}

func placeOf(p result.Point) place { return place{string(p.AppendSeries(nil)), p.Time.UnixMicro()} }

// span is a range of times, both ends included, in the unit of what it spans.
type span struct{ from, to int64 }

func (s span) meets(o span) bool    { return s.from <= o.to && o.from <= s.to }
func (s span) with(o span) span     { return span{min(s.from, o.from), max(s.to, o.to)} }
func (s span) has(at int64) bool    { return s.from <= at && at <= s.to }
func micro(from, to time.Time) span { return span{from.UnixMicro(), to.UnixMicro()} }

// vanished is the span of the points of which something is not there any more.
func (h held) vanished(now held) (out span, any bool) {
	for p, fields := range h {
		keeps, ok := now[p]
		if ok && (keeps == fields || subset(fields, keeps)) {
			continue
		}
		at := span{p.at, p.at}
		if any {
			at = out.with(at)
		}
		out, any = at, true
	}
	return out, any
}

func subset(fields, of string) bool {
	all := strings.Split(of, ",")
	for f := range strings.SplitSeq(fields, ",") {
		if !slices.Contains(all, f) {
			return false
		}
	}
	return true
}

// union is what InfluxDB may hold while the one becomes the other.
func union(a, b map[string]held) map[string]held {
	out := map[string]held{}
	for _, side := range []map[string]held{a, b} {
		for name, h := range side {
			if out[name] == nil {
				out[name] = held{}
			}
			for p, fields := range h {
				if old, ok := out[name][p]; ok && old != fields {
					all := append(strings.Split(old, ","), strings.Split(fields, ",")...)
					slices.Sort(all)
					fields = strings.Join(slices.Compact(all), ",")
				}
				out[name][p] = fields
			}
		}
	}
	return out
}

// memory is the WRITTEN document of a group's month.
type memory struct {
	V       int                `json:"v"`
	Sum     string             `json:"sum,omitempty"`     // of the points' lines; "" while not all of them are known to be there
	Unknown bool               `json:"unknown,omitempty"` // there may be points that are not listed
	Held    map[string]columns `json:"held,omitempty"`    // by measurement
}

// columns is held as stored: columns of equal length, ascending by time.
type columns struct {
	Series []string    `json:"series"`
	Fields []string    `json:"fields"`      // sets of fields
	S      record.Ints `json:"s"`           // index into Series
	F      record.Ints `json:"f"`           // index into Fields
	T      record.Ints `json:"t"`           // s after the start of the month
	U      record.Ints `json:"u,omitempty"` // µs after T; missing where all are 0
}

const microsecond = int64(time.Second / time.Microsecond) // in a second

func pack(all map[string]held, start time.Time) map[string]columns {
	out := map[string]columns{}
	for name, h := range all {
		places := slices.SortedFunc(maps.Keys(h), func(a, b place) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.series, b.series))
		})
		var c columns
		series, fields, fine := map[string]int32{}, map[string]int32{}, false
		index := func(m map[string]int32, names *[]string, s string) int32 {
			i, ok := m[s]
			if !ok {
				i = int32(len(m))
				m[s] = i
				*names = append(*names, s)
			}
			return i
		}
		for _, p := range places {
			since := p.at - start.UnixMicro()
			sub := ((since % microsecond) + microsecond) % microsecond
			fine = fine || sub != 0
			c.S = append(c.S, index(series, &c.Series, p.series))
			c.F = append(c.F, index(fields, &c.Fields, h[p]))
			c.T = append(c.T, int32((since-sub)/microsecond))
			c.U = append(c.U, int32(sub))
		}
		if !fine {
			c.U = nil
		}
		out[name] = c
	}
	return out
}

var errMemory = errors.New("its columns do not fit each other; hvilepuls rebuild influx makes them anew")

func (m memory) unpack(start time.Time) (map[string]held, error) {
	out := map[string]held{}
	for name, c := range m.Held {
		if len(c.S) != len(c.T) || len(c.F) != len(c.T) || c.U != nil && len(c.U) != len(c.T) {
			return nil, errMemory
		}
		h := make(held, len(c.T))
		for i := range c.T {
			s, f := int(c.S[i]), int(c.F[i])
			if s < 0 || s >= len(c.Series) || f < 0 || f >= len(c.Fields) {
				return nil, errMemory
			}
			at := start.UnixMicro() + int64(c.T[i])*microsecond
			if c.U != nil {
				at += int64(c.U[i])
			}
			h[place{c.Series[s], at}] = c.Fields[f]
		}
		out[name] = h
	}
	return out, nil
}

// recall reads a WRITTEN document; false if there is none. Seq is what store expects.
func (s *Sink) recall(ctx context.Context, subject string, into any) (seq uint64, ok bool, err error) {
	m, ok, err := s.streams.Last(ctx, stream.Written, subject)
	if !ok || err != nil {
		return 0, false, err
	}
	if err := json.Unmarshal(m.Data, into); err != nil {
		return 0, false, fmt.Errorf("read %s: %w; hvilepuls rebuild influx makes it anew", subject, err)
	}
	return m.Seq, true, nil
}

// store writes a WRITTEN document, if it is still at the sequence it was recalled at.
func (s *Sink) store(ctx context.Context, subject string, doc any, seq *uint64) error {
	data, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("write %s: %w", subject, err)
	}
	now, err := s.streams.Publish(ctx, stream.Written, stream.Put{Subject: subject, Data: data, Expect: seq})
	if errors.Is(err, stream.ErrConflict) || errors.Is(err, stream.ErrFull) {
		return stream.Transient(err) // another process handles the same month, or space will return
	}
	if err != nil {
		return err
	}
	*seq = now
	return nil
}
