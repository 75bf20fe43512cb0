package result

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// PointPrecision is the unit of a Point's time in line protocol; heart-rate lines have seconds.
const PointPrecision = time.Microsecond

// Point is one point of InfluxDB. Measurement, tags and time are its identity; a second write of the same replaces its fields.
type Point struct {
	Measurement string
	Tags        []Tag   // ascending by key, none empty
	Fields      []Field // ascending by key, at least one
	Time        time.Time
}

// Tag is an indexed column: athlete, source, or one bounded kind.
type Tag struct{ Key, Value string }

// Field is a number, or a text where Text is not empty. Every number is a float in InfluxDB; a missing one has no field.
type Field struct {
	Key  string
	V    float64
	Text string
}

// AppendLine appends the point in line protocol, with a newline.
func (p Point) AppendLine(dst []byte) []byte {
	dst = p.AppendSeries(dst)
	for i, f := range p.Fields {
		sep := byte(',')
		if i == 0 {
			sep = ' '
		}
		dst = append(dst, sep)
		dst = appendName(dst, f.Key)
		dst = append(dst, '=')
		if f.Text != "" {
			dst = appendText(dst, f.Text)
		} else {
			dst = strconv.AppendFloat(dst, f.V, 'g', -1, 64)
		}
	}
	dst = append(dst, ' ')
	dst = strconv.AppendInt(dst, p.Time.UnixMicro(), 10)
	return append(dst, '\n')
}

// AppendSeries appends measurement and tags in line protocol: the name of the point's series.
func (p Point) AppendSeries(dst []byte) []byte {
	dst = appendName(dst, p.Measurement)
	for _, t := range p.Tags {
		dst = append(dst, ',')
		dst = appendName(dst, t.Key)
		dst = append(dst, '=')
		dst = appendName(dst, t.Value)
	}
	return dst
}

// appendName escapes a measurement, a key or a tag's value. Line breaks and backslashes, which cannot stand everywhere, become "_".
func appendName(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case ',', '=', ' ':
			dst = append(dst, '\\', c)
		case '\n', '\r', '\t', '\\':
			dst = append(dst, '_')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendText quotes a text field. Line breaks become spaces, so that a line is a point.
func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n', '\r':
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// points collects points of different identity.
type points struct {
	athlete string
	list    []Point
	seen    map[string]bool
}

func newPoints(athlete string) *points { return &points{athlete: athlete, seen: map[string]bool{}} }

// add takes a point; one without fields is left out, and so is one whose identity is there already: of the candidates for one place the
// first stands. Says whether its place was free.
func (p *points) add(measurement string, at time.Time, tags []Tag, fields fields) bool {
	if len(fields) == 0 {
		return true
	}
	pt := Point{measurement, append([]Tag{{"athlete", p.athlete}}, tags...), fields, at.Truncate(PointPrecision)}
	slices.SortFunc(pt.Tags, func(a, b Tag) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortFunc(pt.Fields, func(a, b Field) int { return cmp.Compare(a.Key, b.Key) })
	key := string(strconv.AppendInt(pt.AppendSeries(nil), pt.Time.UnixMicro(), 10))
	if p.seen[key] {
		return false
	}
	p.seen[key] = true
	p.list = append(p.list, pt)
	return true
}

// fields collects what is known.
type fields []Field

func (f *fields) num(key string, v float64) {
	if !math.IsNaN(v) && !math.IsInf(v, 0) {
		*f = append(*f, Field{Key: key, V: v})
	}
}

func (f *fields) opt(key string, v *float64) {
	if v != nil {
		f.num(key, *v)
	}
}

func (f *fields) whole(key string, v *int) {
	if v != nil {
		f.num(key, float64(*v))
	}
}

func (f *fields) flag(key string, v bool) {
	n := 0.0
	if v {
		n = 1
	}
	f.num(key, n)
}

func (f *fields) text(key, v string) {
	if v != "" {
		*f = append(*f, Field{Key: key, Text: v})
	}
}

func (f *fields) optText(key string, v *string) {
	if v != nil {
		f.text(key, *v)
	}
}

const kindLength = 40 // characters of a tag's value at most

// bounded keeps a tag's values few: a word of lower-case letters, digits, "_" and "-" stands, nothing is "unknown", all else is "other".
func bounded(s string) string {
	if s == "" {
		return "unknown"
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' || i >= kindLength {
			return "other"
		}
	}
	return s
}
