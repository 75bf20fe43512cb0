package record

import (
	"fmt"
	"time"
)

// Date is a calendar date as days since 1970-01-01. It is written "2006-01-02".
type Date int32

// NoDate is the date of entries that hold for every day; it is written "profile".
const NoDate Date = -1 << 31

const secondsPerDay = 24 * 60 * 60

// DateOf is the date of t in t's own location.
func DateOf(t time.Time) Date {
	_, off := t.Zone()
	s := t.Unix() + int64(off)
	if s < 0 {
		s -= secondsPerDay - 1
	}
	return Date(s / secondsPerDay)
}

// ParseDate reads "2006-01-02" or "profile".
func ParseDate(s string) (Date, error) {
	if s == "profile" {
		return NoDate, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("read date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// Time is the date's midnight in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// In is the first instant of the date in a zone.
func (d Date) In(loc *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// String is "2006-01-02", or "profile" for NoDate.
func (d Date) String() string {
	if d == NoDate {
		return "profile"
	}
	return d.Time().Format(time.DateOnly)
}

// Month is "2006-01", or "profile" for NoDate.
func (d Date) Month() string {
	if d == NoDate {
		return "profile"
	}
	return d.Time().Format("2006-01")
}

// Weekday is the date's day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// MarshalText writes String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what String writes.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// MonthRange gives the first and the last date of a month "2006-01".
func MonthRange(month string) (first, last Date, err error) {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return 0, 0, fmt.Errorf("read month %q: want YYYY-MM", month)
	}
	return DateOf(t), DateOf(t.AddDate(0, 1, -1)), nil
}
