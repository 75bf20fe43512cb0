package source

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func TestHealthTimes(t *testing.T) {
	var c healthTimes
	for text, want := range map[string]string{
		"2026-09-21 05:39:07 +0100": "2026-09-21T04:39:07Z", "2026-09-21 05:39:07 -0930": "2026-09-21T15:09:07Z",
		"2026-09-21 12:39:07\u202fAM +0200": "2026-09-20T22:39:07Z", "2026-09-21 12:39:07 PM +0200": "2026-09-21T10:39:07Z",
		"2026-09-21 1:39:07 p.m. +0200": "2026-09-21T11:39:07Z", "2026-09-21 1:39:07 p. m. +0200": "2026-09-21T11:39:07Z",
		"2026-09-21T05:39:07Z": "2026-09-21T05:39:07Z", "2026-09-21 05:39:07": "", "2026-09-21 25:39:07 +0100": "", "2026-02-30 05:39:07 +0100": "",
		"2026-09-21 0x:39:07 +0100": "", "2026-09-21 05:39:07 +9900": "", "2026-09-21 0:39:07 AM +0200": "", "2026-09-21 1:39:07 XM +0200": "", "": "",
	} {
		at, _, ok := c.unix([]byte(text))
		got := ""
		if ok {
			got = time.Unix(at, 0).UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A written time reads as what it was written from, whatever was read before it.
func TestLawHealthTimes(t *testing.T) {
	var c healthTimes
	rapid.Check(t, func(t *rapid.T) {
		offset := rapid.IntRange(-48, 56).Draw(t, "quarters") * 900
		at := time.Unix(rapid.Int64Range(firstTime.Unix(), lastTime.Unix()-1).Draw(t, "unix"), 0).In(time.FixedZone("", offset))
		for _, layout := range []string{"2006-01-02 15:04:05 -0700", "2006-01-02 3:04:05\u202fPM -0700", "2006-01-02 03:04:05 pm -0700"} {
			got, off, ok := c.unix([]byte(at.Format(layout)))
			if !ok || got != at.Unix() || off != offset {
				t.Errorf("%s: got %d, %d, %v", at.Format(layout), got, off, ok)
			}
		}
	})
}

// A written number reads as the standard library reads it.
func TestLawPlainNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{0,20}(\.[0-9]{0,20})?(e-?[0-9]{1,3})?`), rapid.String(),
			rapid.Map(rapid.Float64(), func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }),
		).Draw(t, "text")
		got, ok := plainNumber(text)
		want, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(want, 0) || math.IsNaN(want) {
			if ok && text == string([]byte(text)) && err != nil && !blank(text) {
				t.Errorf("%q: got %v, want none", text, got)
			}
			return
		}
		if !ok || math.Abs(got-want) > math.Abs(want)*1e-15 {
			t.Errorf("%q: got %v, %v, want %v", text, got, ok, want)
		}
	})
}

// blank tells a text with blanks at its ends, which a number may have in XML.
func blank(s string) bool {
	return len(s) > 0 && (s[0] <= ' ' || s[len(s)-1] <= ' ' || s[0] >= 0x80 || s[len(s)-1] >= 0x80)
}

// Second by second, a stage counts before sleep without one, and that before time in bed; nothing overlaps and nothing is lost.
func TestLawLayers(t *testing.T) {
	layer := map[record.StageKind]int{record.Unknown: 1, record.Asleep: 2, record.Light: 3, record.Deep: 3, record.REM: 3, record.Awake: 3}
	rapid.Check(t, func(t *rapid.T) {
		var all []healthSleep
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			from := rapid.Int64Range(0, 60).Draw(t, "from")
			to := from + rapid.Int64Range(1, 30).Draw(t, "length")
			kinds := []record.StageKind{record.Unknown, record.Asleep, record.Light, record.Deep, record.REM, record.Awake}
			all = append(all, healthSleep{segment{from, to, rapid.SampledFrom(kinds).Draw(t, "kind")}, noOffset})
		}
		got := layered(all)
		if !slices.IsSortedFunc(got, func(a, b segment) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }) {
			t.Fatalf("not in order: %v", got)
		}
		edge := int64(0)
		at := map[int64]record.StageKind{}
		for _, s := range got {
			if s.from < edge || s.to <= s.from {
				t.Fatalf("%v overlaps or is empty", s)
			}
			edge = s.to
			for x := s.from; x < s.to; x++ {
				at[x] = s.kind
			}
		}
		for x := range int64(100) {
			best, kinds := 0, map[record.StageKind]bool{}
			for _, s := range all {
				if s.from > x || x >= s.to || layer[s.kind] < best {
					continue
				}
				if layer[s.kind] > best {
					clear(kinds)
				}
				best, kinds[s.kind] = layer[s.kind], true
			}
			if k, ok := at[x]; ok != (best > 0) || ok && !kinds[k] {
				t.Fatalf("second %d: got %q, want one of %v", x, k, kinds)
			}
		}
	})
}

// What is more than is held at a time is emitted in parts, and nothing of it is lost.
func TestHealthInParts(t *testing.T) {
	n, parts := 0, map[record.Date]int{}
	f := File{
		SourceKey: func(maker, model, serial string) string { return maker },
		Emit: func(r record.Record) error {
			hold(t, r)
			parts[r.Date]++
			n += r.Samples[0].Len()
			return nil
		},
	}
	var out Report
	h := newHealth(f, &out)
	track, err := h.track(healthTotal(f), nil)
	if err != nil {
		t.Fatal(err)
	}
	const samples, each = mostBuffered + 1000, 10 // s
	for i := range int64(samples) {
		if err := h.sample(track, healthHeart, firstTime.Unix()+i*each, 60); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.finish(nil); err != nil {
		t.Fatal(err)
	}
	days := (samples*each + 24*3600 - 1) / (24 * 3600)
	if n != samples || out.Counts[kindHeartRate] != samples || len(parts) != days {
		t.Errorf("%d of %d samples, counted %d, on %d days of %d", n, samples, out.Counts[kindHeartRate], len(parts), days)
	}
}

func TestHealthZones(t *testing.T) {
	oslo, tokyo := time.FixedZone("Oslo", 3600), time.FixedZone("Tokyo", 9*3600)
	z := healthZones{other: time.UTC}
	if got := z.at(50); got != time.UTC {
		t.Errorf("none named: %s", got)
	}
	z.seen = []zoneSeen{{100, oslo}, {400, tokyo}, {300, oslo}, {200, oslo}, {500, tokyo}}
	z.sort()
	var got []string
	for _, at := range []int64{0, 150, 300, 340, 360, 1000} {
		got = append(got, z.at(at).String())
	}
	if diff := gocmp.Diff([]string{"Oslo", "Oslo", "Oslo", "Oslo", "Tokyo", "Tokyo"}, got); diff != "" || len(z.seen) != 4 {
		t.Errorf("%v: %s", z.seen, diff)
	}
}
