package web

import (
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The two questions are asked once a day: after that the form is folded away with the answers in it.
func TestTheQuestionsAreAskedOnceADay(t *testing.T) {
	const folded = `<details class="more"><summary>Change the answers</summary>`
	for name, c := range map[string]struct {
		answers *record.CheckIn
		folded  bool
	}{
		"nothing answered": {nil, false},
		"one answered":     {&record.CheckIn{Fatigue: new(2)}, false},
		"only ill":         {&record.CheckIn{Sick: new(true)}, false},
		"both answered":    {&record.CheckIn{Fatigue: new(2), Soreness: new(1)}, true},
	} {
		v := ada(t, "en")
		v.CheckIn = c.answers
		if got := strings.Contains(render(t, v), folded); got != c.folded {
			t.Errorf("%s: folded %v", name, got)
		}
	}
	v := ada(t, "en")
	v.CheckIn = &record.CheckIn{Mood: new(4), RPE: new(7.5), ProteinG: new(120.), Tags: []string{"travel"}, Note: new("a </textarea> note")}
	page := render(t, v)
	for _, want := range []string{
		`<details class="more" open="open"><summary>More, if you like</summary>`, `name="mood" value="4" checked="checked"`,
		`inputmode="decimal" value="7.5"`, `inputmode="decimal" value="120"`, `name="tag" value="travel" checked="checked"`, "a &lt;/textarea&gt; note</textarea>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
}
