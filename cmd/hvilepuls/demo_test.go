package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// The demonstration begins with a go, and two taps make it go lighter: by the rules that hold for everybody.
func TestTapsChangeTheVerdictOfTheDemonstration(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	dir, today := t.TempDir(), record.DateOf(lastDay())
	owner, err := stream.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	at := today.In(loc).Add(demoHour)
	e, err := open(t.Context(), engineConfig{Config: configs.Defaults(), dir: dir, owner: owner, role: roleShort}, slog.New(slog.DiscardHandler), func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := backend{e}
	says := func(want, why string) {
		t.Helper()
		if _, err := b.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		v, err := b.Verdict(t.Context(), demoAthlete, at, "en")
		if err != nil {
			t.Fatal(err)
		}
		if v.Verdict != want || len(v.Reasons) == 0 || !strings.Contains(v.Reasons[0].Text, why) {
			t.Errorf("%s: %+v; want %s, first because of %q", v.Verdict, v.Reasons, want, why)
		}
	}
	give(t.Context(), t, e, synthetic.Demo(1, today, loc))
	says("go", "since your last hard glute session")
	give(t.Context(), t, e, synthetic.Athlete{Entries: []record.Entry{{
		Kind: record.CheckInEntry, Entered: at.UTC(), CheckIn: &record.CheckIn{Day: today, Fatigue: new(5), Soreness: new(5)},
	}}})
	says("lighter", "Glute soreness 5 of 5")
}
