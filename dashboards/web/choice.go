package web

import (
	"fmt"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// choiceRow says which source was used for something, and why.
type choiceRow struct{ Name, Figure, Source, Why, Others string }

// WhyText says in a language why a source was chosen.
func WhyText(language string, why record.Why) string { return vocabulary(language).why(why) }

func (w words) why(why record.Why) string {
	if text, ok := w.Whys[string(why)]; ok {
		return text
	}
	return strings.ReplaceAll(string(why), "_", " ")
}

// choose lists the day's choices among several sources.
func (p *dayPage) choose(d Day) {
	w := p.W
	for _, c := range d.Day.Choices {
		row := choiceRow{Name: w.ChoiceNames[c.What], Source: sourceName(c.Source), Why: w.why(c.Why)}
		if row.Name == "" {
			row.Name = c.What
		}
		if c.Start != nil {
			row.Figure = w.clock(c.Start.In(d.About.LocationAt(*c.Start)))
		}
		if c.Value != nil {
			row.Figure = w.number(*c.Value, 0)
		}
		if len(c.Others) > 0 {
			var names []string
			for _, key := range c.Others {
				names = append(names, sourceName(key))
			}
			row.Others = fmt.Sprintf(w.NotUsed, strings.Join(names, ", "))
		}
		p.Choices = append(p.Choices, row)
	}
}
