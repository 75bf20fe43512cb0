package source

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// filledPart is what another shape embeds.
type filledPart struct {
	Count int64 `json:"count"`
}

// filled has every kind of field that shapes have.
type filled struct {
	filledPart
	Name   string         `json:"name"`
	Number float64        `json:"number"`
	Whole  int            `json:"whole"`
	Yes    bool           `json:"yes"`
	Maybe  *float64       `json:"maybe"`
	Loose  looseNumber    `json:"loose"`
	At     garminTime     `json:"at"`
	Plain  jsontext.Value `json:"plain"`
	Texts  []string       `json:"texts"`
	Map    map[string]int `json:"map"`
	Inner  struct {
		Name string `json:"name"`
	} `json:"inner"`
	List []struct {
		N    float64 `json:"n"`
		Name string  `json:"name"`
	} `json:"list"`
	Pointed *struct {
		Yes *bool `json:"yes"`
	} `json:"pointed"`
}

// What is filled, and whether it can be, is what json.Unmarshal says, whatever was filled before.
func TestLawFilledIsUnmarshalled(t *testing.T) {
	leaf := rapid.OneOf(
		rapid.Map(rapid.Float64Range(-1e15, 1e15), func(v float64) any { return v }), rapid.Map(rapid.IntRange(-100, 100), func(v int) any { return v }),
		rapid.Map(rapid.StringMatching(`["\\ø{}\[\]:, a-z]{0,6}`), func(v string) any { return v }),
		rapid.Just(any("2026-10-25T02:30:00.0")), rapid.Just(any(nil)), rapid.Just(any(true)), rapid.Just(any(false)),
	)
	name := rapid.SampledFrom([]string{"count", "name", "number", "whole", "yes", "maybe", "loose", "at", "plain", "texts", "inner", "list", "pointed", "n", "map", "Name", `x"}\`, ""})
	object := func(value *rapid.Generator[any]) *rapid.Generator[any] {
		return rapid.Map(rapid.MapOfN(name, value, 0, 6), func(v map[string]any) any { return v })
	}
	list := func(value *rapid.Generator[any]) *rapid.Generator[any] {
		return rapid.Map(rapid.SliceOfN(value, 0, 4), func(v []any) any { return v })
	}
	inner := rapid.OneOf(leaf, object(leaf), list(leaf), list(object(leaf)))
	reader := newJSONReader[filled]()
	right := 0
	rapid.Check(t, func(t *rapid.T) {
		text, err := stdjson.Marshal(rapid.OneOf(object(inner), object(leaf), inner).Draw(t, "value"))
		if rapid.Bool().Draw(t, "indented") {
			err = (*jsontext.Value)(&text).Indent()
		}
		if err != nil {
			t.Fatal(err)
		}
		var want filled
		sound := json.Unmarshal(text, &want, jsonOptions()) == nil
		got, ok := reader.sound(text)
		if ok != sound {
			t.Fatalf("%s: filled %t, unmarshalled %t", text, ok, sound)
		}
		if !ok {
			return
		}
		right++
		if diff := cmp.Diff(want, *got, cmp.AllowUnexported(filled{})); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	})
	if right == 0 {
		t.Error("nothing was of the shape")
	}
}

func TestFilledText(t *testing.T) {
	reader := newJSONReader[filled]()
	for _, bad := range []string{"", " ", "{", `{"name":"a"} x`, `{"name":}`, "nul"} {
		if _, ok := reader.text([]byte(bad)); ok {
			t.Errorf("%q is taken for JSON", bad)
		}
	}
	got, ok := reader.text([]byte(" {\"n\\u0061me\":\"\\u00f8\xff\",\"inner\":{\"name\":\"b\"},\"name2\":1} "))
	if !ok || got.Name != "ø\ufffd" || got.Inner.Name != "b" {
		t.Errorf("got %+v, %t", got, ok)
	}
}
