package source

import (
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPlainNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"57": 57, "57.0": 57, "70360.05": 70360.05, "0": 0, "-1.5": -1.5, " 4 ": 4, "1e3": 1000, "12345678901234567890": 12345678901234567890, ".5": .5,
	} {
		if got, ok := plainNumber(text); !ok || got != want {
			t.Errorf("%q: got %v, %t, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", ".", "-", "NaN", "nan", "Inf", "no data", "1.2.3", "1,5", "null", "5 kg"} {
		if got, ok := plainNumber(text); ok {
			t.Errorf("%q: got %v, want none", text, got)
		}
	}
}

func TestLawPlainNumberIsParseFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strconv.FormatFloat(rapid.Float64().Draw(t, "v"), rapid.SampledFrom([]byte("fge")).Draw(t, "format"), rapid.IntRange(0, 9).Draw(t, "digits"), 64)
		want, err := strconv.ParseFloat(text, 64)
		got, ok := plainNumber(text)
		if ok != (err == nil && !math.IsInf(want, 0)) || ok && got != want {
			t.Errorf("%q: got %v, %t, want %v", text, got, ok, want)
		}
	})
}

func TestEachNumber(t *testing.T) {
	type item struct {
		i int
		v float64
	}
	for text, want := range map[string][]item{
		"[]": nil, "[1]": {{0, 1}}, "[null, 61.5 ,\n 62]": {{1, 61.5}, {2, 62}}, " [ 1,2 ] ": {{0, 1}, {1, 2}},
	} {
		var got []item
		if ok := eachNumber(text, func(i int, v float64) { got = append(got, item{i, v}) }); !ok || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %t, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "1,2", "{}", "[1,2", "[1,"} {
		if eachNumber(text, func(int, float64) {}) {
			t.Errorf("%q is taken for a list", text)
		}
	}
}

// A time that is read with the help of the one before is the time that parseStamp reads.
func TestLawInstants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var clock instants
		at := time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "at"), 0).UTC()
		for range 20 {
			at = at.Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, "step")) * time.Second)
			text := at.Format(rapid.SampledFrom([]string{time.RFC3339, "2006-01-02T15:04:05.000Z", "2006-01-02 15:04:05Z"}).Draw(t, "layout"))
			if got, ok := clock.unixOf(text); !ok || got != at.Unix() {
				t.Fatalf("%s: got %d, %t, want %d", text, got, ok, at.Unix())
			}
		}
	})
	var clock instants
	for _, bad := range []string{"", "2026-10-01T10:00:00", "2026-10-01T10:00:00Z", "2026-10-01T25:00:00Z", "2026-10-01T10:00:00xZ", "2026-10-01T10:0a:00Z"} {
		if _, ok := clock.unixOf(bad); ok != (bad == "2026-10-01T10:00:00Z") {
			t.Errorf("%q: %t", bad, ok)
		}
	}
	if got, ok := clock.unixOf("2026-10-01T12:00:00+02:00"); !ok || got != time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("an offset: got %d, %t", got, ok)
	}
}

// The rows of a table are those that the standard library reads.
func TestLawTableIsCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "a,b\n" + strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			"1,2\n", "\n", "\r\n", "\r", "1,2\r\n", ",\n", "\"x,y\",2\n", "\"two\nlines\",2\n", "a\"b,c\n", "ø,\u2212\n", "1,2,3\n", "\"\"\n", "end",
		})).Draw(t, "rows"), "")
		r := csv.NewReader(strings.NewReader(text))
		r.LazyQuotes, r.FieldsPerRecord = true, -1
		want, err := r.ReadAll()
		if err != nil {
			t.Skip("not a table")
		}
		var out Report
		tab, err := openTable(strings.NewReader(text), ',', &out)
		if err != nil {
			t.Fatal(err)
		}
		got := [][]string{want[0]}
		for {
			more, err := tab.next()
			if err != nil {
				t.Fatal(err)
			}
			if !more {
				break
			}
			got = append(got, slices.Clone(tab.row))
		}
		if diff := cmp.Diff(want, got); diff != "" || len(out.Dropped) != 0 {
			t.Errorf("%q: dropped %v: %s", text, out.Dropped, diff)
		}
	})
}

// An element of another shape is passed over as a whole, wherever in it the shape breaks.
func TestElementsOfAnotherShape(t *testing.T) {
	type item struct {
		N  int    `json:"n"`
		In []int  `json:"in"`
		S  string `json:"s"`
	}
	const text = `{"data":[{"n":1},{"n":"x","in":[1]},{"in":[1,{"n":2},3],"n":9},7,[],{"in":{"n":[[]]},"n":9},"x",null,{"n":2,"s":"y"}],"data":{"n":3}}`
	var got []int
	var out Report
	if err := eachJSON(strings.NewReader(text), &out, func(i *item) error {
		got = append(got, i.N)
		return nil
	}, "data"); err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 0, 2, 3}; !slices.Equal(got, want) || out.Dropped[dropShape] != 5 || out.Status != "" {
		t.Errorf("got %v, want %v; dropped %v, %s", got, want, out.Dropped, out.Reason)
	}
}
