package metric_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// twoDays are some days on which two sources may have a resting heart rate; a letter per source and day, in the order of the sources: y has
// one, t has one of a thin night, f one of a guessed night, - has none.
func twoDays(watch, ring string) []record.Day {
	var out []record.Day
	for i := range watch {
		d := record.Day{Date: firstDay + record.Date(i), HRMin: 600}
		for _, s := range []struct {
			key  string
			kind byte
			bpm  float64
		}{{"watch", watch[i], 50}, {"ring", ring[i], 55}} {
			n := record.NightHR{Source: s.key, Window: "sleep", Bins: 400, Coverage: 1, Low30: &s.bpm}
			switch s.kind {
			case '-':
				continue
			case 't':
				n.Coverage = .3
			case 'f':
				n.Window = "fallback"
			}
			d.Sources = append(d.Sources, record.DaySource{Source: record.Source{Key: s.key}})
			d.NightHR = append(d.NightHR, n)
		}
		out = append(out, d)
	}
	return out
}

func choiceOf(f *metric.Frame, i int, what string) *record.Choice {
	for _, c := range f.Choices(i) {
		if c.What == what {
			return &c
		}
	}
	return nil
}

func TestOneOfTwoSources(t *testing.T) {
	month := strings.Repeat("y", 30)
	for _, tc := range []struct {
		name        string
		watch, ring string
		order       []string
		forRHR      []string
		bridge      string
		want        string // source and why on the last day
	}{
		{"the athlete's order", month, month, []string{"ring"}, nil, "", "ring your_order"},
		{"the order for this kind", month, month, []string{"ring", "watch"}, []string{"watch"}, "", "watch your_order"},
		{"a known night before a guessed one", month + "f", month + "y", nil, nil, "", "ring sleep_window"},
		{"a whole night before half of one", month + "t", month + "y", nil, nil, "", "ring coverage"},
		{"the order before all that", month + "f", month + "y", []string{"watch"}, nil, "", "watch your_order"},
		{"a device", month, month, nil, nil, "watch", "ring device"},
		{"more of the last four weeks", strings.Repeat("y---", 7) + "y", strings.Repeat("-", 15) + strings.Repeat("y", 14), nil, nil, "", "ring more_days"},
		{"a new watch waits", strings.Repeat("y", 10), strings.Repeat("-", 7) + "yyy", nil, nil, "", "watch more_days"},
		{"one day more", "-yyy", "yyyy", nil, nil, "", "ring more_days"},
		{"of as many days the one chosen last", month, month, nil, nil, "", "watch kept"},
		{"nothing tells them apart", "y", "y", nil, nil, "", "watch alike"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			days := twoDays(tc.watch, tc.ring)
			for i := range days {
				for k := range days[i].Sources {
					s := &days[i].Sources[k]
					s.Bridge = s.Key == tc.bridge
				}
			}
			about := record.About{Profile: record.Profile{Sources: tc.order, SourcesFor: map[record.ChoiceKind][]string{record.ChooseRHR: tc.forRHR}}}
			f := metric.NewFrame(days, about, nil)
			f.Evaluate()
			c := choiceOf(f, f.Len()-1, "rhr")
			if c == nil || len(c.Others) != 1 {
				t.Fatalf("no choice among two: %+v", c)
			}
			if got := c.Source + " " + string(c.Why); got != tc.want || f.Columns["rhr"].Source.At(f.Len()-1) != c.Source {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// Two devices that are both worn do not take turns: a night without one of them changes the source at most once.
func TestSourcesDoNotTakeTurns(t *testing.T) {
	days := twoDays(strings.Repeat("y", 20)+"-"+strings.Repeat("y", 60), strings.Repeat("y", 81))
	f := metric.NewFrame(days, record.About{}, nil)
	f.Evaluate()
	source := f.Columns["rhr"].Source
	changes := 0
	for i := 1; i < f.Len(); i++ {
		if source.At(i) != source.At(i-1) {
			changes++
		}
	}
	if changes != 1 || source.At(0) != "watch" || source.At(80) != "ring" {
		t.Errorf("%d changes, from %s to %s", changes, source.At(0), source.At(80))
	}
}

// What one source alone said is no choice.
func TestNoChoiceOfOne(t *testing.T) {
	f := metric.NewFrame(twoDays("yy", "--"), record.About{}, nil)
	if got := f.Choices(1); got != nil {
		t.Errorf("got %+v", got)
	}
}

func TestMainNightOfSeveral(t *testing.T) {
	at := func(h float64) time.Time { return firstDay.Time().Add(time.Duration(h * float64(time.Hour))) }
	slept := func(source string, from, to float64, totals bool) record.Night {
		n := record.Night{Source: source, Start: at(from), End: at(to), TotalsOnly: totals, TSTMin: 60 * (to - from), TIBMin: 60 * (to - from)}
		if !totals {
			n.Stages = []record.Stage{{To: int(3600 * (to - from)), Kind: record.Light}}
		}
		return n
	}
	for _, tc := range []struct {
		name   string
		nights []record.Night
		order  []string
		want   string
	}{
		{"stage times", []record.Night{slept("a", -1, 7, true), slept("b", 0, 6.5, false)}, nil, "b stages"},
		{"the watch that died after two hours", []record.Night{slept("a", -1, 1, false), slept("b", -1, 7, true)}, nil, "b overlap"},
		{"the one the others agree with", []record.Night{slept("a", -3, 4, false), slept("b", -1, 6, false), slept("c", -1, 5.5, false)}, nil, "b richer"},
		{"the athlete's order", []record.Night{slept("a", -1, 1, true), slept("b", -1, 7, false)}, []string{"a"}, "a your_order"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			about := record.About{Profile: record.Profile{SourcesFor: map[record.ChoiceKind][]string{record.ChooseSleep: tc.order}}}
			f := metric.NewFrame([]record.Day{{Date: firstDay, Nights: tc.nights}}, about, nil)
			f.Evaluate()
			c := choiceOf(f, 0, "sleep")
			if c == nil {
				t.Fatal("no choice")
			}
			if got := c.Source + " " + string(c.Why); got != tc.want || f.Columns["sleep_tst_min"].Source.At(0) != c.Source {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// Steps are one source's, never a sum, and always told.
func TestStepsOfOneSource(t *testing.T) {
	steps := func(source string, n float64) record.DayValue {
		return record.DayValue{Source: source, Kind: record.DailySteps, Value: n}
	}
	worn := record.DaySource{Source: record.Source{Key: "watch"}, HRMin: 900}
	phone := record.DaySource{Source: record.Source{Key: "phone"}}
	for _, tc := range []struct {
		name    string
		sources []record.DaySource
		values  []record.DayValue
		want    string
	}{
		{"alone", []record.DaySource{phone}, []record.DayValue{steps("phone", 4000)}, "phone 4000 only"},
		{"worn", []record.DaySource{phone, worn}, []record.DayValue{steps("phone", 9000), steps("watch", 8000)}, "watch 8000 worn"},
		{"the higher", nil, []record.DayValue{steps("a", 8000), steps("b", 9000)}, "b 9000 richer"},
		{"none", nil, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := metric.NewFrame([]record.Day{{Date: firstDay, Sources: tc.sources, Vendor: tc.values}}, record.About{}, nil)
			got := ""
			if c := choiceOf(f, 0, "steps"); c != nil {
				got = fmt.Sprintf("%s %v %s", c.Source, *c.Value, c.Why)
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// genDays draws what three sources say of some weeks.
func genDays(t *rapid.T) []record.Day {
	var out []record.Day
	for i := range rapid.IntRange(1, 50).Draw(t, "days") {
		d := record.Day{Date: firstDay + record.Date(i)}
		for _, key := range []string{"k1", "k2", "k3"} {
			if rapid.IntRange(0, 2).Draw(t, "speaks") == 0 {
				continue
			}
			bpm := float64(rapid.IntRange(48, 52).Draw(t, "bpm"))
			d.Sources = append(d.Sources, record.DaySource{Source: record.Source{Key: key, Bridge: key == "k3"}, HRMin: rapid.IntRange(0, 1).Draw(t, "worn")})
			d.NightHR = append(d.NightHR, record.NightHR{Source: key, Window: "sleep", Bins: 300 + 10*rapid.IntRange(0, 1).Draw(t, "bins"), Coverage: float64(rapid.IntRange(0, 2).Draw(t, "coverage")) / 2, Low30: &bpm})
			d.Vendor = append(d.Vendor, record.DayValue{Source: key, Kind: record.DailySteps, Value: 100 * bpm})
			d.HRV = append(d.HRV, record.DayHRV{Source: key, Kind: record.RMSSDAsleep, Method: "vendor", Ms: bpm, N: 1})
		}
		out = append(out, d)
	}
	return out
}

// choices are all choices of a frame as text.
func choices(t *rapid.T, f *metric.Frame) []string {
	var out []string
	for i := range f.Len() {
		b, err := json.Marshal(f.Choices(i))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	return out
}

// No choice looks ahead, and none depends on what the keys of sources are.
func TestLawChoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := genDays(t)
		order := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"k1", "k2", "k3"}), rapid.ID[string]).Draw(t, "order")
		about := record.About{Profile: record.Profile{Sources: order}}
		want := choices(t, metric.NewFrame(days, about, nil))
		cut := rapid.IntRange(1, len(days)).Draw(t, "cut")
		if diff := cmp.Diff(want[:cut], choices(t, metric.NewFrame(days[:cut], about, nil))); diff != "" {
			t.Fatalf("later days change a choice: %s", diff)
		}
		b, err := json.Marshal(days)
		if err != nil {
			t.Fatal(err)
		}
		rename, back := strings.NewReplacer("k1", "z1", "k2", "y2", "k3", "a3"), strings.NewReplacer("z1", "k1", "y2", "k2", "a3", "k3")
		var other []record.Day
		if err := json.Unmarshal([]byte(rename.Replace(string(b))), &other); err != nil {
			t.Fatal(err)
		}
		about.Profile.Sources = slices.Clone(order)
		for i, k := range order {
			about.Profile.Sources[i] = rename.Replace(k)
		}
		got := choices(t, metric.NewFrame(other, about, nil))
		for i := range got {
			got[i] = back.Replace(got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("other keys change a choice: %s", diff)
		}
	})
}
