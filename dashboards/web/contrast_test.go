package web

import (
	"bytes"
	"math"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// contrast is WCAG 2.2's contrast ratio of two colours "#rrggbb".
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatalf("colour %q: %v", colour, err)
		}
		v := float64(n) / 255
		if v <= .04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func TestContrastKnowsItsEnds(t *testing.T) {
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white: %v", got)
	}
	if got := contrast(t, "#777777", "#ffffff"); math.Abs(got-4.478) > .001 {
		t.Errorf("grey on white: %v", got)
	}
}

func TestAssets(t *testing.T) {
	for address, want := range map[string][2]string{
		styleAddress:       {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"/static/icon.svg": {"image/svg+xml", "public, max-age=3600"},
	} {
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		if got := [2]string{w.Header().Get("Content-Type"), w.Header().Get("Cache-Control")}; w.Code != 200 || got != want {
			t.Errorf("%s: %d %q", address, w.Code, got)
		}
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest("GET", "/static/nothing.css", nil))
	if w.Code != 404 {
		t.Errorf("what is not there: %d", w.Code)
	}
}

func TestCoachSeesTheWorstFirst(t *testing.T) {
	page := pages(t, "en")["athletes"]
	last := -1
	for _, name := range []string{"cy", "di", "ada", "bo"} {
		i := strings.Index(page, `<a href="/athletes/`+name+`">`)
		if i <= last {
			t.Errorf("%s stands at %d, before another at %d", name, i, last)
		}
		last = i
	}
	if !strings.Contains(page, "No data for 50 hours.") {
		t.Error("stale data are not named")
	}
	v := ada(t, "en")
	var b bytes.Buffer
	rows := []Row{{Athlete: "ada", Verdict: v.Verdict}, {Athlete: "bo"}}
	if err := RenderAthletes(&b, Athletes{Now: v.Now, Rows: rows, Only: "lighter"}); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Contains(got, "/athletes/bo") || !strings.Contains(got, "All 2") || !strings.Contains(got, `aria-current="page">Go lighter 1`) {
		t.Error("the filter does not hold")
	}
}
