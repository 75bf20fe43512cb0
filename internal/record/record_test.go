package record_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func TestDates(t *testing.T) {
	for _, s := range []string{"1970-01-01", "1969-12-31", "2026-10-25", "2024-02-29", "profile"} {
		d, err := record.ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s: got %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-13-01", "2026-10-1", "x"} {
		if d, err := record.ParseDate(s); err == nil {
			t.Errorf("%q: got %s, want an error", s, d)
		}
	}
	if first, last, err := record.MonthRange("2024-02"); err != nil || first.String() != "2024-02-01" || last.String() != "2024-02-29" {
		t.Errorf("February 2024: %s to %s, %v", first, last, err)
	}
}

// A local day is as long as its zone makes it (23, 24 or 25 h and the odd half hour), days follow each other without a gap or an overlap,
// and an instant lies in the one day whose bounds enclose it.
func TestLawLocalDay(t *testing.T) {
	zones := []string{"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(946684800, 4102444799).Draw(t, "unix"), 0)
		d := record.DateOf(at.In(loc))
		from, to := d.In(loc), (d + 1).In(loc)
		if at.Before(from) || !at.Before(to) {
			t.Errorf("%s is dated %s, which runs from %s to %s", at.In(loc), d, from, to)
		}
		if h := to.Sub(from).Hours(); h < 22.5 || h > 25.5 {
			t.Errorf("%s lasts %v h", d, h)
		}
		if back, err := record.ParseDate(d.String()); err != nil || back != d {
			t.Errorf("%s read back as %s, %v", d, back, err)
		}
	})
}

func TestLawColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want record.Ints = rapid.SliceOf(rapid.Int32()).Draw(t, "column")
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got record.Ints
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%d values became %d", len(want), len(got))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("value %d: %d became %d", i, want[i], got[i])
			}
		}
	})
}

func FuzzColumn(f *testing.F) {
	f.Add(`""`)
	f.Add(`"gICAgBA="`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, s string) {
		var c record.Ints
		if err := c.UnmarshalJSON([]byte(s)); err != nil {
			return
		}
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var again record.Ints
		if err := again.UnmarshalJSON(b); err != nil || cmp.Diff([]int32(c), []int32(again)) != "" {
			t.Errorf("%q does not survive a round trip: %v", s, err)
		}
	})
}

// Messages of the first version lie in testdata/v1 and must be read for ever: every field that is there is still known.
func TestStoredMessagesStillDecode(t *testing.T) {
	for name, into := range map[string]any{
		"record.json": &record.Record{}, "month.json": &record.Month{}, "about.json": &record.About{},
		"record_entries.json": &record.Record{}, "month_corrected.json": &record.Month{}, "about_plan.json": &record.About{},
		"about_sources.json": &record.About{}, "month_sources.json": &record.Month{},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", "v1", name))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(into)
			if err != nil {
				t.Fatal(err)
			}
			var want, got map[string]any
			if err := json.Unmarshal(b, &want); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(again, &got); err != nil {
				t.Fatal(err)
			}
			missing(t, name, want, got)
		})
	}
}

// missing reports what want has and got lacks or says differently; what got has on top is fine.
func missing(t *testing.T, path string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is no longer an object", path)
			return
		}
		for k, v := range w {
			if _, ok := g[k]; !ok {
				t.Errorf("%s.%s is no longer known", path, k)
				continue
			}
			missing(t, path+"."+k, v, g[k])
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			t.Errorf("%s is no longer a list of %d", path, len(w))
			return
		}
		for i := range w {
			missing(t, path, w[i], g[i])
		}
	default:
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}
