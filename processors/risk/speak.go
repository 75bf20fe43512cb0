package risk

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Speaker says single things in the words of the verdict, for notices.
type Speaker struct{ y speech }

// Speak gives the words of a language as of an instant in the athlete's zone, English unless it is "nb".
func Speak(language string, now time.Time, zone *time.Location) Speaker {
	today := record.DateOf(now.In(zone))
	s := &situation{in: Input{At: now}, today: today}
	return Speaker{speech{s: s, w: vocabulary(language)}}
}

// Moment is "today 18:00", "Wednesday 07:30" or "17 November 18:00".
func (p Speaker) Moment(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return p.y.day(record.DateOf(t)) + " " + t.Format(p.y.w.clock)
}

// Short is a verdict in a word or two.
func (p Speaker) Short(verdict string) string { return p.y.w.short[verdict] }

// Level is a level of the recovery risk in a word.
func (p Speaker) Level(word string) string {
	for level, w := range p.y.w.levels {
		if LevelWord(level) == word {
			return w
		}
	}
	return p.y.w.short[Undetermined]
}

// Number is a number with at most so many decimals.
func (p Speaker) Number(x float64, decimals int) string { return p.y.number(x, decimals) }

// Duration is minutes as "6 h 05".
func (p Speaker) Duration(minutes float64) string { return p.y.duration(minutes) }
