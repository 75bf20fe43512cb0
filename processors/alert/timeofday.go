package alert

import (
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// TimeOfDay is a local time of day in minutes after midnight, written "15:04".
type TimeOfDay int

// ParseTimeOfDay reads "15:04".
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("time of day %q: want one like 11:00", s)
	}
	return TimeOfDay(t.Hour()*60 + t.Minute()), nil
}

// String is "15:04".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// MarshalText writes String.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTimeOfDay reads.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	v, err := ParseTimeOfDay(string(b))
	*t = v
	return err
}

// On is the instant of that time on a date in a zone.
func (t TimeOfDay) On(d record.Date, zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, int(t)/60, int(t)%60, 0, 0, zone)
}
