package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const model = "m1"

func oslo(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// today is a Wednesday; day(0) is today, day(1) the day before.
func day(back int) record.Date {
	return record.DateOf(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)) - record.Date(back)
}

// athlete is one who is judged again and again, by levels that the test sets: of each day the level that its data give.
type athlete struct {
	t        testing.TB
	zone     *time.Location
	latest   alert.TimeOfDay
	days     []record.Day
	level    map[record.Date]string
	verdict  map[record.Date]string
	mornings map[record.Date]result.Judgement
	told     map[string]result.Last
	notices  []result.Notice // of a risen risk
	all      []result.Notice
	asked    map[record.Date]time.Time // as of which each day was judged last
}

func newAthlete(t testing.TB) *athlete {
	return &athlete{
		t: t, zone: oslo(t), latest: 11 * 60, level: map[record.Date]string{}, verdict: map[record.Date]string{},
		mornings: map[record.Date]result.Judgement{}, asked: map[record.Date]time.Time{},
	}
}

// slept adds the night that ends on a day at a local time.
func (a *athlete) slept(d record.Date, until alert.TimeOfDay) {
	end := until.On(d, a.zone)
	a.days = append(a.days, record.Day{Date: d, TZ: "Europe/Oslo", Nights: []record.Night{{Start: end.Add(-8 * time.Hour), End: end}}})
}

// judge judges at a local time of a day and gives what was decided.
func (a *athlete) judge(d record.Date, at alert.TimeOfDay) alert.Decision {
	a.t.Helper()
	out := alert.Decide(alert.Input{
		Athlete: "ada", Now: at.On(d, a.zone), Zone: a.zone, Latest: a.latest, Days: a.days, Before: a.mornings, Told: a.told,
		Judge: func(at time.Time) result.Verdict {
			d := record.DateOf(at.In(a.zone))
			a.asked[d] = at
			v := result.Verdict{Model: model, At: at, Verdict: "go", Risk: result.Risk{Level: "green", Confidence: "high"}}
			if l, ok := a.level[d]; ok {
				v.Risk.Level = l
			}
			if w, ok := a.verdict[d]; ok {
				v.Verdict = w
			}
			return v
		},
	})
	for _, j := range out.Mornings {
		if was, ok := a.mornings[j.Day]; ok && cmp.Diff(was.First, j.First) != "" {
			a.t.Errorf("what was said first of %s changed", j.Day)
		}
		a.mornings[j.Day] = j
	}
	for _, n := range out.Notices {
		if n.Kind == alert.KindRisk {
			a.notices = append(a.notices, n)
		}
		a.all = append(a.all, n)
	}
	a.told = out.Told
	return out
}

func (a *athlete) wantNotices(want ...string) {
	a.t.Helper()
	var got []string
	for _, n := range a.notices {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s from %s%s", n.ID, n.Was, map[bool]string{true: " late"}[n.Late])))
	}
	if d := cmp.Diff(want, got); d != "" {
		a.t.Errorf("notices (-want +got):\n%s", d)
	}
}

func clock(t testing.TB, s string) alert.TimeOfDay {
	t.Helper()
	at, err := alert.ParseTimeOfDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWhenAMorningIsJudged(t *testing.T) {
	for name, c := range map[string]struct {
		now  string
		make func(a *athlete)
		want string // as of which, "" for not at all
	}{
		"too early and nothing known":  {"06:30", func(*athlete) {}, ""},
		"at the latest, without data":  {"11:00", func(*athlete) {}, "11:00"},
		"later, as of the latest hour": {"15:30", func(*athlete) {}, "11:00"},
		"its night is known":           {"06:30", func(a *athlete) { a.slept(day(0), clock(a.t, "06:12")) }, "06:30"},
		"a nap is no night": {"06:30", func(a *athlete) {
			a.slept(day(0), clock(a.t, "06:12"))
			a.days[len(a.days)-1].Nights[0].Nap = true
		}, ""},
		"half an hour is no night": {"06:30", func(a *athlete) {
			a.slept(day(0), clock(a.t, "06:12"))
			n := &a.days[len(a.days)-1].Nights[0]
			n.Start = n.End.Add(-30 * time.Minute)
		}, ""},
		"its check-in is known": {"06:30", func(a *athlete) {
			a.days = append(a.days, record.Day{Date: day(0), CheckIn: &record.CheckIn{Day: day(0), Fatigue: new(4)}, Entered: clock(a.t, "06:25").On(day(0), a.zone)})
		}, "06:30"},
		"a night that ends after the latest hour": {"15:30", func(a *athlete) { a.slept(day(0), clock(a.t, "15:00")) }, "15:00"},
		"nothing for a week":                      {"12:00", func(a *athlete) { a.days = a.days[:0]; a.slept(day(7), clock(a.t, "06:00")) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAthlete(t)
			a.slept(day(1), clock(t, "06:00"))
			c.make(a)
			a.judge(day(0), clock(t, c.now))
			got := ""
			if at, ok := a.asked[day(0)]; ok {
				got = at.In(a.zone).Format("15:04")
			}
			if _, judged := a.mornings[day(0)]; got != c.want || judged != (c.want != "") {
				t.Errorf("judged as of %q (%v), want %q", got, judged, c.want)
			}
		})
	}
}

// A workout after the morning is no correction of it: it is judged again as of the same instant.
func TestAMorningKeepsItsInstant(t *testing.T) {
	a := newAthlete(t)
	a.slept(day(0), clock(t, "06:12"))
	a.judge(day(0), clock(t, "06:30"))
	a.judge(day(0), clock(t, "21:00"))
	if got := a.asked[day(0)].In(a.zone).Format("15:04"); got != "06:30" {
		t.Errorf("judged again as of %s", got)
	}
	// Judged by a check-in in the night; the night ends later, and what it tells counts.
	b := newAthlete(t)
	b.days = append(b.days, record.Day{Date: day(0), CheckIn: &record.CheckIn{Day: day(0)}})
	b.judge(day(0), clock(t, "04:00"))
	b.days = nil
	b.slept(day(0), clock(t, "07:00"))
	b.judge(day(0), clock(t, "07:30"))
	if got := b.asked[day(0)].In(a.zone).Format("15:04"); got != "07:00" {
		t.Errorf("judged again as of %s", got)
	}
}

func TestLateDataCorrect(t *testing.T) {
	a := newAthlete(t)
	a.slept(day(1), clock(t, "06:00"))
	a.judge(day(1), clock(t, "06:30"))
	a.verdict[day(1)] = "wait" // a session of the evening before that comes in late
	a.judge(day(0), clock(t, "06:30"))
	now := clock(t, "06:40").On(day(0), a.zone)
	got, ok := alert.Correction(a.mornings, now, a.zone)
	if want := (result.Correction{Day: day(1), Was: "go", Now: "wait"}); !ok || got != want {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := alert.Correction(a.mornings, now.Add(-time.Hour), a.zone); ok {
		t.Error("known before the data came")
	}
	if _, ok := alert.Correction(a.mornings, now.AddDate(0, 0, 2), a.zone); ok {
		t.Error("still told three days after")
	}
	a.wantNotices()
	a.verdict[day(1)] = "go"
	a.judge(day(0), clock(t, "07:00"))
	if got, ok := alert.Correction(a.mornings, now.Add(time.Hour), a.zone); ok {
		t.Errorf("back to what was said first, and yet %+v", got)
	}
	if d := a.judge(day(0), clock(t, "07:30")); len(d.Mornings) != 0 {
		t.Errorf("nothing changed, and yet %+v is written", d.Mornings)
	}
}

func TestNotices(t *testing.T) {
	for name, c := range map[string]struct {
		run  func(a *athlete)
		want []string
	}{
		"a rise": {func(a *athlete) {
			a.level[day(0)] = "amber"
		}, []string{"risk-2026-11-25-amber from green"}},
		"a state that lasts": {func(a *athlete) {
			for i := range 10 {
				a.level[day(i)] = "amber"
			}
		}, nil},
		"a rise of long ago": {func(a *athlete) {
			a.level[day(4)], a.level[day(3)] = "red", "red"
		}, nil},
		"a rise of two days ago, brought today": {func(a *athlete) {
			a.level[day(2)] = "red"
		}, []string{"risk-2026-11-23-red from green"}},
		"the newest of two": {func(a *athlete) {
			a.level[day(1)], a.level[day(0)] = "amber", "red"
		}, []string{"risk-2026-11-25-red from amber"}},
		"from the unknown": {func(a *athlete) {
			a.level[day(1)], a.level[day(0)] = "unknown", "amber"
		}, []string{"risk-2026-11-25-amber from unknown"}},
		"late data make it worse": {func(a *athlete) {
			a.judge(day(0), clock(a.t, "07:00"))
			a.level[day(0)] = "red"
		}, []string{"risk-2026-11-25-red from green late"}},
		"late data make yesterday worse": {func(a *athlete) {
			a.judge(day(1), clock(a.t, "07:00"))
			a.level[day(1)], a.level[day(0)] = "amber", "amber"
		}, []string{"risk-2026-11-24-amber from green late"}},
		"late data make it better, then as bad again": {func(a *athlete) {
			a.level[day(0)] = "amber"
			a.judge(day(0), clock(a.t, "07:00"))
			a.level[day(0)] = "green"
			a.judge(day(0), clock(a.t, "08:00"))
			a.level[day(0)] = "amber"
		}, []string{"risk-2026-11-25-amber from green"}},
		"the same level within three days": {func(a *athlete) {
			a.level[day(2)] = "amber"
			a.judge(day(2), clock(a.t, "07:00"))
			a.judge(day(1), clock(a.t, "07:00"))
			a.level[day(0)] = "amber"
		}, []string{"risk-2026-11-23-amber from green"}},
		"the same level after three days": {func(a *athlete) {
			a.level[day(3)] = "amber"
			a.judge(day(3), clock(a.t, "07:00"))
			a.level[day(0)] = "amber"
		}, []string{"risk-2026-11-22-amber from green", "risk-2026-11-25-amber from green"}},
		"told late, and again three days after its day": {func(a *athlete) {
			a.level[day(3)] = "amber"
			a.judge(day(1), clock(a.t, "07:00"))
			a.level[day(0)] = "amber"
		}, []string{"risk-2026-11-22-amber from green"}},
		"worse the next day": {func(a *athlete) {
			a.level[day(1)] = "amber"
			a.judge(day(1), clock(a.t, "07:00"))
			a.level[day(0)] = "red"
		}, []string{"risk-2026-11-24-amber from green", "risk-2026-11-25-red from amber"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAthlete(t)
			for i := range 10 {
				a.slept(day(i), clock(t, "06:00"))
			}
			c.run(a)
			a.judge(day(0), clock(t, "12:00"))
			a.judge(day(0), clock(t, "12:00")) // what comes twice changes nothing
			a.wantNotices(c.want...)
		})
	}
}

func TestTimeOfDay(t *testing.T) {
	for _, bad := range []string{"", "noon", "7:00", "24:00", "11:60", "11:00:00"} {
		if at, err := alert.ParseTimeOfDay(bad); err == nil {
			t.Errorf("%q is %s", bad, at)
		}
	}
	at := clock(t, "02:30")
	if got := at.On(record.DateOf(time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)), oslo(t)).UTC().Format(time.RFC3339); got != "2026-03-29T01:30:00Z" {
		t.Errorf("in the hour that is left out: %s", got)
	}
	if got := at.On(day(0), oslo(t)).UTC().Format(time.RFC3339); got != "2026-11-25T01:30:00Z" || at.String() != "02:30" {
		t.Errorf("%s is %s", at, got)
	}
}
