package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// checkInForm is the form of the morning questions with what was answered.
type checkInForm struct {
	To       string
	Day      record.Date
	Scales   []question
	Sick     bool
	Pains    []option
	PainAt   string
	More     bool // whether illness and pain are open
	Detail   detail
	Answered string // "" if nothing was
	Done     bool   // both questions were answered: they are not asked again that day, but may be changed
}

// detail is what only those are asked who want to.
type detail struct {
	Scales       []question
	RPE, Protein string
	Tags         []option
	Note         string
	Open         bool // whether any of it was answered
}

type question struct {
	Name, Text string
	Low, High  string // what the ends mean
	Options    []option
}

type option struct {
	Value, Text string
	Chosen      bool
}

func newCheckInForm(w words, v View) checkInForm {
	c := record.CheckIn{}
	if v.CheckIn != nil {
		c = *v.CheckIn
	}
	f := checkInForm{
		To: athleteAddress(v.Athlete) + "/checkins", Day: v.Today, Answered: w.answered(c), Detail: newDetail(w, c),
		Scales: []question{newQuestion("fatigue", w.Tired, w.None, w.Worst, c.Fatigue), newQuestion("soreness", w.Sore, w.None, w.Worst, c.Soreness)},
		Sick:   c.Sick != nil && *c.Sick, PainAt: textOf(c.PainAt), Done: c.Fatigue != nil && c.Soreness != nil,
	}
	for _, pain := range w.Pains {
		f.Pains = append(f.Pains, option{pain[0], pain[1], c.Pain != nil && *c.Pain == pain[0]})
	}
	f.More = f.Sick || c.Pain != nil || f.PainAt != ""
	return f
}

func newDetail(w words, c record.CheckIn) detail {
	d := detail{
		Scales: []question{
			newQuestion("mood", w.Mood, w.WorstLow, w.BestHigh, c.Mood), newQuestion("motivation", w.Motivation, w.WorstLow, w.BestHigh, c.Motiv),
			newQuestion("stress", w.Stress, w.None, w.Worst, c.Stress),
		},
		RPE: numberOf(c.RPE), Protein: numberOf(c.ProteinG), Note: textOf(c.Note),
	}
	for _, tag := range w.TagNames {
		d.Tags = append(d.Tags, option{tag[0], tag[1], slices.Contains(c.Tags, tag[0])})
	}
	d.Open = c.Mood != nil || c.Motiv != nil || c.Stress != nil || d.RPE+d.Protein+d.Note != "" || len(c.Tags) > 0
	return d
}

func newQuestion(name, text, low, high string, answer *int) question {
	const most = 5
	q := question{Name: name, Text: text, Low: low, High: high}
	for i := 1; i <= most; i++ {
		n := strconv.Itoa(i)
		q.Options = append(q.Options, option{n, n, answer != nil && *answer == i})
	}
	return q
}

// numberOf is a number as a field for numbers takes it, "" without one.
func numberOf(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// answered says what was answered, "" if nothing was.
func (w words) answered(c record.CheckIn) string {
	var parts []string
	if c.Fatigue != nil {
		parts = append(parts, fmt.Sprintf(w.AnsweredTired, *c.Fatigue))
	}
	if c.Soreness != nil {
		parts = append(parts, fmt.Sprintf(w.AnsweredSore, *c.Soreness))
	}
	if c.Sick != nil && *c.Sick {
		parts = append(parts, w.AnsweredSick)
	}
	if c.Pain != nil {
		for _, p := range w.Pains {
			if p[0] == *c.Pain {
				parts = append(parts, fmt.Sprintf(w.AnsweredPain, p[1]))
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return w.Answered + ": " + strings.Join(parts, ", ") + "."
}

// ParseCheckIn reads what the form of the morning questions posts; the fields are named as in a check-in's JSON, tags "tag" each. A question
// that was left open stays unanswered; the box for illness always says yes or no. Ranges are checked by record.Entry's Check.
func ParseCheckIn(form url.Values) (record.CheckIn, error) {
	day, err := record.ParseDate(form.Get("day"))
	if err != nil || day == record.NoDate {
		return record.CheckIn{}, fmt.Errorf("read check-in: day %q; want YYYY-MM-DD", form.Get("day"))
	}
	c := record.CheckIn{Day: day}
	if tags := form["tag"]; len(tags) > 0 { // the hidden field before the boxes says that they were asked
		c.Tags = slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return t == "" })
	}
	for name, into := range map[string]**int{"fatigue": &c.Fatigue, "soreness": &c.Soreness, "mood": &c.Mood, "motivation": &c.Motiv, "stress": &c.Stress} {
		if s := form.Get(name); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil {
				return record.CheckIn{}, fmt.Errorf("read check-in: %s %q; want 1 to 5", name, s)
			}
			*into = &n
		}
	}
	for name, into := range map[string]**float64{"rpe": &c.RPE, "protein_g": &c.ProteinG} {
		if s := form.Get(name); s != "" {
			x, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
			if err != nil {
				return record.CheckIn{}, fmt.Errorf("read check-in: %s %q; want a number", name, s)
			}
			*into = &x
		}
	}
	if said := form["sick"]; len(said) > 0 { // an unticked box is silent; the hidden field before it says no
		sick := said[len(said)-1] == "yes"
		c.Sick = &sick
	}
	c.Pain, c.PainAt, c.Note = said(form, "pain"), said(form, "pain_at"), said(form, "note")
	return c, nil
}

func said(form url.Values, name string) *string {
	if s := strings.TrimSpace(form.Get(name)); s != "" {
		return &s
	}
	return nil
}
