package record

import "time"

// Location is the zone in force on a local date: that of the last entry of the history that begins on or before it, else the home zone. It
// is UTC where nothing is known. A name that no zone database knows is passed over, and so is "Local", which is the machine's zone.
func (a About) Location(d Date) *time.Location {
	return a.location(func(z Zone, _ *time.Location) bool { return z.From <= d })
}

// LocationAt is the zone in force at an instant. An entry begins with the midnight of its date in its own zone.
func (a About) LocationAt(t time.Time) *time.Location {
	return a.location(func(z Zone, loc *time.Location) bool { return z.From == NoDate || z.From <= DateOf(t.In(loc)) })
}

// LocationBy is the zone in force at an instant; while the athlete has named none, that of a day of theirs, UTC where that is nil.
func (a About) LocationBy(t time.Time, d *Day) *time.Location {
	if len(a.Zones) > 0 || d == nil {
		return a.LocationAt(t)
	}
	if loc, err := time.LoadLocation(d.TZ); err == nil && d.TZ != "" {
		return loc
	}
	return time.FixedZone("", d.Offset)
}

// location is the zone of the last entry that has begun. Of entries from the same date the one that stands last holds.
func (a About) location(begun func(Zone, *time.Location) bool) *time.Location {
	found, from := time.UTC, NoDate
	for _, z := range a.Zones {
		if z.TZ == "" || z.From < from {
			continue
		}
		loc, err := time.LoadLocation(z.TZ)
		if err != nil || z.TZ == "Local" || !begun(z, loc) {
			continue
		}
		found, from = loc, z.From
	}
	return found
}
