package source

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The members of any object that are numbers are those that the standard library finds.
func TestLawMembers(t *testing.T) {
	value := rapid.OneOf(
		rapid.Map(rapid.Float64Range(-1e15, 1e15), func(v float64) any { return v }),
		rapid.Map(rapid.IntRange(-1000, 1_000_000), func(v int) any { return v }),
		rapid.Map(rapid.String(), func(v string) any { return v }),
		rapid.Just(any(nil)), rapid.Just(any(true)),
		rapid.Just(any([]any{1, `a"],}`, map[string]any{"x": 2, "y": []int{}}})),
		rapid.Just(any(map[string]any{"start_time": `\"`, "deep": map[string]any{}})),
	)
	rapid.Check(t, func(t *rapid.T) {
		object := rapid.MapOf(rapid.StringMatching(`[a-z_ :,{}\[\]]{0,8}`), value).Draw(t, "object")
		b, err := json.Marshal(object)
		if rapid.Bool().Draw(t, "indented") {
			b, err = json.MarshalIndent(object, "", "  ")
		}
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(b, &all); err != nil {
			t.Fatal(err)
		}
		want, got := map[string]float64{}, map[string]float64{}
		for k, v := range all {
			if x, ok := v.(float64); ok {
				want[k] = x
			}
		}
		eachNumberIn(b, func(key []byte, v float64) { got[string(key)] = v })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", b, diff)
		}
	})
}
