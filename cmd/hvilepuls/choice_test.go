package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/muktihari/fit/profile/typedef"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// runOf is a run as one of two watches of a kind recorded it.
func runOf(serial uint32, start time.Time, seconds int) synthetic.File {
	w := synthetic.Workout{Device: synthetic.Device{Maker: 1, Product: 4315, Serial: serial}, Start: start, Sport: typedef.SportRunning}
	for i := range seconds {
		w.HR = append(w.HR, uint8(130+i%10))
	}
	return synthetic.File{Name: start.Format("15-04-05") + ".fit", Data: synthetic.Activity(w)}
}

// One run that two watches recorded is one run, and explain says whose it is and why: without a word of the athlete, and as the athlete's
// order of sources for workouts says.
func TestExplainSaysWhichSourceWasUsed(t *testing.T) {
	r := newRig(t, "")
	start := time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC)
	r.take(placed(t, []synthetic.File{runOf(1001, start, 1200), runOf(1002, start.Add(20*time.Second), 1100)})...)

	explained := func() (out api.Explained) {
		t.Helper()
		if err := json.Unmarshal([]byte(r.run(0, "explain", "2026-11-25", "--athlete", "ada", "--json")), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	first := explained()
	if len(first.Digest.Workouts) != 1 || len(first.Choices) != 1 || !first.Recomputed {
		t.Fatalf("%d workouts, choices %+v, recomputed %v", len(first.Digest.Workouts), first.Choices, first.Recomputed)
	}
	c := first.Choices[0]
	if c.What != "workout" || c.Why != "richer" || c.Text != "holds more" || len(c.Others) != 1 || !c.Start.Equal(start) {
		t.Errorf("got %+v", c)
	}
	if got := len(first.Files); got != 2 {
		t.Errorf("%d files behind the day, want 2", got)
	}

	r.run(0, "athlete", "set", "ada", "--source", "workouts="+c.Others[0], "--language", "nb")
	second := explained()
	if len(second.Choices) != 1 || len(second.Digest.Workouts) != 1 {
		t.Fatalf("%d workouts, choices %+v", len(second.Digest.Workouts), second.Choices)
	}
	if d := second.Choices[0]; d.Source != c.Others[0] || d.Why != "your_order" || !strings.Contains(d.Text, "rekkefølge") {
		t.Errorf("got %+v", d)
	}
	text := r.run(0, "explain", "2026-11-25", "--athlete", "ada")
	if want := "din rekkefølge av kilder"; !strings.Contains(text, want) || !strings.Contains(text, c.Source) {
		t.Errorf("explain says nothing of %q:\n%s", want, text)
	}

	// Taken back, the order and a maximal heart rate leave everything as it was before they were said.
	r.run(0, "athlete", "set", "ada", "--clear", "sources_for,language")
	if diff := cmp.Diff(first.Choices, explained().Choices); diff != "" {
		t.Errorf("without the order (-before +after):\n%s", diff)
	}
	numbers := func() string { return r.run(0, "results", "--athlete", "ada", "--json") }
	before := numbers()
	r.run(0, "athlete", "set", "ada", "--max-hr", "150")
	if numbers() == before {
		t.Error("a maximal heart rate changes nothing")
	}
	r.run(0, "athlete", "set", "ada", "--clear", "max-hr")
	if diff := cmp.Diff(before, numbers()); diff != "" {
		t.Errorf("without the maximal heart rate (-before +after):\n%s", diff)
	}
	r.run(0, "verify")
}
