package web

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// chart is a drawing over days. Across it is measured in hundredths of its width, which the page decides, down it in pixels: so its words
// keep their size on every screen.
type chart struct {
	Title    string // heading
	Summary  []string
	Label    string // what a screen reader says instead of the drawing
	Doc      string // how to read it
	Empty    bool
	Height   int
	Floor    float64 // the axis, px
	Unit     string
	Grid     []tick // lines across
	Ticks    []tick // words below
	Bands    []shape
	Bars     []bar
	Lines    []shape
	Points   []point
	Sessions []float64 // places of session marks
	Changes  []change
	Days     []hover
	Keys     []key
	Table    table
	Week     *week
}

type (
	tick struct {
		At   float64
		Text string
	}
	shape struct{ D, Class string }
	bar   struct {
		X, Y, W, H float64 // hundredths of the width across, px down
		Class      string
	}
	point struct {
		X, Y  float64
		Class string // night or raised
	}
	change struct {
		X    float64
		Text string
		End  bool // the word stands before the line
	}
	hover struct {
		X, W float64
		Text string
	}
	key   struct{ Class, Text string }
	table struct {
		Head []string
		Rows [][]string
		Href []string // where the first cell of each row leads
	}
)

func (t table) newestFirst() {
	slices.Reverse(t.Rows)
	slices.Reverse(t.Href)
}

// The frame of a drawing over days.
const (
	left, wide = 9.0, 90.0 // hundredths of the width: where the first day begins, how far the days reach
	top        = 24.0      // px, below the line of words
	inner      = 10.0      // units of the stretched drawings for one hundredth
)

// Stretch is the width of the stretched drawings in their own units.
func (c chart) Stretch() int { return 100 * inner }

// Below is where the words under the axis stand, px.
func (c chart) Below() float64 { return c.Floor + 20 }

// Right is where the days end, hundredths.
func (c chart) Right() float64 { return left + wide }

// Left is where the days begin, hundredths.
func (c chart) Left() float64 { return left }

// Top is where the drawing begins, px.
func (c chart) Top() float64 { return top }

// scale places days and values.
type scale struct {
	days   int
	lo, hi float64 // values at the floor and at the top
	floor  float64 // px
}

// mid is the middle of day i, edge its left edge, in hundredths.
func (s scale) mid(i int) float64  { return neat(left + wide*(float64(i)+.5)/float64(s.days)) }
func (s scale) edge(i int) float64 { return neat(left + wide*float64(i)/float64(s.days)) }
func (s scale) width() float64     { return neat(wide / float64(s.days)) }

func (s scale) y(v float64) float64 {
	return neat(s.floor - (s.floor-top)*(v-s.lo)/(s.hi-s.lo))
}

// neat has two decimals: no eye sees more.
func neat(x float64) float64 { return math.Round(100*x) / 100 }

// grid lines at every step.
func (s scale) grid(step float64, w words) (out []tick) {
	for v := s.lo; v <= s.hi; v += step {
		out = append(out, tick{s.y(v), w.number(v, 0)})
	}
	return out
}

// line draws through the values; where one is missing the line ends and begins anew.
func (s scale) line(values []float64, class string) shape {
	var b strings.Builder
	pen := 'M'
	for i, v := range values {
		if math.IsNaN(v) {
			pen = 'M'
			continue
		}
		fmt.Fprintf(&b, "%c%.1f %.1f", pen, inner*s.mid(i), s.y(v))
		pen = 'L'
	}
	return shape{b.String(), class}
}

// areas draw the range of each run of days that have one, of one source and certainty.
func (s scale) areas(b []band) (out []shape) {
	for i := 0; i < len(b); {
		j := i + 1
		for j < len(b) && b[j].known && b[j].source == b[i].source && b[j].provisional == b[i].provisional {
			j++
		}
		if b[i].known {
			out = append(out, s.area(b, i, j))
		}
		i = j
	}
	return out
}

func (s scale) area(b []band, from, to int) shape {
	var d strings.Builder
	fmt.Fprintf(&d, "M%.1f %.1f", inner*s.edge(from), s.y(b[from].hi))
	for i := from; i < to; i++ {
		fmt.Fprintf(&d, "L%.1f %.1f", inner*s.mid(i), s.y(b[i].hi))
	}
	fmt.Fprintf(&d, "L%.1f %.1fL%.1f %.1f", inner*s.edge(to), s.y(b[to-1].hi), inner*s.edge(to), s.y(b[to-1].lo))
	for i := to - 1; i >= from; i-- {
		fmt.Fprintf(&d, "L%.1f %.1f", inner*s.mid(i), s.y(b[i].lo))
	}
	fmt.Fprintf(&d, "L%.1f %.1fZ", inner*s.edge(from), s.y(b[from].lo))
	class := "band"
	if b[from].provisional {
		class = "band provisional"
	}
	return shape{d.String(), class}
}

// mondays are the words under the axis: every so many Mondays.
func (s scale) mondays(days []day, every int, w words) (out []tick) {
	n := 0
	for i := len(days) - 1; i >= 0; i-- {
		if days[i].date.Weekday() != 1 {
			continue
		}
		if n%every == 0 {
			out = append(out, tick{s.mid(i), w.short(days[i].date)})
		}
		n++
	}
	return out
}

// span is the least and the greatest of the values, NaN left out; not ok without any.
func span(columns ...[]float64) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, c := range columns {
		for _, v := range c {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	return lo, hi, lo <= hi
}
