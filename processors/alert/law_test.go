package alert_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Whatever comes in whatever order and however late: what was said first stands (judge checks it), what is said now is what the data give,
// and no notice comes twice, about an old day, without a rise, or within three days of one of its level.
func TestAnyLateness(t *testing.T) {
	rank := map[string]int{"amber": 1, "red": 2}
	rapid.Check(t, func(r *rapid.T) {
		a := newAthlete(t)
		d, minute := day(40), alert.TimeOfDay(0)
		a.slept(d, clock(t, "06:00"))
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0: // time goes by
				d, minute = d+record.Date(rapid.IntRange(0, 4).Draw(r, "days")), minute+alert.TimeOfDay(rapid.IntRange(1, 600).Draw(r, "minutes"))
				if minute >= 24*60 {
					d, minute = d+1, minute-24*60
				}
			case 1: // a night comes in
				on := d - record.Date(rapid.IntRange(0, 9).Draw(r, "late"))
				if a.known(on) {
					continue
				}
				a.slept(on, alert.TimeOfDay(rapid.IntRange(4*60, 15*60).Draw(r, "until")))
			default: // what is known of a day changes
				on := d - record.Date(rapid.IntRange(0, 5).Draw(r, "back"))
				a.level[on] = rapid.SampledFrom([]string{"green", "amber", "red", "unknown"}).Draw(r, "level")
				a.verdict[on] = rapid.SampledFrom([]string{"go", "lighter", "wait", "rest", "unknown"}).Draw(r, "verdict")
			}
			now := minute.On(d, a.zone)
			before := len(a.notices)
			a.judge(d, minute)
			for _, n := range a.notices[before:] {
				a.allowed(r, n, d, before, rank)
			}
			if again := a.judge(d, minute); len(again.Mornings) != 0 || len(again.Notices) != 0 {
				r.Fatalf("judged again at %s, nothing new, and yet %+v", now, again)
			}
			for on := d - alert.Recent; on <= d; on++ {
				j, ok := a.mornings[on]
				if want := a.data(on); ok && a.heard(d) && (j.Now.Level != want.Risk.Level || j.Now.Verdict != want.Verdict) {
					r.Fatalf("of %s %+v is said, want %+v", on, j.Now, want)
				}
			}
		}
	})
}

func (a *athlete) known(d record.Date) bool {
	for _, day := range a.days {
		if day.Date == d {
			return true
		}
	}
	return false
}

// heard tells whether anything is known of the week up to a day.
func (a *athlete) heard(d record.Date) bool {
	for i := range record.Date(7) {
		if a.known(d - i) {
			return true
		}
	}
	return false
}

// data is what a day's data give.
func (a *athlete) data(d record.Date) result.Verdict {
	v := result.Verdict{Verdict: "go", Risk: result.Risk{Level: "green"}}
	if l, ok := a.level[d]; ok {
		v.Risk.Level, v.Verdict = l, a.verdict[d]
	}
	return v
}

// allowed fails where a notice, decided on a day after so many others, may not be.
func (a *athlete) allowed(r *rapid.T, n result.Notice, today record.Date, others int, rank map[string]int) {
	if n.Day > today || n.Day < today-2 {
		r.Fatalf("on %s a notice of %s", today, n.Day)
	}
	if rank[n.Level] <= rank[n.Was] {
		r.Fatalf("from %s to %s is no rise", n.Was, n.Level)
	}
	for _, o := range a.notices[:others] {
		told := record.DateOf(o.Decided.In(a.zone))
		if o.ID == n.ID || o.Level == n.Level && (today-told < 3 || n.Day-o.Day < 3 && o.Day-n.Day < 3) {
			r.Fatalf("%s on %s, and %s on %s", o.ID, told, n.ID, record.DateOf(n.Decided.In(a.zone)))
		}
	}
}

// Going west the local day comes again; what was told of it is not told again.
func TestTheSameDayInTwoZones(t *testing.T) {
	a := newAthlete(t)
	a.slept(day(1), clock(t, "06:00"))
	a.level[day(0)] = "amber"
	a.judge(day(0), clock(t, "12:00"))
	a.zone = time.FixedZone("", -11*3600)
	a.judge(day(0), clock(t, "12:00"))
	a.wantNotices("risk-2026-11-25-amber from green")
}
