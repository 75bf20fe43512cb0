package processors

import (
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// A planned session that pain speaks against is told from the evening before, with its text, once; and again by no rebuild.
func TestANoticeBeforeASession(t *testing.T) {
	six := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	r := newJudgeRig(t, six.Add(30*time.Minute))
	planned := func() {
		r.month(six)
		r.say("plan", entry(record.Entry{Kind: record.PlanEntry, Entered: six, Plan: &record.Plan{
			Sessions: []record.DatedSession{{Start: "2026-11-25T18:00", Name: "Glutes"}},
		}}))
	}
	planned()
	if _, notices := r.judged(); len(notices) > 0 {
		t.Fatalf("told the morning before: %v", notices)
	}
	r.set(six.Add(12 * time.Hour))
	r.checkIn(record.CheckIn{Day: record.DateOf(six), Pain: new("sharp")})
	if _, notices := r.judged(); len(notices) != 1 || notices[0] != "correction-2026-11-24-rest" {
		t.Errorf("notices %v", notices)
	}
	for range 2 {
		r.set(six.Add(14 * time.Hour)) // 20:00
		if err := r.engine.wakeDue(t.Context(), six.Add(13*time.Hour), r.now()); err != nil {
			t.Fatal(err)
		}
		if _, notices := r.judged(); len(notices) != 2 || notices[1] != "session-2026-11-25-rest" {
			t.Errorf("notices %v", notices)
		}
	}
	before := r.seq("session-2026-11-25-rest")
	resume, err := r.streams.Pause(t.Context(), stream.Assemble, stream.Analyse, stream.Judge)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.streams.Rebuild(t.Context(), stream.Records, stream.Days, stream.Results); err != nil {
		t.Fatal(err)
	}
	resume()
	r.set(six.Add(12 * time.Hour))
	r.checkIn(record.CheckIn{Day: record.DateOf(six), Pain: new("sharp")})
	r.set(six.Add(14 * time.Hour))
	planned()
	if _, notices := r.judged(); len(notices) != 2 || r.seq("session-2026-11-25-rest") != before {
		t.Errorf("told again: %v", notices)
	}
	all, err := r.engine.Notices(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	want := "Glutes tomorrow 18:00: rest.\nSharp or lasting pain is a stop. See a doctor or physiotherapist.\nAn easy walk is fine, if you feel like it."
	if n := all.Notices[1]; n.Text != want || n.Language != "en" || !n.Until.Equal(six.Add(36*time.Hour)) {
		t.Errorf("notice %+v", n)
	}
}

// Each hour wakes once: the evening, that of the latest judgement, and a while before a planned session.
func TestHours(t *testing.T) {
	day := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	e := &Engine{cfg: Defaults()}
	about := record.About{Plan: &record.Plan{Sessions: []record.DatedSession{{Start: "2026-11-25T18:15", Name: "Glutes"}}}}
	for _, c := range []struct {
		from, to time.Duration
		want     time.Duration // 0: none
	}{
		{10 * time.Hour, 11 * time.Hour, 11 * time.Hour},
		{11 * time.Hour, 16 * time.Hour, 0},
		{16 * time.Hour, 16*time.Hour + 15*time.Minute, 16*time.Hour + 15*time.Minute},
		{16*time.Hour + 15*time.Minute, 19 * time.Hour, 0},
		{19 * time.Hour, 20 * time.Hour, 20 * time.Hour},
		{0, 23 * time.Hour, 20 * time.Hour},
	} {
		hour, ok := e.hourBetween(about, time.UTC, day.Add(c.from), day.Add(c.to))
		if ok != (c.want != 0) || ok && !hour.Equal(day.Add(c.want)) {
			t.Errorf("from %s to %s: %s, %v", c.from, c.to, hour, ok)
		}
	}
}

// A clock that was set back must not silence the mornings until it has caught up.
func TestWakingGoesOnAfterTheClockWasSetBack(t *testing.T) {
	r := newRig(t)
	r.say("n1", night(time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC), 52))
	r.drain()
	var now time.Time
	waker := New(Defaults(), r.streams, r.engine.ex, NewMetrics(nil), r.engine.log, func() time.Time { return now })
	woken := func(step, last time.Time) (time.Time, string) {
		t.Helper()
		now = step
		out := waker.wakeOnce(t.Context(), last)
		m, _, err := r.streams.Last(t.Context(), stream.Days, stream.WakeSubject("ada"))
		if err != nil {
			t.Fatal(err)
		}
		return out, string(m.Data)
	}
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	last, first := woken(noon, time.Time{})
	last, back := woken(noon.AddDate(-1, 0, 0), last)
	if back == first {
		t.Error("set back by a year, nobody was woken")
	}
	if _, ahead := woken(noon.AddDate(1, 0, 0), last); ahead == back {
		t.Error("set ahead by two years, nobody was woken")
	}
}
