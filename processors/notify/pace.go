package notify

import (
	"hash/fnv"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const (
	longestPause = time.Hour
	giveUp       = 24 * time.Hour  // after which a delivery has failed for good
	lease        = 2 * time.Minute // for which an attempt belongs to the process that began it
)

// of gives the quiet hours of an athlete who said something of them.
func (q Quiet) of(said *record.Alerts) Quiet {
	if said == nil || said.QuietFrom == nil || said.QuietTo == nil {
		return q
	}
	from, err := alert.ParseTimeOfDay(*said.QuietFrom)
	to, err2 := alert.ParseTimeOfDay(*said.QuietTo)
	if err != nil || err2 != nil { // entries are checked when they are entered
		return q
	}
	return Quiet{From: from, To: to}
}

// end is the first instant after the quiet hours in which t lies; t itself where it lies in none.
func (q Quiet) end(t time.Time, zone *time.Location) time.Time {
	if q.From == q.To {
		return t
	}
	today := record.DateOf(t.In(zone))
	for d := today - 1; d <= today; d++ {
		last := d
		if q.To < q.From {
			last = d + 1
		}
		if from, to := q.From.On(d, zone), q.To.On(last, zone); !t.Before(from) && t.Before(to) {
			return to
		}
	}
	return t
}

// pause is how long to wait after so many attempts of a delivery failed: doubled each time, and up to a fifth longer, another for each
// delivery, so that not all come back at once.
func pause(first time.Duration, tries int, key string) time.Duration {
	p := first
	for range tries - 1 {
		if p *= 2; p >= longestPause {
			p = longestPause
			break
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	const parts, fifth = 1 << 10, 5
	return p + p/fifth*time.Duration(h.Sum32()%parts)/parts
}

// due tells whether it is time to try a delivery: its time has come, or the clock was set back since, so that it would come too late.
func due(d result.Delivery, now time.Time) bool {
	return !d.Next.After(now) || max(d.Decided.Sub(now), d.Tried.Sub(now)) > lease // that of another process is no more than that ahead
}

// over tells whether a notice is not worth sending any more, or was decided by a clock that was far ahead.
func over(n result.Notice, now time.Time) bool {
	return !n.Until.IsZero() && !now.Before(n.Until) || now.Sub(n.Decided).Abs() >= 2*giveUp
}
