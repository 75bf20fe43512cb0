package record

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawCheckIn(t *rapid.T, name string) CheckIn {
	c := CheckIn{Day: 20000}
	maybe := func(what string) bool { return rapid.Bool().Draw(t, name+" "+what) }
	n := func(what string) int { return rapid.IntRange(1, 5).Draw(t, name+" how "+what) }
	if maybe("fatigue") {
		c.Fatigue = new(n("tired"))
	}
	if maybe("soreness") {
		c.Soreness = new(n("sore"))
	}
	if maybe("sick") {
		c.Sick = new(maybe("is sick"))
	}
	if maybe("tags") {
		c.Tags = []string{"travel", "heat"}[:1+n("tags")%2]
	}
	if maybe("note") {
		c.Note = new("tired legs")
	}
	if maybe("rpe") {
		c.RPE = new(float64(n("rpe")))
	}
	return c
}

// A word that restores brings back exactly what was, whatever was answered in between.
func TestRestoreBringsBackWhatWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, word := drawCheckIn(t, "before"), drawCheckIn(t, "word")
		now := before
		now.Merge(&word)
		undo := now.Restore(&before)
		if err := undo.check(); err != nil {
			t.Fatal(err)
		}
		now.Merge(&undo)
		if d := cmp.Diff(before, now); d != "" {
			t.Fatalf("-want +got:\n%s", d)
		}
	})
}

func TestRestoreToADayWithoutAnswers(t *testing.T) {
	c := CheckIn{Day: 20000, Fatigue: new(4), Tags: []string{"heat"}}
	undo := c.Restore(nil)
	c.Merge(&undo)
	if d := cmp.Diff(CheckIn{Day: 20000}, c); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// A new answer must be known here, or it could be given and never taken back.
func TestEveryAnswerCanBeTakenBack(t *testing.T) {
	typ := reflect.TypeFor[CheckIn]()
	if got, want := len((&CheckIn{}).answers()), typ.NumField()-2; got != want { // all but Day and Unsaid
		t.Errorf("%d answers, want %d", got, want)
	}
	if err := (&CheckIn{Day: 20000, Unsaid: []string{"day"}}).check(); err == nil {
		t.Error("the day is taken for an answer")
	}
}
