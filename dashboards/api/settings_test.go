package api

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// known is an athlete of whom something of everything is known. The results of the desk tell of one source.
func known() record.About {
	monday := record.Date(20794) // 2026-12-07
	return record.About{
		Athlete: "ada", Zones: []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}},
		Profile: record.Profile{Name: new("Ada"), MaxHR: new(188.), WeightKg: new(66.123), Sources: []string{"oura", "polar"}},
		Plan: &record.Plan{
			Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Name: "Glutes"}}, Weeks: []record.PlannedWeek{{Monday: monday, Deload: true}},
			Blocks: []record.Block{{From: monday}},
		},
		Feed:    &record.Feed{URL: "https://example.org/5ecre7.ics"},
		Aliases: map[string]string{"Butt Blaster": "gym/x"},
	}
}

func profile(p record.Profile) record.Entry {
	return record.Entry{Kind: record.ProfileEntry, Profile: &p}
}

func planned(p record.Plan) record.Entry { return record.Entry{Kind: record.PlanEntry, Plan: &p} }

func aliases(a map[string]string) record.Entry {
	return record.Entry{Kind: record.AliasesEntry, Aliases: a}
}

func linked(c record.Calendar) record.Entry {
	return record.Entry{Kind: record.CalendarEntry, Calendar: &c}
}

// Every section's form becomes one entry, and the page is shown again at what was changed.
func TestFormsOfSettingsBecomeEntries(t *testing.T) {
	monday := record.Date(20794)
	for _, c := range []struct {
		name, form, to string
		want           record.Entry // without a kind: nothing was other than before
	}{
		{
			"a week", "what=plan&weekday=1&weekday=&weekday=4&time=18:00&time=&time=07.30&name=Glutes&name=&name=&effort=heavy&effort=heavy&effort=light&muscle=&muscle=&muscle=upper",
			"?saved=plan#plan", planned(record.Plan{Weekly: []record.PlannedSession{
				{Weekday: time.Monday, Time: "18:00", Name: "Glutes"}, {Weekday: time.Thursday, Time: "07:30", Effort: "light", Muscle: "upper"},
			}}),
		},
		{"no week any more", "what=plan&weekday=", "?saved=plan#plan", planned(record.Plan{Weekly: []record.PlannedSession{}})},
		{
			"a date", "what=dates&date=2026-12-05&time=09:30&name=Long+day&effort=moderate", "?saved=dates#dates",
			planned(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-05T09:30", Name: "Long day", Effort: "moderate"}}}),
		},
		{
			"a date that moves", "what=dates&row=2026-12-01T18:00&date=2026-12-02&time=18:00&name=Glutes&effort=heavy", "?saved=dates#dates",
			planned(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Unsaid: true}, {Start: "2026-12-02T18:00", Name: "Glutes"}}}),
		},
		{
			"a date that changes and stays", "what=dates&row=2026-12-01T18:00&date=2026-12-01&time=18:00&effort=off", "?saved=dates#dates",
			planned(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Effort: "off"}}}),
		},
		{"a date that goes", "what=dates&row=2026-12-01T18:00&remove=yes&date=x", "?saved=dates#dates", planned(record.Plan{Sessions: []record.DatedSession{{Start: "2026-12-01T18:00", Unsaid: true}}})},
		{"an easy week", "what=weeks&date=2026-12-10&deload=yes", "?saved=weeks#weeks", planned(record.Plan{Weeks: []record.PlannedWeek{{Monday: monday, Deload: true}}})},
		{"a normal week", "what=weeks&date=2026-12-13&deload=no", "?saved=weeks#weeks", planned(record.Plan{Weeks: []record.PlannedWeek{{Monday: monday}}})},
		{"a week that goes", "what=weeks&row=2026-12-07&remove=yes", "?saved=weeks#weeks", planned(record.Plan{Weeks: []record.PlannedWeek{{Monday: monday, Unsaid: true}}})},
		{"a block", "what=blocks&date=2026-12-09&phase=block&every=4", "?saved=blocks#blocks", planned(record.Plan{Blocks: []record.Block{{From: monday + 2, Phase: "block", DeloadEvery: 4}}})},
		{"a block that goes", "what=blocks&row=2026-12-07&remove=yes", "?saved=blocks#blocks", planned(record.Plan{Blocks: []record.Block{{From: monday, Unsaid: true}}})},
		{"a calendar", "what=calendar&address=webcal://example.org/a.ics&words=legs,+rumpe*,", "?saved=calendar#calendar", linked(record.Calendar{URL: "webcal://example.org/a.ics", Words: []string{"legs", "rumpe*"}})},
		{"other words for the calendar", "what=calendar&address=&words=legs", "?saved=calendar#calendar", linked(record.Calendar{URL: "https://example.org/5ecre7.ics", Words: []string{"legs"}})},
		{"no calendar any more", "what=calendar&address=https://example.org&remove=yes", "?saved=calendar#calendar", linked(record.Calendar{})},
		{
			"a profile, of which one field is emptied", "what=profile&name=&language=nb&weight_kg=66,5&units=imperial&birth_year=1994&sex=", "?saved=profile#profile",
			profile(record.Profile{Language: new("nb"), WeightKg: new(66.5), Units: new("imperial"), BirthYear: new(1994), Unsaid: []string{"name"}}),
		},
		{"the language alone", "what=profile&language=nb", "?saved=profile#profile", profile(record.Profile{Language: new("nb")})},
		{"a profile as it was", "what=profile&name=Ada&weight_kg=66.12&sex=", "?saved=profile#profile", record.Entry{}},
		{"limits", "what=limits&max_hr=&lthr=165&run_pace=4.35&swim_pace=1:45", "?saved=limits#limits", profile(record.Profile{LTHR: new(165.), RunPace: new(275.), SwimPace: new(105.), Unsaid: []string{"max_hr"}})},
		{"a zone", "what=zone&tz=Asia/Tokyo&from=2026-12-01", "?saved=zone#zone", record.Entry{Kind: record.ZoneEntry, Zone: &record.Zone{From: monday - 6, TZ: "Asia/Tokyo"}}},
		{"a zone that goes", "what=zone&row=2026-12-01&remove=yes", "?saved=zone#zone", record.Entry{Kind: record.ZoneEntry, Zone: &record.Zone{From: monday - 6, Unsaid: true}}},
		{"a home zone that goes", "what=zone&row=profile&remove=yes&tz=Atlantis", "?saved=zone#zone", record.Entry{Kind: record.ZoneEntry, Zone: &record.Zone{From: record.NoDate, Unsaid: true}}},
		{"a source up", "what=sources&kind=&move=up+polar", "?saved=sources#order-all-polar-down", profile(record.Profile{Sources: []string{"polar", "oura"}})},
		{"a source that is new in the order of a kind", "what=sources&kind=sleep&move=up+garmin-fr965", "?kind=sleep&saved=sources#order-sleep-garmin-fr965-up", profile(record.Profile{SourcesFor: map[record.ChoiceKind][]string{"sleep": {"oura", "polar", "garmin-fr965"}}})},
		{"a source out of an order", "what=sources&kind=hrv&move=out+oura", "?kind=hrv&saved=sources#order-hrv", profile(record.Profile{SourcesFor: map[record.ChoiceKind][]string{"hrv": {"polar"}}})},
		{"no order any more", "what=sources&kind=&move=none", "?saved=sources#order-all", profile(record.Profile{Unsaid: []string{"sources"}})},
		{"no order of a kind any more", "what=sources&kind=steps&move=none", "?kind=steps&saved=sources#order-steps", profile(record.Profile{SourcesFor: map[record.ChoiceKind][]string{"steps": {}}})},
		{"a name", "what=names&name=My+thrust&exercise=hip+thrust+(barbell)", "?saved=names#names", aliases(map[string]string{"My thrust": "hip_raise/barbell_hip_thrust_with_bench"})},
		{"a name that goes", "what=names&row=Butt+Blaster&remove=yes", "?saved=names#names", aliases(map[string]string{"Butt Blaster": ""})},
	} {
		t.Run(c.name, func(t *testing.T) {
			form, err := url.ParseQuery(c.form)
			if err != nil {
				t.Fatal(err)
			}
			k := &desk{about: known()}
			w := post(t, k, "/athletes/ada/settings", form)
			var want []record.Entry
			if c.want.Kind != "" {
				c.want.Entered = clock()
				want = append(want, c.want)
			}
			if d := cmp.Diff(want, k.entries); d != "" {
				t.Errorf("entries (-want +got):\n%s", d)
			}
			if got := w.Header().Get("Location"); got != "/athletes/ada/settings"+c.to {
				t.Errorf("it leads to %q, want %q: %d", got, c.to, w.Code)
			}
		})
	}
}

// What cannot be is said beside the field, or refused as a whole where nobody could type it; nothing of it is entered or run.
func TestFormsOfSettingsThatAreRefused(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for _, c := range []struct {
		name, form string
		status     int
		want       string // on the page
	}{
		{"a week without a time", "what=plan&weekday=1&time=&name=Mine", 422, `<p id="plan-time-0-wrong" class="wrong">Write a time like 18:00.</p>`},
		{"a long name", "what=plan&weekday=1&time=18:00&name=" + long, 422, `<p id="plan-name-0-wrong" class="wrong">Too long: at most 100 characters.</p>`},
		{"control characters", "what=dates&date=2026-12-05&time=18:00&name=a%00b", 422, `<p id="dates-name-wrong" class="wrong">Write it on one line`},
		{"two lines", "what=names&name=a%0Ab&exercise=x", 422, `<p id="names-name-wrong" class="wrong">Write it on one line`},
		{"no text at all", "what=profile&name=%ff%fe", 422, `<p id="profile-name-wrong" class="wrong">Write it on one line`},
		{"HTML", "what=profile&name=Ada&birth_year=<script>alert(1)</script>", 422, `value="&lt;script&gt;alert(1)&lt;/script&gt;" maxlength="20" inputmode="decimal" autocomplete="off" aria-describedby="profile-birth_year-wrong"`},
		{"no such day", "what=dates&date=2026-02-30&time=18:00", 422, `<p id="dates-date-wrong" class="wrong">Choose a date from 2000 to 2099.</p>`},
		{"long ago", "what=weeks&date=1999-12-31", 422, "weeks-date-wrong"},
		{"every day", "what=blocks&date=profile", 422, "blocks-date-wrong"},
		{"a deload every week", "what=blocks&date=2026-12-07&every=1", 422, "Write a whole number from 2 to 26."},
		{"a date in the row that is wrong", "what=dates&row=2026-12-01T18:00&date=&time=18:00&name=Kept", 422, `<p id="dates-date-2026-12-01T18:00-wrong" class="wrong">`},
		{"a heart that races", "what=limits&max_hr=900", 422, "Write a number from 100 to 230."},
		{"not a number", "what=limits&max_hr=NaN", 422, "Write a number from 100 to 230."},
		{"words", "what=limits&max_hr=fast", 422, "Write a number."},
		{"a year and a half", "what=profile&birth_year=1994.5", 422, "Write a whole number from 1900 to 2099."},
		{"a weight of a car", "what=profile&weight_kg=1500", 422, "Write a number from 20 to 400."},
		{"a pace in seconds", "what=limits&run_pace=270", 422, "Write minutes and seconds from 2:00 to 15:00."},
		{"a zone that is none", "what=zone&tz=Atlantis", 422, "zone-tz-wrong"},
		{"the machine's zone", "what=zone&tz=Local", 422, "zone-tz-wrong"},
		{"a file for a zone", "what=zone&tz=../../etc/passwd", 422, "zone-tz-wrong"},
		{"a calendar on the disk", "what=calendar&address=file:///etc/passwd", 422, "calendar-address-wrong"},
		{"a calendar without end", "what=calendar&address=https://example.org/" + long, 422, "calendar-address-wrong"},
		{"an address and a file", "what=calendar&address=https://example.org/a.ics&file=BEGIN:VCALENDAR", 422, "Either an address or a file"},
		{"a file that is none", "what=calendar&file=<html>", 422, "calendar-file-wrong"},
		{"a file without a session", "what=calendar&file=BEGIN:VCALENDAR%0D%0AEND:VCALENDAR%0D%0A", 422, "calendar-words-wrong"},
		{"an exercise that nobody knows", "what=names&name=Sled&exercise=Zzyzx", 422, "names-exercise-wrong"},
		{"no name", "what=names&name=&exercise=squat", 422, "names-name-wrong"},

		{"no section", "what=checkin", 400, "there is no section"},
		{"a weekday too many", "what=plan&weekday=8&time=18:00", 400, "weekday 8"},
		{"an effort", "what=dates&date=2026-12-05&time=18:00&effort=brutal", 400, "brutal"},
		{"a session of no time that goes", "what=dates&row=<b>&remove=yes", 400, "want one like 2026-12-01T18:00"},
		{"a week that is none", "what=weeks&row=x&remove=yes", 400, "x"},
		{"a zone of no date that goes", "what=zone&row=x&remove=yes", 400, "x"},
		{"a phase", "what=blocks&date=2026-12-07&phase=chaos", 400, "chaos"},
		{"a language", "what=profile&language=de", 400, "de"},
		{"a source that nobody knows", "what=sources&kind=sleep&move=up+<i>", 400, "no source"},
		{"an order for nothing", "what=sources&kind=naps&move=up+oura", 400, "heart_rate"},
		{"a name of nothing that goes", "what=names&row=&remove=yes", 400, "name is empty"},
		{"a form without end", "what=profile&name=" + strings.Repeat(long, 30), 413, "too large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form, err := url.ParseQuery(c.form)
			if err != nil {
				t.Fatal(err)
			}
			k := &desk{about: known()}
			w := post(t, k, "/athletes/ada/settings", form)
			page := w.Body.String()
			if w.Code != c.status || !strings.Contains(page, c.want) || len(k.entries) > 0 {
				t.Errorf("%d with %d entries, without %q:\n%s", w.Code, len(k.entries), c.want, page)
			}
			for _, never := range []string{"<script>a", "<b>&", "up <i>", "5ecre7", "\x00"} {
				if strings.Contains(page, never) {
					t.Errorf("%q is on the page", never)
				}
			}
			if c.status == http.StatusUnprocessableEntity && (!strings.Contains(page, `role="alert">Not saved.`) || strings.Contains(page, ">Saved.<")) {
				t.Error("it is not said that nothing was saved")
			}
		})
	}
}

// A calendar that cannot be fetched is said at its field, without the address.
func TestACalendarThatCannotBeFetched(t *testing.T) {
	k := &desk{about: record.About{Athlete: "ada"}, enter: func(context.Context, record.Entry) error {
		return Problem{http.StatusBadRequest, errors.New("fetch calendar: not found")}
	}}
	w := post(t, k, "/athletes/ada/settings", url.Values{"what": {"calendar"}, "address": {"https://example.org/5ecre7"}, "words": {"my own"}})
	for _, want := range []string{`<p id="calendar-address-wrong" class="wrong">The calendar could not be fetched or read. Bring it again`, `value="my own"`, `<span lang="en">(fetch calendar: not found)</span>`} {
		if page := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) || strings.Contains(page, "5ecre7") {
			t.Errorf("%d: %s", w.Code, page)
		}
	}
}

// A calendar comes as a file, too: only its sessions are kept.
func TestACalendarAsAFile(t *testing.T) {
	const event = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDESCRIPTION:5ecre7\r\nDTSTART:20261201T180000\r\nEND:VEVENT\r\n"
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"small": {"BEGIN:VCALENDAR\r\n" + event + "END:VCALENDAR\r\n", http.StatusSeeOther},
		"large": {strings.Repeat("x", maxICS+maxForm), http.StatusRequestEntityTooLarge},
	} {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		_ = form.WriteField("what", "calendar")
		part, _ := form.CreateFormFile("file", "my.ics")
		_, _ = part.Write([]byte(c.body))
		_ = form.Close()
		k := &desk{about: record.About{Athlete: "ada"}}
		d, tokens := doors(t, k)
		r := httptest.NewRequest("POST", "http://localhost/athletes/ada/settings", &b)
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Authorization", "Bearer "+token(t, tokens, auth.Athlete, "ada"))
		w := httptest.NewRecorder()
		d.Public().ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: %d: %s", name, w.Code, w.Body)
		}
		if took := len(k.entries) == 1; took != (c.status == http.StatusSeeOther) || took && (!strings.Contains(k.entries[0].Calendar.Text, "Glutes") || strings.Contains(k.entries[0].Calendar.Text, "5ecre7")) {
			t.Errorf("%s: %+v", name, k.entries)
		}
	}
}

// A coach reads and changes nothing: no settings, and no way to them on any page.
func TestACoachHasNoSettings(t *testing.T) {
	k := &desk{about: known()}
	d, tokens := doors(t, k)
	coach, owner := token(t, tokens, auth.Coach, "ada"), token(t, tokens, auth.Athlete, "ada")
	for _, method := range []string{"GET", "POST"} {
		if got := ask(d.Public(), method, "/athletes/ada/settings", coach); got.Code != http.StatusForbidden || len(k.entries) > 0 {
			t.Errorf("%s: %d", method, got.Code)
		}
	}
	for _, path := range []string{"calendar", "sources", "days/2026-11-24"} {
		for who, tok := range map[string]string{"coach": coach, "athlete": owner} {
			page := ask(d.Public(), "GET", "/athletes/ada/"+path, tok)
			if leads := strings.Contains(page.Body.String(), "/settings"); page.Code != http.StatusOK || leads != (who == "athlete") {
				t.Errorf("%s of the %s: %d, it leads to the settings: %t", path, who, page.Code, leads)
			}
		}
	}
}
