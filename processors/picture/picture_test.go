package picture

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

var update = flag.Bool("update", false, "write the golden files anew")

// week has a raised night, a day of which nothing is known (Wednesday), and days without sets.
func week(t *testing.T) []result.WeekDay {
	t.Helper()
	monday, err := record.ParseDate("2026-11-16")
	if err != nil {
		t.Fatal(err)
	}
	day := func(i int, rhr, sleep, load, sets float64) result.WeekDay {
		return result.WeekDay{Date: monday + record.Date(i), RHR: &rhr, Low: new(51.), High: new(53.), SleepMin: &sleep, Load: &load, Sets: &sets}
	}
	return []result.WeekDay{
		day(0, 51.6, 432, 64, 9), day(1, 52.2, 401, 22, 0),
		{Date: monday + 2, Low: new(51.), High: new(53.)},
		day(3, 55.8, 365, 88, 10.5),
		day(4, 53, 455, 0, 0), day(5, 52.1, 510, 120, 8), day(6, 51.2, 478, 31, 0),
	}
}

func decoded(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// far tells whether two colours differ by more than what another processor's arithmetic makes of the letters' rims.
func far(a, b color.Color) bool {
	const least = 8 << 8
	differ := func(x, y uint32) bool { return max(x, y)-min(x, y) > least }
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	return differ(ar, br) || differ(ag, bg) || differ(ab, bb)
}

func TestGolden(t *testing.T) {
	for _, language := range []string{"en", "nb"} {
		got, err := Draw(week(t), language)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Draw(week(t), language)
		if err != nil || !bytes.Equal(got, again) {
			t.Fatalf("%s: other bytes of the same week, %v", language, err)
		}
		const most = 40 << 10
		if len(got) > most {
			t.Errorf("%s: %d bytes", language, len(got))
		}
		path := filepath.Join("testdata", "week."+language+".png")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		golden, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run go test with -update once", err)
		}
		a, b := decoded(t, got), decoded(t, golden)
		if a.Bounds() != b.Bounds() {
			t.Fatalf("%s: %v, want %v", language, a.Bounds(), b.Bounds())
		}
		differ := 0
		for y := range Height {
			for x := range Width {
				if far(a.At(x, y), b.At(x, y)) {
					differ++
				}
			}
		}
		if differ > 0 {
			t.Errorf("%s: %d pixels changed; run with -update if that was meant", language, differ)
		}
	}
}

// A day of which nothing is known has no mark in any panel; one that is known to have nothing has a short one.
func TestGapsAreGaps(t *testing.T) {
	b, err := Draw(week(t), "en")
	if err != nil {
		t.Fatal(err)
	}
	img := decoded(t, b)
	marks := func(panelX, panelY, day int, colours ...color.NRGBA) (n int) {
		in := image.Rect(panelX+inset, panelY+head, panelX+panelW-inset, panelY+panelH-foot)
		for x := in.Min.X + day*in.Dx()/7 + 1; x < in.Min.X+(day+1)*in.Dx()/7-1; x++ {
			for y := in.Min.Y; y < in.Max.Y; y++ {
				for _, c := range colours {
					if !far(img.At(x, y), c) {
						n++
					}
				}
			}
		}
		return n
	}
	left, right, upper, lower := margin, margin+panelW+gap, top, top+panelH+gap
	for name, p := range map[string]image.Point{"rhr": {left, upper}, "sleep": {right, upper}, "load": {left, lower}, "sets": {right, lower}} {
		if n := marks(p.X, p.Y, 2, mark, second, soft); n > 0 {
			t.Errorf("%s: %d pixels on a day of which nothing is known", name, n)
		}
		if marks(p.X, p.Y, 0, mark) == 0 {
			t.Errorf("%s: nothing on a day that is known", name)
		}
	}
	if marks(right, lower, 1, soft) == 0 || marks(right, lower, 1, mark) > 0 {
		t.Error("a day without sets is not drawn as one")
	}
	if marks(left, upper, 3, second) == 0 || marks(left, upper, 0, second) > 0 {
		t.Error("a raised night is not told from others")
	}
	if _, err := Draw(nil, "en"); err == nil {
		t.Error("a week without days is drawn")
	}
	if _, err := Draw([]result.WeekDay{{}}, "nb"); err != nil {
		t.Errorf("a day of which nothing is known: %v", err)
	}
}
