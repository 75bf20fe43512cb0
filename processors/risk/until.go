package risk

import (
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Until leaves of an athlete's days what was known at an instant: no later day, and of the day then running no night that ended later nor
// a workout that began later. Answers have no time of day; those of the running day stay. The days themselves are left as they are.
func Until(days []record.Day, at time.Time) []record.Day {
	out := make([]record.Day, 0, len(days))
	for _, d := range days {
		today := record.DateOf(at.In(time.FixedZone("", d.Offset)))
		if d.Date > today {
			continue
		}
		if d.Date == today {
			d = running(d, at)
		}
		out = append(out, d)
	}
	return out
}

// running cuts a day that was not over. Values of the night go with it.
func running(d record.Day, at time.Time) record.Day {
	nights := len(d.Nights)
	d.Nights = slices.DeleteFunc(slices.Clone(d.Nights), func(n record.Night) bool { return n.End.After(at) })
	d.Workouts = slices.DeleteFunc(slices.Clone(d.Workouts), func(w record.DayWork) bool { return w.Start.After(at) })
	if nights > 0 && len(d.Nights) == 0 {
		d.NightHR, d.HRV, d.Vendor = nil, nil, nil
	}
	return d
}
