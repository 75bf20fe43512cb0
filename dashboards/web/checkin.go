package web

import (
	"fmt"
	"net/url"
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
	More     bool   // whether the rest of the questions is open
	Answered string // "" if nothing was
}

type question struct {
	Name, Text string
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
		To: athleteAddress(v.Athlete) + "/checkins", Day: v.Today, Answered: w.answered(c),
		Scales: []question{newQuestion("fatigue", w.Tired, c.Fatigue), newQuestion("soreness", w.Sore, c.Soreness)},
		Sick:   c.Sick != nil && *c.Sick,
	}
	for _, pain := range w.Pains {
		f.Pains = append(f.Pains, option{pain[0], pain[1], c.Pain != nil && *c.Pain == pain[0]})
	}
	if c.PainAt != nil {
		f.PainAt = *c.PainAt
	}
	f.More = f.Sick || c.Pain != nil || f.PainAt != ""
	return f
}

func newQuestion(name, text string, answer *int) question {
	const worst = 5
	q := question{Name: name, Text: text}
	for i := 1; i <= worst; i++ {
		n := strconv.Itoa(i)
		q.Options = append(q.Options, option{n, n, answer != nil && *answer == i})
	}
	return q
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
	return w.Answered + ": " + strings.Join(parts, ", ") + ". " + w.Change
}

// ParseCheckIn reads what the form of the morning questions posts: day, fatigue, soreness, sick, pain, pain_at. A question that was left
// open stays unanswered; the box for illness always says yes or no. Ranges are checked by record.Entry's Check.
func ParseCheckIn(form url.Values) (record.CheckIn, error) {
	day, err := record.ParseDate(form.Get("day"))
	if err != nil || day == record.NoDate {
		return record.CheckIn{}, fmt.Errorf("read check-in: day %q; want YYYY-MM-DD", form.Get("day"))
	}
	c := record.CheckIn{Day: day}
	for name, into := range map[string]**int{"fatigue": &c.Fatigue, "soreness": &c.Soreness} {
		if s := form.Get(name); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil {
				return record.CheckIn{}, fmt.Errorf("read check-in: %s %q; want 1 to 5", name, s)
			}
			*into = &n
		}
	}
	if said := form["sick"]; len(said) > 0 { // an unticked box is silent; the hidden field before it says no
		sick := said[len(said)-1] == "yes"
		c.Sick = &sick
	}
	c.Pain, c.PainAt = said(form, "pain"), said(form, "pain_at")
	return c, nil
}

func said(form url.Values, name string) *string {
	if s := strings.TrimSpace(form.Get(name)); s != "" {
		return &s
	}
	return nil
}
