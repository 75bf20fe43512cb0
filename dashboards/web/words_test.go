package web

import (
	"maps"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

var verb = regexp.MustCompile(`%[sd]`)

// texts are all texts of a language by their place.
func texts(v reflect.Value, at string, out map[string]string) map[string]string {
	switch v.Kind() {
	case reflect.String:
		out[at] = v.String()
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), at+"."+v.Type().Field(i).Name, out)
		}
	case reflect.Array:
		for i := range v.Len() {
			texts(v.Index(i), at+"."+strconv.Itoa(i), out)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			texts(v.MapIndex(k), at+"."+k.String(), out)
		}
	}
	return out
}

// Both languages have words for every kind of reason why a file was not taken.
func TestEveryReasonHasWords(t *testing.T) {
	for name, w := range map[string]words{"en": english(), "nb": norwegian()} {
		for _, k := range stream.ReasonKinds() {
			if w.Refusals[k] == "" {
				t.Errorf("%s has no words for the reason %q", name, k)
			}
		}
		if len(w.Refusals) != len(stream.ReasonKinds()) {
			t.Errorf("%s has words for %d reasons; there are %d", name, len(w.Refusals), len(stream.ReasonKinds()))
		}
	}
}

// TestNoWordIsMissing: both languages say everything, with the same holes to fill.
func TestNoWordIsMissing(t *testing.T) {
	en, nb := texts(reflect.ValueOf(english()), "", map[string]string{}), texts(reflect.ValueOf(norwegian()), "", map[string]string{})
	for at, a := range en {
		b, ok := nb[at]
		units := strings.Contains(at, ".Units.") // a unit that is written alike is left out
		empty := a == "" && !strings.HasSuffix(at, ".Pains.0.0") && !units
		switch {
		case empty, b == "" && !strings.HasSuffix(at, ".Pains.0.0") && !units, !ok && !units:
			t.Errorf("%s: %q and %q", at, a, b)
		case ok && cmp.Diff(verb.FindAllString(a, -1), verb.FindAllString(b, -1)) != "":
			t.Errorf("%s: %q and %q have other holes", at, a, b)
		}
	}
	for at := range nb {
		if _, ok := en[at]; !ok && !strings.Contains(at, ".Units.") {
			t.Errorf("%s is there in Norwegian only", at)
		}
	}
	for _, why := range []record.Why{
		record.WhyOnly, record.WhyOrder, record.WhyOverlap, record.WhyStages, record.WhySleep, record.WhyCoverage, record.WhyMethod, record.WhyWorn,
		record.WhyHeartRate, record.WhyLonger, record.WhyDevice, record.WhyDays, record.WhyKept, record.WhyRicher, record.WhyAllDay, record.WhyLayer,
		record.WhyListed,
	} {
		if english().Whys[string(why)] == "" {
			t.Errorf("the reason %s has no text", why)
		}
	}
	for _, g := range risk.Table() {
		for _, f := range g.Features {
			if english().SignNames[f.Name] == "" {
				t.Errorf("the sign %s has no name", f.Name)
			}
		}
	}
}

func TestQuantities(t *testing.T) {
	for _, tc := range []struct {
		x      float64
		unit   string
		en, nb string
	}{
		{52.34, "bpm", "52.3 bpm", "52,3 slag/min"},
		{365, "min", "6 h 05", "6 t 05"},
		{46.9, "h", "46 h", "46 t"},
		{1.25, "h", "1.3 h", "1,3 t"},
		{.344, "0..1", "34 %", "34 %"},
		{1, "0/1", "yes", "ja"},
		{0, "0/1", "no", "nei"},
		{2.5, "1..5", "2.5 of 5", "2,5 av 5"},
		{-1.456, "SD", "−1.46 SD", "−1,46 SD"},
		{-.001, "ratio", "0", "0"},
		{9, "0 green, 1 amber, 2 red, 9 unknown", "not known", "ikke kjent"},
		{3, "1 low, 2 medium, 3 high", "good data", "gode data"},
		{8, "weeks", "8 weeks", "8 uker"},
	} {
		for language, want := range map[string]string{"en": tc.en, "nb": tc.nb} {
			if got := strings.ReplaceAll(vocabulary(language).quantity(tc.x, tc.unit), nbsp, " "); got != want {
				t.Errorf("%v %s: got %q, want %q", tc.x, tc.unit, got, want)
			}
		}
	}
}

func TestMoments(t *testing.T) {
	at := time.Date(2026, 11, 10, 18, 0, 0, 0, time.UTC)
	today := record.DateOf(at)
	for days, want := range map[int][2]string{
		0: {"today 18:00", "i dag 18.00"}, 1: {"tomorrow 18:00", "i morgen 18.00"}, -1: {"yesterday 18:00", "i går 18.00"},
		2: {"Thursday 18:00", "torsdag 18.00"}, 7: {"17 November 18:00", "17. november 18.00"}, -30: {"11 October 18:00", "11. oktober 18.00"},
	} {
		for i, w := range []words{english(), norwegian()} {
			if got := w.moment(at.AddDate(0, 0, days), today); got != want[i] {
				t.Errorf("%d days ahead: got %q, want %q", days, got, want[i])
			}
		}
	}
}

func TestWarnings(t *testing.T) {
	if got, want := norwegian().warn("provisional,unmapped:3,something_new"), "foreløpig: få netter; ukjente øvelser: 3; something new"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for key, want := range map[string]string{"garmin-fr955-0a1b2c3d": "garmin fr955", "strong": "strong", "apple-watch-series": "apple watch series"} {
		if got := sourceName(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

func TestCheckInComesBackAsItWasEntered(t *testing.T) {
	day := record.DateOf(time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC))
	for _, tc := range []struct {
		form string
		want record.CheckIn
	}{
		{"day=2026-11-10&fatigue=2&soreness=5&sick=no&pain=&pain_at=", record.CheckIn{Day: day, Fatigue: new(2), Soreness: new(5), Sick: new(false)}},
		{"day=2026-11-10&sick=no&sick=yes&pain=sharp&pain_at=+left+", record.CheckIn{Day: day, Sick: new(true), Pain: new("sharp"), PainAt: new("left")}},
		{"day=2026-11-10", record.CheckIn{Day: day}},
		{
			"day=2026-11-10&mood=2&motivation=3&stress=4&rpe=7,5&protein_g=120&tag=&tag=alcohol&tag=deficit&note=+bad+night+",
			record.CheckIn{
				Day: day, Mood: new(2), Motiv: new(3), Stress: new(4), RPE: new(7.5), ProteinG: new(120.), Tags: []string{"alcohol", "deficit"}, Note: new("bad night"),
			},
		},
		{"day=2026-11-10&rpe=&protein_g=&tag=", record.CheckIn{Day: day, Tags: []string{}}},
	} {
		form, err := url.ParseQuery(tc.form)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseCheckIn(form)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tc.form, d)
		}
	}
	for _, bad := range []string{"", "day=profile", "day=2026-13-01", "day=2026-11-10&fatigue=x", "day=2026-11-10&mood=x", "day=2026-11-10&rpe=hard"} {
		form, _ := url.ParseQuery(bad)
		if _, err := ParseCheckIn(form); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestContrast reckons every text's contrast from the style sheet: at least 7:1, and 3:1 for the edges of what can be pressed (WCAG 2.2).
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(css), "@media screen and (prefers-color-scheme: dark)")
	dark, _, ok2 := strings.Cut(dark, "* {")
	if !ok || !ok2 {
		t.Fatal("the style sheet has another order")
	}
	schemes := map[string]map[string]string{"light": colours(light), "dark": colours(light)}
	maps.Copy(schemes["dark"], colours(dark))
	grounds := []string{"page", "panel", "go-tint", "lighter-tint", "wait-tint", "rest-tint", "unknown-tint"}
	for scheme, c := range schemes {
		hold := func(text, ground string, least float64) {
			if got := contrast(t, c[text], c[ground]); got < least {
				t.Errorf("%s: %s on %s has %.1f:1, less than %v:1", scheme, text, ground, got, least)
			}
		}
		for _, g := range grounds {
			hold("ink", g, 7)
			hold("soft", g, 7)
			hold("link", g, 7)
		}
		hold("warn", "page", 7)
		hold("warn", "panel", 7)
		hold("on-press", "press", 7)
		hold("edge", "panel", 3)
		hold("mark", "panel", 3)
		hold("second", "panel", 3)
	}
}

var declared = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`)

func colours(css string) map[string]string {
	out := map[string]string{}
	for _, m := range declared.FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}
