package web

import (
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
	for _, c := range d.Day.Choices {
		zone := d.Now.Location()
		if c.Start != nil {
			zone = d.About.LocationAt(*c.Start)
		}
		p.Choices = append(p.Choices, p.W.choice(c, zone))
	}
}
