package risk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Advice stands behind every reason that bears on the verdict, and changes no verdict.
func TestAdvice(t *testing.T) {
	ex := catalogue(t)
	note := func(change func(a *athlete)) (result.Verdict, map[string]string) {
		a := newAthlete()
		before := a.judge(ex, "en")
		change(a)
		v := a.judge(ex, "en")
		if v.Verdict != before.Verdict {
			t.Errorf("advice changed the verdict from %s to %s", before.Verdict, v.Verdict)
		}
		texts := map[string]string{}
		for _, r := range v.Reasons {
			texts[r.Sign] = r.Text
		}
		return v, texts
	}
	for _, c := range []struct {
		name, sign, want string
		change           func(a *athlete)
	}{
		{"context", "context", "You noted alcohol, travel: that moves", func(a *athlete) { a.days[today].CheckIn.Tags = []string{"travel", "alcohol", "nonsense"} }},
		{"too little protein", "protein_g", "Protein 1.2 g per kg and day; 1.6 to 2.2 helps", func(a *athlete) {
			a.about.Profile.WeightKg, a.days[today].CheckIn.ProteinG = new(70.), new(84.)
		}},
		{"enough protein", "protein_g", "Protein 1.8 g per kg and day, within", func(a *athlete) {
			a.about.Profile.WeightKg, a.days[today].CheckIn.ProteinG = new(70.), new(126.)
		}},
		{"seldom", "glute_sessions_7d", "1 glute sessions a week over four weeks; two to four is the usual range.", func(a *athlete) {
			for d := today - 40; d < today; d++ {
				if d.Weekday() == time.Tuesday {
					a.days[d].Workouts = nil
				}
			}
		}},
		{"often", "glute_sessions_7d", "3.8 glute sessions a week over four weeks; two or three for beginners", func(a *athlete) {
			a.about.Profile.Experience = new("beginner")
			for d := today - 40; d < today-3; d++ {
				if wd := d.Weekday(); wd == time.Monday || wd == time.Thursday {
					a.work(d, 18, time.Hour, 1, record.Set{Exercise: thrust, Reps: new(8), LoadKg: new(100.), RIR: new(2.)})
				}
			}
		}},
		{"few sets", "glute_sets_7d", "8 hard sets a week over four weeks; 10-20 is the usual range.", func(a *athlete) {
			for d := today - 40; d < today; d++ {
				for i := range a.days[d].Workouts {
					sets := a.days[d].Workouts[i].Sets
					a.days[d].Workouts[i].Sets = sets[:min(4, len(sets))]
				}
			}
		}},
		{"one range only", "repetition_ranges", "100 % of your hard sets in four weeks were moderate", func(*athlete) {}},
		{"no medius", "glute_sets_med", "0 for medius and minimus. Add abductions", func(*athlete) {}},
		{"progress", "glute_volume_kg", "Last two weeks against the two before: strength 0 %, volume −25 %. Neither grows", func(*athlete) {}},
	} {
		v, texts := note(c.change)
		if !strings.Contains(texts[c.sign], c.want) {
			t.Errorf("%s: %q, want %q in it", c.name, texts[c.sign], c.want)
		}
		i := slices.IndexFunc(v.Reasons, func(r result.Reason) bool { return r.Sign == c.sign })
		for _, r := range v.Reasons[max(i, 0):] {
			if r.Effect == "against" || r.Effect == "missing" {
				t.Errorf("%s: stands before %s", c.name, r.Text)
			}
		}
	}
}

func TestMixedRangesAndAbductionsNeedNoAdvice(t *testing.T) {
	a := newAthlete()
	for d := today - 27; d < today-3; d += 4 {
		for _, reps := range []int{5, 5, 20, 20} {
			a.work(d, 12, time.Hour, 5, record.Set{Exercise: thrust, Reps: new(reps), LoadKg: new(80.), RIR: new(2.)})
			a.work(d, 14, time.Hour, 5, record.Set{Exercise: clams, Reps: new(reps), LoadKg: new(20.), RIR: new(2.)})
		}
	}
	for _, r := range a.judge(catalogue(t), "en").Reasons {
		if r.Sign == "repetition_ranges" {
			t.Errorf("%s", r.Text)
		}
	}
}
