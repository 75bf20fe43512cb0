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
	var b strings.Builder
	settings := adaSettings(t, "en")
	settings.About.Profile.WeightKg = new(66.)
	if err := RenderSettings(&b, settings); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `Body weight, lb</label><input id="profile-weight_kg" name="weight_kg" type="text" value="145.51"`) {
		t.Error("the weight is not in pounds")
	}
	c, refused, err := settings.Read(url.Values{"what": {"profile"}, "weight_kg": {"150"}})
	if err != nil || refused != nil || *c.Entry.Profile.WeightKg != 68.039 {
		t.Errorf("150 lb: %v, %v, %v", c.Entry.Profile, refused, err)
	}
	if c, _, _ := settings.Read(url.Values{"what": {"profile"}, "weight_kg": {"145.51"}}); c.Entry.Kind != "" {
		t.Errorf("what was shown is no other weight: %+v", c.Entry.Profile)
	}
}
