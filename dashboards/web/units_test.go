package web

import (
	"math"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// What an athlete reads and saves again without a change stays the same weight, to what the page shows.
func TestWeightsComeBack(t *testing.T) {
	for _, units := range []string{"metric", "imperial"} {
		u := weightsOf(record.Profile{Units: &units})
		rapid.Check(t, func(t *rapid.T) {
			kg := rapid.Float64Range(0, 400).Draw(t, "kg")
			if got := *u.taken(new(u.shown(kg))); math.Abs(got-kg) > .006 {
				t.Fatalf("%v kg comes back as %v", kg, got)
			}
		})
	}
	if got := weightsOf(record.Profile{}); got.Unit != "kg" {
		t.Errorf("where nothing is said, the unit is %s", got.Unit)
	}
}

func TestPounds(t *testing.T) {
	me := record.Profile{Units: new("imperial"), WeightKg: new(66.)}
	var b strings.Builder
	if err := RenderSettings(&b, Settings{Athlete: "ada", About: record.About{Profile: me}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `Body weight, lb</label><input id="weight" name="weight" type="number" min="20" max="900" step="any" inputmode="decimal" value="145.51" />`) {
		t.Error("the weight is not in pounds")
	}
	e, err := ParseSettings(url.Values{"what": {"profile"}, "weight": {"150"}}, me)
	if err != nil || *e.Profile.WeightKg != 68.039 {
		t.Errorf("150 lb: %v, %v", e.Profile.WeightKg, err)
	}
}
