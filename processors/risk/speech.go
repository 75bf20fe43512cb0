package risk

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// speech says a situation in the athlete's language.
type speech struct {
	s *situation
	w words
}

func newSpeech(s *situation) speech {
	return speech{s: s, w: vocabulary(cmp.Or(s.in.Language, s.in.About.Profile.LanguageOr("")))}
}

// verdict is the answer in a sentence or two. earliest is the minute whose verdict is best, if there is one.
func (y speech) verdict(verdict string, start, earliest time.Time, best string) string {
	switch verdict {
	case Go:
		return fmt.Sprintf(y.w.goNow, y.moment(start))
	case Lighter:
		text := y.w.lighter
		if best == Go {
			text += fmt.Sprintf(y.w.full, y.moment(earliest))
		}
		return text
	case Wait:
		switch best {
		case Go:
			return fmt.Sprintf(y.w.wait, y.moment(earliest))
		case Lighter:
			return fmt.Sprintf(y.w.waitLighter, y.moment(earliest))
		}
		return y.w.waitOpen
	case Rest:
		if y.s.sharp {
			return y.w.pain
		}
		return y.w.rest
	}
	return fmt.Sprintf(y.w.unknown, y.lastNight())
}

// lastNight says since when there has been no night.
func (y speech) lastNight() string {
	if y.s.night < 0 {
		return y.w.noNightYet
	}
	return fmt.Sprintf(y.w.noNight, y.day(y.s.in.Frame.Date(y.s.night)))
}

// moment is "today 18:00", "Wednesday 07:30" or "17 November 18:00", in the athlete's zone then.
func (y speech) moment(t time.Time) string {
	if t.Equal(y.s.in.At) {
		return y.w.now
	}
	t = t.In(y.s.zone(t))
	return y.day(record.DateOf(t)) + " " + t.Format(y.w.clock)
}

// day names a date as seen from today: by its weekday within six days.
func (y speech) day(d record.Date) string {
	switch ahead := int(d - y.s.today); {
	case ahead == 0:
		return y.w.today
	case ahead == 1:
		return y.w.tomorrow
	case ahead > -7 && ahead < 7:
		return y.w.weekdays[d.Weekday()]
	}
	t := d.Time()
	return fmt.Sprintf(y.w.date, t.Day(), y.w.months[t.Month()-1])
}

// number is a number with at most so many decimals and the language's decimal sign.
func (y speech) number(x float64, decimals int) string {
	pow := math.Pow(10, float64(decimals))
	x = math.Round(x*pow) / pow
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", y.w.decimal, 1)
}

// duration is minutes as "6 h 05".
func (y speech) duration(minutes float64) string {
	m := int(math.Round(minutes))
	return fmt.Sprintf("%d %s %02d", m/60, y.w.hour, m%60)
}

// nights is so many nights.
func (y speech) nights(n int) string {
	if n == 1 {
		return y.w.night
	}
	return fmt.Sprintf(y.w.nights, n)
}
