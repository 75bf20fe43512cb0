package influx

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// heartMemory is the WRITTEN document of a month of the heart rate and the files, by the date of the record and of the file's last data.
type heartMemory struct {
	V       int               `json:"v"`
	Unknown bool              `json:"unknown,omitempty"` // there may be points that are not listed
	Records map[string]heart  `json:"records,omitempty"` // by what sets the record's subject apart: date.source.file.part
	Files   map[string][]file `json:"files,omitempty"`   // by the file's keyed hash
}

// heart is what InfluxDB holds of one record's heart rate.
type heart struct {
	Sum   string             `json:"s,omitempty"` // of the samples; "" while there may be others than those
	Open  bool               `json:"o,omitempty"` // not known to be all there
	SHA   string             `json:"h"`           // beginning of the file's SHA-256
	Wall  bool               `json:"w,omitempty"` // the samples' times hang on the zone history
	Spans map[string][]int64 `json:"t"`           // first and last Unix second, by kind
}

// loaded is a record's heart rate as the stream has it now.
type loaded struct {
	heart
	rates []result.HeartRate
}

// heartOf describes the heart rate of a record.
func heartOf(r record.Record, rates []result.HeartRate) heart {
	h := heart{SHA: r.Rank()[:min(len(r.Rank()), 12)], Wall: r.Wall, Spans: map[string][]int64{}}
	sum := sha256.New()
	buf := make([]byte, 0, 1<<16)
	for _, rate := range rates {
		first, last := rate.Span()
		if old := h.Spans[rate.Kind]; old != nil {
			first, last = min(first, old[0]), max(last, old[1])
		}
		h.Spans[rate.Kind] = []int64{first, last}
		buf = append(buf, rate.Kind...)
		buf = binary.AppendVarint(buf, rate.Start.Unix())
		for i, t := range rate.T {
			buf = binary.LittleEndian.AppendUint32(buf, uint32(t))
			buf = binary.LittleEndian.AppendUint16(buf, uint16(rate.V[i]))
			if len(buf) > 1<<15 {
				sum.Write(buf)
				buf = buf[:0]
			}
		}
	}
	sum.Write(buf)
	h.Sum = hex.EncodeToString(sum.Sum(nil)[:8])
	return h
}

// meets tells whether two records share seconds of one kind: then it matters which is written last.
func (h heart) meets(o heart) bool {
	for kind, s := range h.Spans {
		if t := o.Spans[kind]; t != nil && s[0] <= t[1] && t[0] <= s[1] {
			return true
		}
	}
	return false
}

// hull is the span of all kinds.
func (h heart) hull() (out span) {
	first := true
	for _, s := range h.Spans {
		if at := (span{s[0], s[1]}); first {
			out, first = at, false
		} else {
			out = out.with(at)
		}
	}
	return out
}

// widened covers both.
func (h heart) widened(o heart) heart {
	out := h
	out.Spans = map[string][]int64{}
	for _, side := range []heart{h, o} {
		for kind, s := range side.Spans {
			if old := out.Spans[kind]; old != nil {
				s = []int64{min(s[0], old[0]), max(s[1], old[1])}
			}
			out.Spans[kind] = s
		}
	}
	return out
}

// change is what has to be done to a month's heart rate.
type change struct {
	union map[string]heart // what InfluxDB may hold meanwhile
	after map[string]heart // what it holds afterwards
	gone  map[string]span  // by source: delete these seconds
	write map[string]bool  // records
}

// compare finds out what changed between what was written of some dates and what the stream says of them now.
func compare(old map[string]heart, now map[string]loaded, looked func(name string) bool) change {
	c := change{map[string]heart{}, map[string]heart{}, map[string]span{}, map[string]bool{}}
	lose := func(name string, h heart) {
		if len(h.Spans) == 0 {
			return
		}
		r := h.hull()
		if had, ok := c.gone[sourceOf(name)]; ok {
			r = r.with(had)
		}
		c.gone[sourceOf(name)] = r
	}
	for name, was := range old {
		is, stays := now[name]
		switch {
		case !looked(name):
			c.union[name], c.after[name] = was, was
		case !stays:
			lose(name, was)
			was.Sum, was.Open = "", true
			c.union[name] = was
		case was.Sum != is.Sum:
			lose(name, was)
			was = is.widened(was)
			was.Sum, was.Open = "", true
			c.union[name], c.after[name], c.write[name] = was, is.heart, true
		case was.Open:
			c.union[name], c.after[name], c.write[name] = was, is.heart, true
		default:
			c.union[name], c.after[name] = was, was
		}
	}
	for name, is := range now {
		if _, ok := old[name]; !ok {
			c.after[name], c.write[name] = is.heart, true
			open := is.heart
			open.Open = true
			c.union[name] = open
		}
	}
	return c
}

// order is the order in which records are written: of samples of one second the last stands, that of the smallest SHA-256. Keyed hashes
// (of sources and files) decide nothing.
func order(all map[string]heart) []string {
	part := func(name string) int {
		n, _ := strconv.Atoi(name[strings.LastIndexByte(name, '.')+1:])
		return n
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(cmp.Compare(all[b].SHA, all[a].SHA), cmp.Compare(part(a), part(b)), cmp.Compare(a, b))
	})
}

// spread adds to what is written the records that have to follow: those of which something was deleted, and those that share seconds with
// one that is written before them. All are the records of the month and its neighbours; the result is in the order of writing.
func spread(all map[string]heart, gone func(source string) (span, bool), write map[string]bool) []string {
	var out []string
	before := map[string][]heart{} // by source: those that are written so far
	for _, name := range order(all) {
		h, source := all[name], sourceOf(name)
		r, lost := gone(source)
		must := write[name] || lost && len(h.Spans) > 0 && h.hull().meets(r)
		if must || slices.ContainsFunc(before[source], h.meets) {
			before[source] = append(before[source], h)
			out = append(out, name)
		}
	}
	return out
}
