package web

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func render(t *testing.T, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, v); err != nil {
		t.Fatal(err)
	}
	elements(t, b.String())
	return b.String()
}

func TestEveryVerdict(t *testing.T) {
	for _, tc := range []struct{ verdict, state, language, text, large, rest string }{
		{"go", "go", "en", "Good to go. Glutes today 18:00.", "Good to go", "Glutes today 18:00."},
		{"go", "go", "nb", "Klart for økt. Rumpe i dag 18.00.", "Klart for økt", "Rumpe i dag 18.00."},
		{
			"lighter", "lighter", "en", "Go lighter: about 40 % fewer sets, stop 3 reps before failure.", "Go lighter",
			"About 40 % fewer sets, stop 3 reps before failure.",
		},
		{
			"lighter", "lighter", "nb", "Ta det lettere: rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse.", "Ta det lettere",
			"Rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse.",
		},
		{
			"wait", "wait", "en", "Wait until 17 November 07:30. Light activation and a walk are fine.", "Wait until 17 November 07:30",
			"Light activation and a walk are fine.",
		},
		{
			"wait", "wait", "nb", "Vent til 17. november 07.30. Lett aktivering og en gåtur er greit.", "Vent til 17. november 07.30",
			"Lett aktivering og en gåtur er greit.",
		},
		{
			"rest", "rest", "en", "Rest today. Sometimes the best session is a rest day.", "Rest today",
			"Sometimes the best session is a rest day.",
		},
		{
			"rest", "rest", "nb", "Hvil i dag. Noen ganger er den beste økten en hviledag.", "Hvil i dag",
			"Noen ganger er den beste økten en hviledag.",
		},
		{
			"unknown", "unknown", "en", "Not enough data: no night since Sunday. Sync your watch or answer two questions.", "Not enough data",
			"No night since Sunday. Sync your watch or answer two questions.",
		},
		{
			"unknown", "unknown", "nb", "For lite data: ingen natt siden søndag. Synkroniser klokken eller svar på to spørsmål.", "For lite data",
			"Ingen natt siden søndag. Synkroniser klokken eller svar på to spørsmål.",
		},
		{"", "unknown", "en", "", "Not enough data", ""},
		{"great", "unknown", "nb", "", "For lite data", ""},
	} {
		t.Run(tc.state+"."+tc.language, func(t *testing.T) {
			v := ada(t, tc.language)
			v.Verdict.Verdict, v.Verdict.Text = tc.verdict, tc.text
			p := newPage(v)
			if p.Large != tc.large || p.Rest != tc.rest {
				t.Errorf("got %q and %q, want %q and %q", p.Large, p.Rest, tc.large, tc.rest)
			}
			page := render(t, v)
			for _, want := range []string{`data-verdict="` + tc.state + `"`, `data-text="` + tc.text + `"`, `class="shape ` + tc.state + `"`, `id="verdict">` + tc.large + "<"} {
				if !strings.Contains(page, want) {
					t.Errorf("%s is not on the page", want)
				}
			}
		})
	}
}

func TestVerdictOfRightNow(t *testing.T) {
	v := ada(t, "en")
	v.Verdict.Session = result.Session{Start: v.Now}
	v.Verdict.At, v.Verdict.Earliest = v.Now, v.Now
	p := newPage(v)
	if p.Session.Text != "none planned, judged for right now" || p.Earliest.Text != "" {
		t.Errorf("session %q, earliest %q", p.Session.Text, p.Earliest.Text)
	}
	v.Verdict.Session.Start = v.Now.Add(time.Hour).UTC() // planned, without a name
	if p := newPage(v); p.Session.Text != "Glutes today 07:30" {
		t.Errorf("session %q", p.Session.Text)
	}
}

func TestCorrection(t *testing.T) {
	v := ada(t, "en")
	if page := render(t, v); strings.Contains(page, "corrected") {
		t.Error("a correction without one")
	}
	v.Verdict.Corrected = &result.Correction{Text: "Late data changed yesterday's answer: go → wait."}
	if page := render(t, v); !strings.Contains(page, `<p class="corrected" role="status">Late data changed yesterday&#39;s answer: go → wait.</p>`) {
		t.Error("the correction is not on the page")
	}
}

func TestFreshness(t *testing.T) {
	for _, tc := range []struct {
		ago       time.Duration
		watch     bool
		level, en string
	}{
		{18 * time.Minute, false, "high", "Data: good data · last data today 06:12"},
		{18 * time.Minute, true, "medium", "Data: only the watch · last data today 06:12"},
		{18 * time.Minute, false, "medium", "Data: some gaps · last data today 06:12"},
		{35 * time.Hour, false, "low", "Data: many gaps · last data Sunday 19:30"},
		{36 * time.Hour, false, "low", "No data for 36 hours. Is the watch synced?"},
		{100 * time.Hour, false, "low", "No data for 4 days. Is the watch synced?"},
		{-1, false, "low", "No data yet."},
	} {
		v := ada(t, "en")
		v.LastData, v.Verdict.Risk.Confidence = v.Now.Add(-tc.ago), tc.level
		if tc.ago < 0 {
			v.LastData = time.Time{}
		}
		if tc.watch {
			v.Days[len(v.Days)-1].Values["risk_p"] = result.Value{V: .2, Warn: "watch_only"}
		}
		if got := newPage(v).Fresh; got != tc.en {
			t.Errorf("%v: got %q, want %q", tc.ago, got, tc.en)
		}
	}
}

// TestEverythingIsEscaped writes markup into every text that comes from outside.
func TestEverythingIsEscaped(t *testing.T) {
	const bad = `"'><script>alert(1)</script><img src=x onerror=y>`
	v := ada(t, "en")
	v.Athlete, v.Others = bad, []string{bad}
	v.About.Profile.Name, v.Verdict.Session.Name = new(bad), new(bad)
	v.Verdict.Text, v.Verdict.Corrected = bad, &result.Correction{Text: bad}
	v.CheckIn = &record.CheckIn{Pain: new(bad), PainAt: new(bad), Note: new(bad), Tags: []string{bad}}
	v.Verdict.Changes = []result.Change{{What: bad, Verdict: bad, Text: bad}}
	v.Receipts = []stream.Receipt{{File: bad, Status: bad, Reason: bad}}
	for i := range v.Verdict.Reasons {
		r := &v.Verdict.Reasons[i]
		r.Text, r.Sign, r.Unit, r.Effect, r.Source = bad, bad, bad, bad, bad
	}
	for _, d := range v.Days {
		for name, val := range d.Values {
			val.Source, val.Warn = bad, bad
			d.Values[name] = val
		}
	}
	d := adaDay(t, "en")
	d.Athlete, d.Unmapped, d.Files = bad, []string{bad}, []File{{bad, bad, bad}}
	d.Day.Signs = []result.Sign{{Sign: bad, Group: bad}}
	d.Day.Values = v.Days[len(v.Days)-1].Values
	var b bytes.Buffer
	for _, err := range []error{
		Render(&b, v), RenderEmpty(&b, v), RenderDay(&b, d), RenderError(&b, "en", 404, bad, true),
		RenderAthletes(&b, Athletes{Now: v.Now, Only: bad, Rows: []Row{{Athlete: bad, Name: bad, Verdict: v.Verdict}}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, no := range []string{"<script>", "<img"} {
		if i := strings.Index(b.String(), no); i >= 0 {
			t.Errorf("unescaped: …%s…", b.String()[max(0, i-80):i+40])
		}
	}
}
