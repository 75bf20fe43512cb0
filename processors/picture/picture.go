// Package picture draws a week as a picture, for the digest: resting heart rate with the athlete's own range, sleep, load and glute sets. It
// is pure: of the same days come the same bytes. What is not known is drawn nowhere, and is no zero.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// Size of a picture, pixels.
const (
	Width  = 800
	Height = 500
)

// Places, pixels: a grid of 4.
const (
	margin = 24
	gap    = 16
	top    = 72 // of the first row
	panelW = (Width - 2*margin - gap) / 2
	panelH = (Height - top - margin - gap) / 2
	inset  = 16
	head   = 40 // of a panel, above the drawing
	foot   = 32 // of a panel, below the drawing
)

// The palette (dashboards/web/static/style.css, light): text at least 7:1 on white.
var (
	page   = color.NRGBA{0xf5, 0xf5, 0xf2, 0xff}
	panel  = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	hair   = color.NRGBA{0xd3, 0xd6, 0xd9, 0xff}
	ink    = color.NRGBA{0x16, 0x19, 0x1d, 0xff}
	soft   = color.NRGBA{0x43, 0x49, 0x4f, 0xff}
	mark   = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	second = color.NRGBA{0xb3, 0x4f, 0x00, 0xff}
	band   = color.NRGBA{0x00, 0x72, 0xb2, 0x1f} // 12 %
)

// Draw gives a PNG of a week in a language, "nb" or else English.
func Draw(week []result.WeekDay, language string) ([]byte, error) {
	if len(week) == 0 {
		return nil, errors.New("draw a week: it has no days")
	}
	letters, err := openLetters()
	if err != nil {
		return nil, err
	}
	c := &canvas{
		img: image.NewNRGBA(image.Rect(0, 0, Width, Height)), letters: letters, w: wordsOf(language), days: week,
		speak: risk.Speak(language, week[0].Date.Time(), time.UTC).Number,
	}
	c.fill(c.img.Bounds(), page)
	c.text(margin, 48, c.title(), large, ink)
	place := func(column, row int) image.Rectangle {
		x, y := margin+column*(panelW+gap), top+row*(panelH+gap)
		return image.Rect(x, y, x+panelW, y+panelH)
	}
	c.resting(place(0, 0))
	c.bars(place(1, 0), c.w.sleep, func(d result.WeekDay) *float64 { return d.SleepMin }, c.duration)
	c.bars(place(0, 1), c.w.load, func(d result.WeekDay) *float64 { return d.Load }, func(v float64) string { return c.speak(v, 0) })
	c.bars(place(1, 1), c.w.sets, func(d result.WeekDay) *float64 { return d.Sets }, func(v float64) string { return c.speak(v, 1) })
	c.sessions(place(1, 1))
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, c.img); err != nil {
		return nil, fmt.Errorf("draw a week: %w", err)
	}
	return out.Bytes(), nil
}

// canvas is a picture being drawn.
type canvas struct {
	img     *image.NRGBA
	letters letters
	w       words
	days    []result.WeekDay
	speak   func(x float64, decimals int) string
}

func (c *canvas) fill(r image.Rectangle, with color.NRGBA) {
	draw.Draw(c.img, r, image.NewUniform(with), image.Point{}, draw.Over)
}

// title is "Week 16-22 November".
func (c *canvas) title() string {
	first, last := c.days[0].Date.Time(), c.days[len(c.days)-1].Date.Time()
	from := fmt.Sprintf(c.w.day, first.Day())
	if first.Month() != last.Month() {
		from += " " + c.w.months[first.Month()-1]
	}
	return fmt.Sprintf("%s %s–%s %s", c.w.week, from, fmt.Sprintf(c.w.day, last.Day()), c.w.months[last.Month()-1])
}

func (c *canvas) duration(minutes float64) string {
	const hour = 60
	m := int(minutes + .5)
	return fmt.Sprintf(c.w.duration, m/hour, m%hour)
}

// panel draws the empty panel of a series and gives the place for its drawing.
func (c *canvas) panel(r image.Rectangle, name string) image.Rectangle {
	c.fill(r, hair)
	c.fill(r.Inset(1), panel)
	c.text(r.Min.X+inset, r.Min.Y+26, name, strong, ink)
	in := image.Rect(r.Min.X+inset, r.Min.Y+head, r.Max.X-inset, r.Max.Y-foot)
	c.fill(image.Rect(in.Min.X, in.Max.Y, in.Max.X, in.Max.Y+1), hair)
	for i, d := range c.days {
		c.centred(c.middle(in, i), in.Max.Y+22, c.w.weekdays[d.Date.Weekday()], small, soft)
	}
	return in
}

// middle is where a day stands in a drawing.
func (c *canvas) middle(in image.Rectangle, i int) int {
	return in.Min.X + (2*i+1)*in.Dx()/(2*len(c.days))
}

// bars draws a series that begins at zero. A day that is known and has nothing is a short line on the axis.
func (c *canvas) bars(r image.Rectangle, name string, of func(result.WeekDay) *float64, say func(float64) string) {
	in := c.panel(r, name)
	most := 1.0
	for _, d := range c.days {
		if v := of(d); v != nil {
			most = max(most, *v)
		}
	}
	const wide, label, none = 24, 20, 2
	for i, d := range c.days {
		v := of(d)
		if v == nil {
			continue
		}
		x := c.middle(in, i)
		high := int(max(*v, 0)/most*float64(in.Dy()-label) + .5)
		if high < none {
			c.fill(image.Rect(x-wide/2, in.Max.Y-none, x+wide/2, in.Max.Y), soft)
			continue
		}
		c.fill(image.Rect(x-wide/2, in.Max.Y-high, x+wide/2, in.Max.Y), mark)
		c.centred(x, in.Max.Y-high-6, say(*v), small, ink)
	}
}

// resting draws the nights as points over the athlete's own range; one above it is a ring.
func (c *canvas) resting(r image.Rectangle) {
	in := c.panel(r, c.w.rhr)
	c.key(r)
	low, high := 0.0, 0.0
	for _, d := range c.days {
		for _, v := range []*float64{d.RHR, d.Low, d.High} {
			if v != nil {
				if high == 0 {
					low, high = *v, *v
				}
				low, high = min(low, *v), max(high, *v)
			}
		}
	}
	const label, room = 20, 10
	y := func(v float64) int {
		span := max(high-low, 1)
		return in.Max.Y - room - int((v-low)/span*float64(in.Dy()-label-room)+.5)
	}
	for i, d := range c.days {
		if d.Low != nil && d.High != nil {
			c.fill(image.Rect(in.Min.X+i*in.Dx()/len(c.days), y(*d.High), in.Min.X+(i+1)*in.Dx()/len(c.days), y(*d.Low)+1), band)
		}
	}
	const radius, hole = 6, 3
	for i, d := range c.days {
		if d.RHR == nil {
			continue
		}
		x, at := c.middle(in, i), y(*d.RHR)
		if d.High != nil && *d.RHR > *d.High {
			c.disc(x, at, radius, second)
			c.disc(x, at, hole, panel)
		} else {
			c.disc(x, at, radius, mark)
		}
		c.centred(x, at-radius-4, c.speak(*d.RHR, 0), small, ink)
	}
}

// key names the band.
func (c *canvas) key(r image.Rectangle) {
	const swatch = 16
	x := c.beside(r, c.w.rangeOf)
	c.fill(image.Rect(x-8-swatch, r.Min.Y+14, x-8, r.Min.Y+28), band)
}

// sessions tells on how many days the glutes were trained.
func (c *canvas) sessions(r image.Rectangle) {
	n := 0
	for _, d := range c.days {
		if d.Trained() {
			n++
		}
	}
	c.beside(r, fmt.Sprintf(c.w.sessions, n))
}

// beside writes at the right of a panel's name, and gives where that begins.
func (c *canvas) beside(r image.Rectangle, s string) (x int) {
	x = r.Max.X - inset - c.width(s, small)
	c.text(x, r.Min.Y+26, s, small, soft)
	return x
}

// disc fills a circle, its rim by how much of each pixel lies inside.
func (c *canvas) disc(x, y, radius int, with color.NRGBA) {
	const parts = 4 // of a pixel, each way
	for py := y - radius - 1; py <= y+radius; py++ {
		for px := x - radius - 1; px <= x+radius; px++ {
			inside := 0
			for s := range parts * parts {
				dx, dy := (px-x)*2*parts+2*(s%parts)+1, (py-y)*2*parts+2*(s/parts)+1
				if dx*dx+dy*dy <= 4*parts*parts*radius*radius {
					inside++
				}
			}
			w := with
			w.A = uint8(int(with.A) * inside / (parts * parts)) //nolint:gosec // at most 255
			c.fill(image.Rect(px, py, px+1, py+1), w)
		}
	}
}
