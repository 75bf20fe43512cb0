package source

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// plainNumber reads a number as vendors write it; false of what is none, of NaN and of infinity.
func plainNumber[T ~string | ~[]byte](s T) (float64, bool) {
	const exact = 15 // digits that a float64 holds exactly
	var whole int64
	scale, point, n := 1.0, false, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			whole = whole*10 + int64(c-'0')
			if n++; point {
				scale *= 10
			}
		case c == '.' && !point:
			point = true
		default:
			n = exact + 1 // a sign, an exponent, or no number at all
		}
		if n > exact {
			return oddNumber(string(s))
		}
	}
	return float64(whole) / scale, n > 0
}

func oddNumber(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// eachNumber reads a flat JSON list of numbers, each with its place; what is no number (null) is passed over. False if it is no list.
func eachNumber[T ~string | ~[]byte](list T, each func(i int, v float64)) bool {
	at := 0
	blank := func() {
		for at < len(list) && (list[at] == ' ' || list[at] == '\n' || list[at] == '\t' || list[at] == '\r') {
			at++
		}
	}
	if blank(); at == len(list) || list[at] != '[' {
		return false
	}
	at++
	for i := 0; at < len(list); i++ {
		blank()
		from := at
		for at < len(list) && list[at] != ',' && list[at] != ']' {
			at++
		}
		to := at
		for to > from && list[to-1] <= ' ' {
			to--
		}
		if v, ok := plainNumber(list[from:to]); ok {
			each(i, v)
		}
		if at == len(list) || list[at] == ']' {
			return at < len(list)
		}
		at++
	}
	return false
}

// looseNumber is a number that JSON holds as a number or as text; not Known where it is null, left out or no number.
type looseNumber struct {
	V     float64
	Known bool
}

// UnmarshalJSON implements the interface of encoding/json.
func (n *looseNumber) UnmarshalJSON(value []byte) error {
	if len(value) >= 2 && value[0] == '"' {
		value = value[1 : len(value)-1]
	}
	n.V, n.Known = plainNumber(value)
	return nil
}

// ptr is the number, nil where it is not known or no such quantity can be 0.
func (n looseNumber) ptr() *float64 {
	if !n.Known || n.V <= 0 {
		return nil
	}
	return &n.V
}

// cellPtr is the number in a cell, nil where there is none or no such quantity can be 0.
func cellPtr(s string) *float64 {
	v, ok := plainNumber(s)
	return looseNumber{v, ok}.ptr()
}

// dateCell reads the date that a text begins with.
func dateCell(s string) (record.Date, bool) {
	if len(s) < len(time.DateOnly) {
		return 0, false
	}
	d, err := record.ParseDate(s[:len(time.DateOnly)])
	return d, err == nil
}

// instants reads the times of a long series: what has the date and the zone of the one before is read without a look at the calendar.
type instants struct {
	date, zone string // "2006-01-02", "Z"
	unix       int64  // midnight there
}

// unixOf is the time in s since 1970; false if the text is no time or states no zone.
func (c *instants) unixOf(s string) (int64, bool) {
	const date, second = len("2006-01-02"), len("2006-01-02T15:04:05")
	clock, zone := 0, ""
	if len(s) > second && s[date+3] == ':' && s[date+6] == ':' {
		h, ok1 := digits(s[date+1 : date+3])
		m, ok2 := digits(s[date+4 : date+6])
		sec, ok3 := digits(s[date+7 : second])
		if ok1 && ok2 && ok3 && h < 24 && m < 60 && sec < 60 {
			clock, zone = h*3600+m*60+sec, s[second:]
		}
		if zone != "" && zone[0] == '.' {
			zone = strings.TrimLeft(zone[1:], "0123456789")
		}
		if zone != "" && zone == c.zone && s[:date] == c.date && (s[date] == 'T' || s[date] == ' ') {
			return c.unix + int64(clock), true
		}
	}
	w, ok := parseStamp(s)
	if !ok || !w.Zoned {
		return 0, false
	}
	unix := w.T.Unix()
	if zone != "" {
		c.date, c.zone, c.unix = s[:date], zone, unix-int64(clock)
	}
	return unix, true
}
