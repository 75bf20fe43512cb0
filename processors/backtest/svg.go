package backtest

import (
	"fmt"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// The picture's layout, px.
const (
	picWidth  = 1200
	picHeight = 420
	plotLeft  = 150
	plotRight = 1176
	plotTop   = 64
	plotEnd   = 300 // where the risk is 0
	rowHeight = 24
	textDown  = 4 // from the middle of a line to its baseline
)

// The colours of the states, apart for common colour blindness.
const (
	inkColour   = "#222222"
	pointColour = "#0072B2"
	amberColour = "#E69F00"
	redColour   = "#D55E00"
)

// picture is a drawing in the making.
type picture struct {
	strings.Builder
	b result.Backtest
}

// SVG draws the mornings: a point for each morning's risk (none where nothing was known), bands where the state was amber or red, a
// triangle for each alarm, and below them the worst days, one row and shape for each kind.
func SVG(b result.Backtest) []byte {
	p := &picture{b: b}
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="system-ui,sans-serif" font-size="13" fill="%s">`, picWidth, picHeight, inkColour)
	p.put(`<title>Recovery risk each morning, %s to %s</title>`, b.From, b.To)
	p.put(`<desc>%d mornings judged, %d alarms, %d episodes, %d worst days.</desc>`, b.All.Judged, b.All.Alarms, b.All.Episodes, len(b.Worst))
	p.put(`<rect width="%d" height="%d" fill="#ffffff"/>`, picWidth, picHeight)
	p.text(plotLeft, 24, "start", fmt.Sprintf("Recovery risk each morning, %s to %s, from what was known then (model %s)", b.From, b.To, b.Model))
	p.scale()
	if len(b.Mornings) > 0 {
		p.bands()
		p.months()
		p.points()
		p.alarms()
		p.worst()
	}
	p.put(`</svg>`)
	return []byte(p.String())
}

func (p *picture) put(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *picture) text(x, y float64, anchor, s string) {
	p.put(`<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, x, y+textDown, anchor, s)
}

// x is the middle of a day, y the height of a risk.
func (p *picture) x(d record.Date) float64 {
	return plotLeft + p.step()*(float64(d-p.b.From)+.5)
}

// step is the width of a day.
func (p *picture) step() float64 { return float64(plotRight-plotLeft) / float64(len(p.b.Mornings)) }

func y(risk float64) float64 { return plotEnd - risk*(plotEnd-plotTop) }

// scale draws the risks that the state turns on.
func (p *picture) scale() {
	for _, l := range []struct {
		p      float64
		colour string
		label  string
	}{{0, inkColour, "0 %"}, {risk.AmberP, amberColour, "amber from 30 %"}, {risk.RedP, redColour, "red from 50 %"}, {1, "#cccccc", "100 %"}} {
		p.put(`<path d="M%d %.1fH%d" stroke="%s"/>`, plotLeft, y(l.p), plotRight, l.colour)
		p.text(plotLeft-8, y(l.p), "end", l.label)
	}
}

// bands are the episodes, at 12 % opacity.
func (p *picture) bands() {
	for _, e := range p.b.Episodes {
		colour := amberColour
		if e.Peak == risk.LevelWord(risk.Red) {
			colour = redColour
		}
		from, to := p.x(e.From)-p.step()/2, p.x(e.To)+p.step()/2
		p.put(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" fill-opacity=".12"><title>%s %s to %s</title></rect>`,
			from, plotTop, to-from, plotEnd-plotTop, colour, e.Peak, e.From, e.To)
	}
}

// months names months, at most fourteen, at their first morning.
func (p *picture) months() {
	const most = 14
	every := (len(p.b.Months) + most - 1) / most
	k := 0
	for _, m := range p.b.Mornings {
		if m.Day.Time().Day() != 1 {
			continue
		}
		if k%every == 0 {
			p.put(`<path d="M%.1f %dv6" stroke="%s"/>`, p.x(m.Day), plotEnd, inkColour)
			p.text(p.x(m.Day), plotEnd+16, "middle", m.Day.Month())
		}
		k++
	}
}

// points are drawn as one path of round dots.
func (p *picture) points() {
	p.WriteString(`<path fill="none" stroke="` + pointColour + `" stroke-width="3" stroke-linecap="round" d="`)
	for _, m := range p.b.Mornings {
		if m.P != nil {
			fmt.Fprintf(p, "M%.1f %.1fh0", p.x(m.Day), y(*m.P))
		}
	}
	p.WriteString("\"/>\n")
}

func (p *picture) alarms() {
	for _, m := range p.b.Mornings {
		if !m.Alarm {
			continue
		}
		colour := amberColour
		if m.Level == risk.LevelWord(risk.Red) {
			colour = redColour
		}
		p.put(`<path class="alarm" d="M%.1f %dl6 -10h-12z" fill="%s"><title>alarm %s, %s</title></path>`, p.x(m.Day), plotTop, colour, m.Day, m.Level)
	}
	p.text(plotLeft-8, plotTop-18, "end", "▼ alarm")
}

// worst draws a row for each kind of worst day.
func (p *picture) worst() {
	for k, row := range []struct{ kind, label, shape string }{
		{result.WorstAnswers, "tired, sore, sick", "m-4 -4l8 8m0 -8l-8 8"},
		{result.WorstStrength, "strength down", "m-4 -3h8l-4 7z"},
		{result.WorstMissed, "session missed", "m-4 -4h8v8h-8z"},
	} {
		mid := float64(plotEnd + 48 + k*rowHeight)
		p.text(plotLeft-8, mid, "end", row.label)
		for _, w := range p.b.Worst {
			if w.Kind != row.kind {
				continue
			}
			said := "no alarm before it"
			if w.Warned {
				said = fmt.Sprintf("alarm %d days before", w.Lead)
			}
			p.put(`<path class="worst" d="M%.1f %.1f%s" fill="none" stroke="%s" stroke-width="2"><title>%s, %s</title></path>`,
				p.x(w.Day), mid, row.shape, inkColour, w.Day, said)
		}
	}
}
