package web

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Whatever a form posts: it is refused, or becomes an entry that can be written and read again as it was.
func FuzzForms(f *testing.F) {
	catalogue, err := exercise.Load()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"day=2026-11-25&fatigue=2&soreness=3&rpe=7,5&protein_g=NaN&sick=no&sick=yes&tag=&tag=travel&note=%ff", "day=0000-00-00", "fatigue=99&day=2026-11-25", "rpe=1e999&day=2026-11-25",
		"workout=2026-11-24T17:00:00Z&sets=3&set=1&set=2&kg=80&reps=8&exercise=hip+thrust&warmup=yes", "workout=2026-11-24T17:00:00Z&sets=-1&set=99999999999", "kg=Inf&workout=2026-11-24T17:00:00Z&sets=1&set=1",
		"quiet_from=22:00&quiet_to=06:30&lead=3,5&kind=risk", "lead=NaN&quiet_from=25:00", "lead=1e308",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
		if c, err := ParseCheckIn(form); err == nil {
			kept(t, record.Entry{Kind: record.CheckInEntry, Entered: now, CheckIn: &c})
		}
		if c, err := ParseAnswer(form); err == nil {
			kept(t, record.Entry{Kind: record.CheckInEntry, Entered: now, CheckIn: &c})
		}
		all, err := ParseCorrections(form, record.Profile{}, catalogue)
		if err == nil {
			for i := range all {
				kept(t, record.Entry{Kind: record.CorrectionEntry, Entered: now, Correction: &all[i]})
			}
		}
		if a, err := ParseAlerts(form, alertDefaults()); err == nil {
			kept(t, record.Entry{Kind: record.ProfileEntry, Entered: now, Profile: &record.Profile{Alerts: &a}})
		}
	})
}

// kept fails where an entry that is taken cannot be written, or is another when it is read again.
func kept(t *testing.T, e record.Entry) {
	t.Helper()
	if e.Check() != nil {
		return
	}
	b, err := json.Marshal(e)
	if err != nil || !utf8.Valid(b) {
		t.Fatalf("%+v cannot be written: %v", e, err)
	}
	var again record.Entry
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatalf("%s cannot be read again: %v", b, err)
	}
	if err := again.Check(); err != nil {
		t.Errorf("%s is not taken again: %v", b, err)
	}
}
