package record_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func date(t *testing.T, s string) record.Date {
	t.Helper()
	d, err := record.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLocation(t *testing.T) {
	about := record.About{Zones: []record.Zone{
		{From: record.NoDate, TZ: "Europe/Oslo"},
		{From: date(t, "2026-07-01"), TZ: "Asia/Tokyo"},
		{From: date(t, "2026-07-10"), TZ: "Atlantis/Nowhere"},
		{From: date(t, "2026-07-20"), TZ: "Europe/Oslo"},
	}}
	for _, tc := range []struct {
		name  string
		about record.About
		at    string
		want  string
	}{
		{"nothing known", record.About{}, "2026-07-05T12:00:00Z", "UTC"},
		{"home", about, "2026-06-30T12:00:00Z", "Europe/Oslo"},
		{"the trip begins with midnight there", about, "2026-06-30T15:00:00Z", "Asia/Tokyo"},
		{"a moment before", about, "2026-06-30T14:59:59Z", "Europe/Oslo"},
		{"an unknown zone is passed over", about, "2026-07-15T12:00:00Z", "Asia/Tokyo"},
		{"back home", about, "2026-07-19T22:00:00Z", "Europe/Oslo"},
		{"long before", about, "2001-01-01T00:00:00Z", "Europe/Oslo"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tc.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := tc.about.LocationAt(at).String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	for day, want := range map[string]string{"2026-06-30": "Europe/Oslo", "2026-07-01": "Asia/Tokyo", "2026-07-20": "Europe/Oslo"} {
		if got := about.Location(date(t, day)).String(); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}

// The order of the entries does not matter, and an instant of a day lies in the zone of that day once no change is near.
func TestLawLocation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		change := record.Date(rapid.IntRange(18000, 22000).Draw(t, "change"))
		zones := []string{"Europe/Oslo", "America/New_York", "Asia/Kathmandu", "UTC"}
		home := record.Zone{From: record.NoDate, TZ: rapid.SampledFrom(zones).Draw(t, "home")}
		away := record.Zone{From: change, TZ: rapid.SampledFrom(zones).Draw(t, "away")}
		a, b := record.About{Zones: []record.Zone{home, away}}, record.About{Zones: []record.Zone{away, home}}
		at := change.Time().Add(time.Duration(rapid.IntRange(-200, 200).Draw(t, "hours")) * time.Hour)
		if a.LocationAt(at) != b.LocationAt(at) && a.LocationAt(at).String() != b.LocationAt(at).String() {
			t.Fatal("the order of the entries matters")
		}
		want := home.TZ
		if at.After(change.Time()) {
			want = away.TZ
		}
		if far := at.Sub(change.Time()).Abs() > 30*time.Hour; far && a.LocationAt(at).String() != want {
			t.Fatalf("%s: got %s, want %s", at, a.LocationAt(at), want)
		}
	})
}
