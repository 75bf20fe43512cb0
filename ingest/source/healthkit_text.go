package source

import (
	"math"
	"strconv"
	"strings"
)

// healthTimes reads the times of Apple's exports. It knows the date it read last: neighbours mostly share it.
type healthTimes struct {
	date string // "2006-01-02"
	day  int64  // s since 1970
}

// unix reads "2006-01-02 15:04:05 -0700", in whichever way else it is written: s since 1970, and the offset as written, s east of UTC.
func (c *healthTimes) unix(b []byte) (at int64, offset int, ok bool) {
	const usual = len("2006-01-02 15:04:05 -0700")
	if len(b) != usual || b[10] != ' ' || b[13] != ':' || b[16] != ':' || b[19] != ' ' || b[20] != '+' && b[20] != '-' {
		return unusualTime(string(b))
	}
	if string(b[:10]) != c.date {
		st, ok := parseStamp(string(b[:10]) + " 00:00")
		if !ok {
			return 0, 0, false
		}
		c.date, c.day = string(b[:10]), st.T.Unix()
	}
	h, m, s, oh, om := pair(b[11:]), pair(b[14:]), pair(b[17:]), pair(b[21:]), pair(b[23:])
	if h > 23 || m > 59 || s > 60 || oh > 14 || om > 59 {
		return 0, 0, false
	}
	offset = oh*3600 + om*60
	if b[20] == '-' {
		offset = -offset
	}
	return c.day + int64(h*3600+m*60+s-offset), offset, sound(offset)
}

// pair reads two digits; what are none is larger than any two.
func pair(b []byte) int {
	tens, ones := b[0]-'0', b[1]-'0'
	if tens > 9 || ones > 9 {
		return math.MaxInt16
	}
	return int(tens)*10 + int(ones)
}

// unusualTime reads what parseStamp does, and clocks of 12 hours: "2006-01-02 3:04:05 PM -0700", with narrow blanks (U+202F) too. What names
// no offset is no instant.
func unusualTime(s string) (at int64, offset int, ok bool) {
	part := strings.Fields(s) // every kind of blank
	if n := len(part); n > 2 {
		if clock, ok := clock24(strings.ToLower(strings.Join(part[1:n-1], ""))); ok {
			part = []string{part[0], clock, part[n-1]}
		}
	}
	st, ok := parseStamp(strings.Join(part, " "))
	if !ok || !st.Zoned {
		return 0, 0, false
	}
	if st.Offset != nil {
		offset = *st.Offset
	}
	return st.T.Unix(), offset, true
}

// clock24 turns "3:04:05pm", or "3:04:05p.m.", into "15:04:05"; false where it is no clock of 12 hours.
func clock24(s string) (string, bool) {
	s = strings.ReplaceAll(s, ".", "")
	clock, later := strings.CutSuffix(s, "pm")
	if !later {
		var early bool
		if clock, early = strings.CutSuffix(s, "am"); !early {
			return "", false
		}
	}
	hour, rest, _ := strings.Cut(clock, ":")
	h, ok := digits(hour)
	if !ok || h < 1 || h > 12 {
		return "", false
	}
	h %= 12
	if later {
		h += 12
	}
	return strconv.Itoa(h/10) + strconv.Itoa(h%10) + ":" + rest, true
}
