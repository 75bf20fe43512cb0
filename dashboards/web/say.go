package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const nbsp = "\u00a0" // keeps a number and its unit on one line

// number is a number with at most so many decimals and the language's decimal sign.
func (w words) number(x float64, decimals int) string {
	pow := math.Pow(10, float64(decimals))
	x = math.Round(x*pow)/pow + 0 // + 0: there is no -0
	s := strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", w.Decimal, 1)
	return strings.Replace(s, "-", "−", 1)
}

// count is a whole number.
func (w words) count(n int) string { return w.number(float64(n), 0) }

// signed is a number with its sign, also where it is positive.
func (w words) signed(x float64, decimals int) string {
	s := w.number(x, decimals)
	if math.Round(x*math.Pow(10, float64(decimals))) > 0 {
		return "+" + s
	}
	return s
}

// duration is minutes as "6 h 05".
func (w words) duration(minutes float64) string {
	m := int(math.Round(math.Abs(minutes)))
	sign := ""
	if minutes < 0 {
		sign = "−"
	}
	return fmt.Sprintf("%s%d%s%s%s%02d", sign, m/60, nbsp, w.Hour, nbsp, m%60)
}

// quantity is a number of a metric with its unit.
func (w words) quantity(x float64, unit string) string {
	const percent = 100
	switch {
	case unit == "min":
		return w.duration(x)
	case unit == "0..1":
		return w.number(percent*x, 0) + nbsp + "%"
	case unit == "0/1" && x == 0:
		return w.No
	case unit == "0/1":
		return w.Yes
	case unit == "1..5":
		return fmt.Sprintf(w.OfFive, w.number(x, 1))
	case strings.HasPrefix(unit, "0 green"):
		return w.level(x)
	case strings.HasPrefix(unit, "1 low"):
		return w.confidence(x)
	case unit == "h" && x >= 24: // nobody asks for the minutes of days
		return w.number(math.Floor(x), 0) + nbsp + w.Hour
	}
	decimals := 1
	if unit == "SD" || unit == "ratio" || unit == "bpm/week" {
		decimals++
	}
	return w.unit(w.number(x, decimals), unit)
}

func (w words) unit(number, unit string) string {
	if unit = w.unitWord(unit); unit == "" {
		return number
	}
	return number + nbsp + unit
}

// unitWord is a unit in the language; "" for what is counted by itself.
func (w words) unitWord(unit string) string {
	if word, ok := w.Units[unit]; ok {
		return word
	}
	return unit
}

// level is the word for the metric risk_level.
func (w words) level(x float64) string {
	name, ok := map[float64]string{0: "green", 1: "amber", 2: "red"}[x]
	if !ok {
		name = "unknown"
	}
	return w.Levels[name]
}

// confidence is the word for the metric risk_confidence.
func (w words) confidence(x float64) string {
	name, ok := map[float64]string{2: "medium", 3: "high"}[x]
	if !ok {
		name = "low"
	}
	return w.Confidence[name]
}

// clock is the time of day.
func (w words) clock(t time.Time) string { return t.Format(w.Clock) }

// moment is "today 18:00", "Wednesday 07:30" or "17 November 18:00" as seen from a date.
func (w words) moment(t time.Time, today record.Date) string {
	return w.day(record.DateOf(t), today) + " " + w.clock(t)
}

// day names a date as seen from another: by its weekday within six days.
func (w words) day(d, today record.Date) string {
	switch ahead := int(d - today); {
	case ahead == 0:
		return w.Today
	case ahead == 1:
		return w.Tomorrow
	case ahead == -1:
		return w.Yesterday
	case ahead > -7 && ahead < 7:
		return w.Weekdays[d.Weekday()]
	}
	return fmt.Sprintf(w.DateDay, d.Time().Day(), w.Months[d.Time().Month()-1])
}

// long is "Tuesday 10 November".
func (w words) long(d record.Date) string {
	return capital(fmt.Sprintf(w.DateLong, w.Weekdays[d.Weekday()], d.Time().Day(), w.Months[d.Time().Month()-1]))
}

// short is "10 Nov".
func (w words) short(d record.Date) string {
	return fmt.Sprintf(w.DateShort, d.Time().Day(), three(w.Months[d.Time().Month()-1]))
}

// column is "Tue 10 Nov".
func (w words) column(d record.Date) string { return capital(w.weekday(d)) + " " + w.short(d) }

func (w words) weekday(d record.Date) string { return three(w.Weekdays[d.Weekday()]) }

// three is a word's first three letters.
func three(s string) string { return string([]rune(s)[:3]) }

// warn says what limits a value, "" for nothing.
func (w words) warn(warn string) string {
	if warn == "" {
		return ""
	}
	var out []string
	for word := range strings.SplitSeq(warn, ",") {
		name, count, _ := strings.Cut(word, ":")
		text, ok := w.Warns[name]
		switch {
		case !ok:
			text = strings.ReplaceAll(name, "_", " ")
		case count != "":
			text = fmt.Sprintf(text, count)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// sourceName is a source's key without the hash of its serial.
func sourceName(key string) string {
	const hashLen = 8 // hex digits
	i := strings.LastIndexByte(key, '-')
	if i > 0 && len(key)-i-1 == hashLen && strings.Trim(key[i+1:], "0123456789abcdef") == "" {
		key = key[:i]
	}
	return strings.ReplaceAll(key, "-", " ")
}

// capital is a text with a capital letter in front.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
