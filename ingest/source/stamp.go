package source

import (
	"strconv"
	"strings"
	"time"
)

// stamp is a time as a file writes it.
type stamp struct {
	T      time.Time // an instant if Zoned, else a wall-clock time written as if UTC
	Zoned  bool
	Offset *int // s east of UTC if the text states one; Z states none
}

// parseStamp reads the ISO-like times of exports: a date, T or a blank, hours and minutes, if need be seconds and their fraction (cut off below
// the millisecond), and Z, UTC, +02:00, +0200, +02 or nothing, with or without a blank before.
func parseStamp(s string) (stamp, bool) {
	s = strings.TrimSpace(s)
	const shortest = len("2006-01-02T15:04")
	if len(s) < shortest || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' {
		return stamp{}, false
	}
	y, ok1 := digits(s[0:4])
	mo, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:10])
	h, ok4 := digits(s[11:13])
	mi, ok5 := digits(s[14:16])
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return stamp{}, false
	}
	sec, nano, rest := 0, 0, s[16:]
	if len(rest) >= 3 && rest[0] == ':' {
		var ok bool
		if sec, ok = digits(rest[1:3]); !ok {
			return stamp{}, false
		}
		rest = rest[3:]
		if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') {
			end := 1
			for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
				end++
			}
			milli, _ := digits((rest[1:end] + "000")[:3])
			nano, rest = milli*1_000_000, rest[end:]
		}
	}
	if mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || sec > 60 {
		return stamp{}, false
	}
	w := stamp{T: time.Date(y, time.Month(mo), d, h, mi, sec, nano, time.UTC)}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return w, true
	}
	off, ok := parseOffset(rest)
	if !ok {
		return stamp{}, false
	}
	w.T, w.Zoned = w.T.Add(-time.Duration(off)*time.Second), true
	if rest != "Z" && rest != "UTC" {
		w.Offset = &off
	}
	return w, true
}

// parseOffset reads an offset, s east of UTC: Z, UTC, UTCZ, +02:00, +0200, +02, with UTC or GMT before it, or 7200s.
func parseOffset(s string) (int, bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "UTC"), "GMT")
	if s == "" || s == "Z" {
		return 0, true
	}
	if n, ok := strings.CutSuffix(s, "s"); ok {
		v, err := strconv.Atoi(n)
		return v, err == nil && sound(v)
	}
	sign := 1
	switch {
	case s[0] == '-':
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "\u2212"): // minus sign
		sign, s = -1, s[len("\u2212"):]
	case s[0] == '+':
		s = s[1:]
	default:
		return 0, false
	}
	s = strings.Replace(s, ":", "", 1)
	if len(s) == 1 || len(s) == 3 {
		s = "0" + s
	}
	if len(s) != 2 && len(s) != 4 {
		return 0, false
	}
	h, ok := digits(s[:2])
	m := 0
	if ok && len(s) == 4 {
		m, ok = digits(s[2:])
	}
	v := sign * (h*3600 + m*60)
	return v, ok && m < 60 && sound(v)
}

// sound tells whether an offset is one that some place on Earth has.
func sound(offset int) bool { return offset >= -12*3600 && offset <= 14*3600 }

// digits reads a number of digits alone.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int(c)
	}
	return n, s != ""
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Times outside these are no times of anybody's watch.
var (
	firstTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	lastTime  = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// inTime tells whether a time can be one of a watch.
func inTime(t time.Time) bool { return !t.Before(firstTime) && t.Before(lastTime) }
