package alert_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// told is an athlete whose next session is judged by words that the test sets.
type told struct {
	*athlete
	when    alert.When
	session time.Time // of the next session; zero: none is planned
	next    string    // its verdict
	reasons []result.Reason
	week    *alert.Week
}

func newTold(t testing.TB) *told {
	return &told{athlete: newAthlete(t), when: alert.Defaults(), next: risk.Go}
}

// look decides at a local time of a day and gives the ids of the notices.
func (a *told) look(d record.Date, at alert.TimeOfDay) (ids []string) {
	a.t.Helper()
	for _, n := range a.decide(d, at).Notices {
		ids = append(ids, n.ID)
	}
	return ids
}

func (a *told) decide(d record.Date, at alert.TimeOfDay) alert.Decision {
	a.t.Helper()
	now := at.On(d, a.zone)
	known := time.Time{}
	for _, day := range a.days {
		for _, n := range day.Nights {
			if n.End.After(known) && !n.End.After(now) {
				known = n.End
			}
		}
	}
	judge := func(at time.Time) result.Verdict {
		v := result.Verdict{
			Model: model, At: at, Verdict: a.next, Risk: result.Risk{Level: "green", Confidence: "high"},
			Session: result.Session{Start: at}, Reasons: a.reasons,
		}
		if a.session.After(at) {
			v.Session.Start = a.session
		}
		return v
	}
	out := alert.Decide(alert.Input{
		Athlete: "ada", Now: now, Zone: a.zone, Latest: a.latest, Days: a.days, Before: a.mornings, Told: a.told,
		When: a.when, Known: known, Language: "en", Judge: judge,
		Next: func() result.Verdict { return judge(now) }, Week: func() *alert.Week { return a.week },
	})
	for _, j := range out.Mornings {
		a.mornings[j.Day] = j
	}
	a.told = out.Told
	a.all = append(a.all, out.Notices...)
	return out
}

func TestFurtherNotices(t *testing.T) {
	at := func(s string) alert.TimeOfDay { return clock(t, s) }
	for name, c := range map[string]struct {
		run  func(a *told)
		want []string
	}{
		"a session that is a go": {func(a *told) {
			a.session = at("18:00").On(day(0), a.zone)
			a.look(day(1), at("20:00"))
			a.look(day(0), at("07:00"))
		}, nil},
		"before the evening": {func(a *told) {
			a.session, a.next = at("18:00").On(day(0), a.zone), risk.Wait
			a.look(day(1), at("19:59"))
		}, nil},
		"the evening before, and not again in the morning": {func(a *told) {
			a.session, a.next = at("18:00").On(day(0), a.zone), risk.Wait
			a.look(day(1), at("20:00"))
			a.look(day(0), at("07:00"))
		}, []string{"session-2026-11-25-wait"}},
		"worse in the morning": {func(a *told) {
			a.session, a.next = at("18:00").On(day(0), a.zone), risk.Lighter
			a.look(day(1), at("20:00"))
			a.next = risk.Rest
			a.look(day(0), at("07:00"))
		}, []string{"session-2026-11-25-lighter", "session-2026-11-25-rest"}},
		"better in the morning": {func(a *told) {
			a.session, a.next = at("18:00").On(day(0), a.zone), risk.Wait
			a.look(day(1), at("20:00"))
			a.next = risk.Lighter
			a.look(day(0), at("07:00"))
		}, []string{"session-2026-11-25-wait"}},
		"another session within three days": {func(a *told) {
			a.session, a.next = at("18:00").On(day(2), a.zone), risk.Lighter
			a.look(day(2), at("07:00"))
			a.session = at("18:00").On(day(0), a.zone)
			a.look(day(0), at("07:00"))
		}, []string{"session-2026-11-23-lighter"}},
		"while the night is not known, until the last look": {func(a *told) {
			a.days = a.days[1:]
			a.session, a.next = at("09:00").On(day(0), a.zone), risk.Wait
			a.look(day(0), at("06:00"))
			a.look(day(0), at("07:00"))
		}, []string{"session-2026-11-25-wait"}},
		"a session that has begun": {func(a *told) {
			a.session, a.next = at("18:00").On(day(0), a.zone), risk.Wait
			a.look(day(0), at("18:00"))
		}, nil},
		"a correction, which speaks for the session": {func(a *told) {
			a.session = at("18:00").On(day(0), a.zone)
			a.look(day(0), at("07:00"))
			a.next = risk.Wait
			a.look(day(0), at("09:00"))
			a.look(day(0), at("10:00"))
		}, []string{"correction-2026-11-25-wait"}},
		"a correction after the session": {func(a *told) {
			a.session = at("08:00").On(day(0), a.zone)
			a.look(day(0), at("07:00"))
			a.next = risk.Wait
			a.look(day(0), at("09:00"))
		}, nil},
		"silence": {func(a *told) {
			a.days = a.days[2:]
			a.look(day(1), at("17:59"))
			a.look(day(1), at("18:00"))
			a.look(day(0), at("11:00"))
		}, []string{"stale-2026-11-23-silent"}},
		"silence of long ago": {func(a *told) {
			a.days = a.days[4:]
			a.look(day(0), at("11:00"))
		}, nil},
		"an easy week, once": {func(a *told) {
			a.reasons = []result.Reason{{Sign: "weeks_since_deload", Effect: "note", Text: "8 weeks since your last easy week: plan a deload."}}
			a.look(day(2), at("11:00"))
			a.look(day(1), at("11:00"))
			a.look(day(0), at("11:00"))
		}, []string{"deload-2026-11-23-due"}},
		"a week, on its Monday": {func(a *told) {
			a.week = &alert.Week{Days: []result.WeekDay{{Date: day(9), Sets: new(14.0)}}}
			a.look(day(2), at("11:00"))
			a.look(day(1), at("11:00"))
		}, []string{"digest-2026-11-23-week"}},
		"the question, each morning": {func(a *told) {
			a.when.Links = true
			a.look(day(1), at("06:59"))
			a.look(day(1), at("07:00"))
			a.look(day(1), at("08:00"))
			a.look(day(0), at("07:00"))
		}, []string{"checkin-2026-11-24-ask", "checkin-2026-11-25-ask"}},
		"the question that was answered": {func(a *told) {
			a.when.Links = true
			a.days[0].CheckIn = &record.CheckIn{Day: day(0), Fatigue: new(2), Soreness: new(1)}
			a.look(day(0), at("07:00"))
		}, nil},
		"the question in the afternoon": {func(a *told) {
			a.when.Links = true
			a.look(day(0), at("12:00"))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := newTold(t)
			for i := range 10 {
				a.slept(day(i), at("06:00"))
			}
			c.run(a)
			var got []string
			for _, n := range a.all {
				got = append(got, n.ID)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("notices (-want +got):\n%s", d)
			}
		})
	}
}

// Whatever comes when: each id once, nothing of more than two days ago, of a kind none within three days unless it is worse, and a text that
// a watch face shows.
func TestAnyNotice(t *testing.T) {
	worse := []string{risk.Go, risk.Undetermined, risk.Lighter, risk.Wait, risk.Rest}
	rank := func(n result.Notice) int {
		for i, w := range worse {
			if n.Level == w {
				return i
			}
		}
		return -1
	}
	rapid.Check(t, func(r *rapid.T) {
		a := newTold(t)
		a.when.Links = rapid.Bool().Draw(r, "links")
		d, minute := day(40), alert.TimeOfDay(0)
		a.slept(d, clock(t, "06:00"))
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0:
				d, minute = d+record.Date(rapid.IntRange(0, 3).Draw(r, "days")), minute+alert.TimeOfDay(rapid.IntRange(1, 600).Draw(r, "minutes"))
				if minute >= 24*60 {
					d, minute = d+1, minute-24*60
				}
			case 1:
				if on := d - record.Date(rapid.IntRange(0, 3).Draw(r, "late")); !a.known(on) {
					a.slept(on, alert.TimeOfDay(rapid.IntRange(4*60, 15*60).Draw(r, "until")))
				}
			case 2:
				a.session = alert.TimeOfDay(rapid.IntRange(0, 24*60-1).Draw(r, "at")).On(d+record.Date(rapid.IntRange(0, 3).Draw(r, "ahead")), a.zone)
			default:
				a.next = rapid.SampledFrom(worse).Draw(r, "verdict")
				a.reasons = []result.Reason{{Sign: "risk_p", Effect: "against", Text: rapid.StringN(0, 300, -1).Draw(r, "reason")}}
			}
			before := len(a.all)
			a.decide(d, minute)
			for i, n := range a.all[before:] {
				oldest := d - 3
				if n.Kind == alert.KindStale {
					oldest-- // 36 h and two days after the last word
				}
				if n.Day < oldest || n.Day > d+1 {
					r.Fatalf("on %s a notice of %s", d, n.ID)
				}
				if len([]rune(n.Text)) > alert.MostText || n.Text == "" {
					r.Fatalf("%s: %d characters: %q", n.ID, len([]rune(n.Text)), n.Text)
				}
				for _, o := range a.all[:before+i] {
					apart := n.Decided.Sub(o.Decided)
					if o.ID == n.ID || o.Kind == n.Kind && n.Kind != alert.KindCheckIn && apart < 48*time.Hour && rank(n) <= rank(o) {
						r.Fatalf("%s, %s after %s", n.ID, apart, o.ID)
					}
				}
			}
			if again := a.decide(d, minute); len(again.Notices) != 0 {
				r.Fatalf("nothing new, and yet %v", again.Notices)
			}
		}
	})
}

// What is told in each language, to the letter.
func TestTexts(t *testing.T) {
	at := func(s string) alert.TimeOfDay { return clock(t, s) }
	zone := oslo(t)
	verdict := func(word string, reasons ...result.Reason) result.Verdict {
		v := result.Verdict{Verdict: word, Session: result.Session{Start: at("18:00").On(day(0), zone)}, Risk: result.Risk{Level: "green"}, Reasons: reasons}
		if word == risk.Wait || word == risk.Lighter {
			v.Earliest = at("07:30").On(day(-1), zone)
		}
		return v
	}
	rhr := result.Reason{Sign: "rhr", Effect: "against", Text: "Resting heart rate 56, you usually lie at 51-53 (raised 2 of the last 3 nights)."}
	puls := result.Reason{Sign: "rhr", Effect: "against", Text: "Hvilepuls 56, du pleier å ligge på 51-53 (hevet 2 av de siste 3 nettene)."}
	said := func(v result.Verdict, text string) result.Verdict {
		v.Text = text
		return v
	}
	long := result.Reason{Sign: "x", Effect: "against", Text: strings.Repeat("A reason that is told at great length. ", 10)}
	week := []result.WeekDay{
		{Date: day(9), RHR: new(51.4), Low: new(50.6), High: new(53.4), SleepMin: new(425.0), Sets: new(6.0)},
		{Date: day(8), Low: new(50.6), High: new(53.4), Sets: new(0.0)},
		{Date: day(7), RHR: new(53.4), Low: new(50.6), High: new(53.4), SleepMin: new(425.0), Sets: new(8.5)},
	}
	for name, c := range map[string]struct {
		language string
		n        result.Notice
		v        result.Verdict
		want     string
	}{
		"session en": {
			"en",
			result.Notice{Kind: alert.KindSession},
			verdict(risk.Wait, rhr),
			"Glutes today 18:00: wait until tomorrow 07:30.\nResting heart rate 56, you usually lie at 51-53 (raised 2 of the last 3 nights).\nLight activation and a walk are fine.",
		},
		"session nb": {
			"nb",
			result.Notice{Kind: alert.KindSession},
			verdict(risk.Lighter, puls),
			"Rumpe i dag 18.00: ta det lettere; full økt fra i morgen 07.30.\nHvilepuls 56, du pleier å ligge på 51-53 (hevet 2 av de siste 3 nettene).\nRundt 40 % færre sett, stopp 3 repetisjoner før utmattelse.",
		},
		"risk en": {
			"en",
			result.Notice{Kind: alert.KindRisk, Level: "red", Was: "amber"},
			verdict(risk.Rest, rhr),
			"Recovery risk: high (was raised).\nResting heart rate 56, you usually lie at 51-53 (raised 2 of the last 3 nights).\nAn easy walk is fine, if you feel like it.",
		},
		"risk nb": {
			"nb",
			result.Notice{Kind: alert.KindRisk, Level: "amber", Was: "green"},
			said(verdict(risk.Lighter, puls), "Ta det lettere: rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse. Full økt er greit fra torsdag 07.30."),
			"Restitusjonsrisiko: forhøyet (var lav).\nHvilepuls 56, du pleier å ligge på 51-53 (hevet 2 av de siste 3 nettene).\nTa det lettere: rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse. Full økt er greit fra torsdag 07.30.",
		},
		"correction en": {
			"en",
			result.Notice{Kind: alert.KindCorrection, Day: day(0), Was: risk.Go, Level: risk.Wait},
			said(verdict(risk.Wait, rhr), "Wait until tomorrow 07:30. Light activation and a walk are fine."),
			"Late data changed today's answer: go → wait.\nResting heart rate 56, you usually lie at 51-53 (raised 2 of the last 3 nights).\nWait until tomorrow 07:30. Light activation and a walk are fine.",
		},
		"deload nb": {
			"nb",
			result.Notice{Kind: alert.KindDeload},
			verdict(risk.Go, result.Reason{Sign: "weeks_since_deload", Effect: "note", Text: "8 uker siden forrige rolige uke: legg inn en deload-uke."}),
			"Det er tid for en rolig uke.\n8 uker siden forrige rolige uke: legg inn en deload-uke.\nTren like ofte som ellers, med rundt halvparten av settene og 2 flere repetisjoner i reserve.",
		},
		"stale en": {
			"en",
			result.Notice{Kind: alert.KindStale},
			verdict(risk.Go),
			"No data for 37 hours. Is the watch synced?\nLast data: Monday 22:00.\nSync your watch or answer two questions; until then any answer is a guess.",
		},
		"stale nb": {
			"nb",
			result.Notice{Kind: alert.KindStale},
			verdict(risk.Go),
			"Ingen data på 37 timer. Er klokken synkronisert?\nSiste data: mandag 22.00.\nSynkroniser klokken eller svar på to spørsmål; til da er ethvert svar en gjetning.",
		},
		"digest en": {
			"en",
			result.Notice{Kind: alert.KindDigest, Day: day(2), Week: week},
			verdict(risk.Go),
			"Glute sessions last week: 2. Hard sets: 14.5 (10-20 is usual).\nResting heart rate 52 on average, usually 51-53. 7 h 05 asleep a night.\nRecovery risk: low. Glutes today 18:00: go.",
		},
		"digest nb": {
			"nb",
			result.Notice{Kind: alert.KindDigest, Day: day(2), Week: week},
			verdict(risk.Go),
			"Rumpeøkter forrige uke: 2. Harde sett: 14,5 (10-20 er vanlig).\nHvilepuls 52 i snitt, vanligvis 51-53. 7 t 05 søvn per natt.\nRestitusjonsrisiko: lav. Rumpe i dag 18.00: klart.",
		},
		"digest without a plan": {
			"nb",
			result.Notice{Kind: alert.KindDigest, Day: day(2), Week: week[1:2]},
			result.Verdict{Verdict: risk.Go, Text: "Klart for økt.", Session: result.Session{Start: at("11:00").On(day(0), zone)}, Risk: result.Risk{Level: "green"}},
			"Rumpeøkter forrige uke: 0. Harde sett: 0 (10-20 er vanlig).\nRestitusjonsrisiko: lav. Klart for økt.",
		},
		"question nb": {
			"nb",
			result.Notice{Kind: alert.KindCheckIn},
			verdict(risk.Go),
			"Hvor sliten er du? Hvor støl er du i rumpa?\nTo trykk, uten innlogging; til midnatt.",
		},
		"a reason that is too long": {
			"en",
			result.Notice{Kind: alert.KindSession},
			verdict(risk.Rest, long),
			"Glutes today 18:00: rest.\nA reason that is told at great length. A reason that is told at great length. A reason that is told at great length. A reason that is told at great length. A reason that…\nAn easy walk is fine, if you feel like it.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := alert.Input{
				Athlete: "ada", Now: at("11:00").On(day(0), zone), Zone: zone, Known: at("22:00").On(day(2), zone), Language: c.language,
			}
			got := alert.Text(in, c.n, c.v)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if n := len([]rune(got)); n > alert.MostText || strings.Count(got, "\n") > 2 {
				t.Errorf("%d characters: %q", n, got)
			}
		})
	}
}

// What the athlete does not want is not decided, so that what it would have said comes with another kind.
func TestUnwanted(t *testing.T) {
	kinds := []string{alert.KindRisk, alert.KindSession, alert.KindCorrection, alert.KindDeload, alert.KindStale, alert.KindDigest, alert.KindCheckIn}
	if d := cmp.Diff(kinds, record.NoticeKinds()); d != "" {
		t.Errorf("an athlete may refuse other kinds than there are (-want +got):\n%s", d)
	}
	for _, unwanted := range []string{"", alert.KindSession} {
		a := newTold(t)
		a.session, a.next = alert.TimeOfDay(18*60).On(day(0), a.zone), risk.Wait
		a.when = a.when.For(&record.Alerts{LeadMin: new(90), Unwanted: []string{unwanted}})
		if a.when.Lead != 90*time.Minute {
			t.Errorf("lead %s", a.when.Lead)
		}
		a.slept(day(1), clock(t, "06:00"))
		a.decide(day(1), clock(t, "20:00"))
		if got := len(a.all); (got == 0) != (unwanted != "") {
			t.Errorf("without %q: %d notices", unwanted, got)
		}
	}
}
