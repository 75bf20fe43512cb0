package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// secret is what nobody may read on the page.
const secret = "private-5ecre7"

// adaSettings are settings with something of everything.
func adaSettings(t *testing.T, language string) Settings {
	t.Helper()
	v := adaMonth(t, language)
	catalogue, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	monday := record.Date(20794) // 2026-12-07
	about := v.About
	about.Plan.Sessions = []record.DatedSession{
		{Start: "2026-11-01T10:00", Name: "long ago"}, {Start: "2026-11-14T10:00", Name: "Glutes <b>", Effort: "light"}, {Start: "2026-11-16T18:00", Effort: "off"},
	}
	about.Plan.Weeks = []record.PlannedWeek{{Monday: monday - 70, Deload: true}, {Monday: monday, Deload: true}, {Monday: monday + 7}}
	about.Plan.Blocks = []record.Block{{From: monday - 35, Phase: "undulating", DeloadEvery: 4}}
	about.Feed = &record.Feed{URL: "https://ada:" + secret + "@calendar.example.org/" + secret + ".ics", Words: []string{"glute*", "rumpe*"}}
	about.Agenda = &record.Agenda{Events: make([]record.AgendaEvent, 3), Notes: []record.AgendaNote{{Kind: "all_day", Name: "Glute week"}, {Kind: "too_many"}}}
	about.Aliases = map[string]string{"Butt Blaster": "hip_raise/barbell_hip_thrust_with_bench"}
	about.Profile.WeightKg, about.Profile.Units, about.Profile.MaxHR, about.Profile.RunPace = new(61.5), new("imperial"), new(188.), new(275.)
	about.Profile.Sources = []string{"garmin-fr955-0a1b2c3d", "oura"}
	about.Profile.SourcesFor = map[record.ChoiceKind][]string{record.ChooseSleep: {"oura"}}
	return Settings{
		Athlete: v.Athlete, May: v.May, About: about, Language: language, Now: v.Now, Day: record.NoDate, Catalogue: catalogue.Aliases(about.Aliases), Saved: "dates",
		Days: []result.Day{{Date: monday - 27, Values: map[string]result.Value{"rhr": {V: 52, Source: "garmin-fr955-0a1b2c3d"}, "steps": {V: 1, Source: "garmin-fr955-99999999"}}}},
	}
}

// adaRefused are settings with a form that was not taken.
func adaRefused(t *testing.T, language string) Settings {
	t.Helper()
	s := adaSettings(t, language)
	_, refused, err := s.Read(url.Values{"what": {"limits"}, "max_hr": {"<i>fast"}, "lthr": {"165"}, "run_pace": {"9"}})
	if err != nil || refused == nil {
		t.Fatalf("taken: %v", err)
	}
	s.Saved, s.Refused = "", refused
	return s
}

// Nothing that was typed is lost, and what is wrong is said at the field; the first such one has the focus.
func TestARefusedFormComesBackAsItWasFilledIn(t *testing.T) {
	fields := map[string]map[string]string{}
	page := pages(t, "nb")["refused"]
	for _, e := range elements(t, page) {
		if e.name == "input" && e.attr["id"] != "" {
			fields[e.attr["id"]] = e.attr
		}
	}
	for id, want := range map[string][4]string{ // value, invalid, described by, focus
		"limits-max_hr":   {"<i>fast", "true", "limits-max_hr-wrong", "autofocus"},
		"limits-lthr":     {"165", "", "", ""},
		"limits-run_pace": {"9", "true", "limits-run_pace-wrong", ""},
		"limits-ftp":      {"", "", "", ""},
	} {
		f := fields[id]
		if diff := cmp.Diff(want, [4]string{f["value"], f["aria-invalid"], f["aria-describedby"], f["autofocus"]}); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	for _, want := range []string{"Skriv et tall.", "Skriv minutter og sekunder fra 2:00 til 15:00."} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestTheAddressOfACalendarIsNotShown(t *testing.T) {
	s := adaSettings(t, "en")
	form := url.Values{"what": {"calendar"}, "address": {"https://example.org/" + secret}, "words": {"legs"}}
	shown := []Settings{s, s}
	shown[1].Refused = s.NotFetched(form, "not found")
	for _, s := range shown {
		var b strings.Builder
		if err := RenderSettings(&b, s); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), secret) || !strings.Contains(b.String(), "A calendar at calendar.example.org is set.") {
			t.Error("the page shows a secret, or not that there is one")
		}
	}
}

func TestReordered(t *testing.T) {
	for _, c := range [][4]string{ // order, source, way, after
		{"a b c", "b", "up", "b a c"},
		{"a b c", "b", "down", "a c b"},
		{"a b c", "a", "up", "a b c"},
		{"a b c", "c", "down", "a b c"},
		{"a b c", "b", "out", "a c"},
		{"a", "b", "up", "a b"},
		{"", "b", "up", "b"},
		{"a b", "", "none", ""},
		{"a b", "c", "down", "a b"},
		{"a b", "c", "out", "a b"},
	} {
		before := strings.Fields(c[0])
		if got := strings.Join(reordered(before, c[1], c[2]), " "); got != c[3] || strings.Join(before, " ") != c[0] {
			t.Errorf("%s: %s %s: got %q, want %q", c[0], c[1], c[2], got, c[3])
		}
	}
}

// A day ahead leads to a form with its date; who may only read is led nowhere.
func TestADayAheadLeadsToASession(t *testing.T) {
	c := adaMonth(t, "en")
	for _, enter := range []bool{true, false} {
		c.May.Enter = enter
		var b strings.Builder
		if err := RenderCalendar(&b, c); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), `href="/athletes/ada/settings?day=2026-11-21#dates"`); got != enter || strings.Contains(b.String(), "/settings") != enter {
			t.Errorf("who may enter: %t; it leads there: %t", enter, got)
		}
	}
	s := adaSettings(t, "en")
	s.Day = record.DateOf(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	var b strings.Builder
	if err := RenderSettings(&b, s); err != nil || !strings.Contains(b.String(), `id="dates-date" name="date" type="date" value="2026-11-21"`) {
		t.Errorf("the date is not in the form, %v", err)
	}
}
