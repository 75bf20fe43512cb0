package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// typed reads what was typed into a form, and gathers what is wrong with it in the athlete's language. What nobody can type into the page's
// own forms is left to record.Entry's Check.
type typed struct {
	w         words
	form      url.Values
	what, row string
	wrong     map[string]string // by the id of the field
}

// refuse says what is wrong with a field.
func (t *typed) refuse(name, text string) { t.wrong[fieldID(t.what, name, t.row)] = text }

// line reads a few words of at most so many bytes, as entries are checked.
func (t *typed) line(name string, most int) string { return t.words(name, t.form.Get(name), most) }

func (t *typed) words(name, s string, most int) string {
	s = strings.TrimSpace(s)
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		t.refuse(name, t.w.WantLine)
	case len(s) > most:
		t.refuse(name, fmt.Sprintf(t.w.WantShort, t.w.count(most)))
	}
	return s
}

// number reads one with either decimal sign; nil where the field was left open.
func (t *typed) number(name string, in record.Range) *float64 {
	s := said(t.form, name)
	if s == nil {
		return nil
	}
	x, err := strconv.ParseFloat(strings.Replace(*s, ",", ".", 1), 64)
	if err != nil {
		t.refuse(name, t.w.WantNumber)
		return nil
	}
	if inside := x >= in.Least && x <= in.Most; !inside { // not a number is not inside
		t.refuse(name, fmt.Sprintf(t.w.WantBetween, t.w.number(in.Least, 1), t.w.number(in.Most, 1)))
	}
	return &x
}

// whole reads a whole number; nil where the field was left open.
func (t *typed) whole(name string, in record.Range) *int {
	s := said(t.form, name)
	if s == nil {
		return nil
	}
	n, err := strconv.Atoi(*s)
	if err != nil || float64(n) < in.Least || float64(n) > in.Most {
		t.refuse(name, fmt.Sprintf(t.w.WantWhole, strconv.Itoa(int(in.Least)), strconv.Itoa(int(in.Most))))
	}
	return &n
}

// pace reads minutes and seconds, in s; nil where the field was left open.
func (t *typed) pace(name string, in record.Range) *float64 {
	s := said(t.form, name)
	if s == nil {
		return nil
	}
	m, sec, ok := strings.Cut(strings.NewReplacer(".", ":", ",", ":").Replace(*s), ":")
	minutes, err := strconv.ParseUint(m, 10, 8)
	seconds, err2 := strconv.ParseUint(sec, 10, 8)
	x := float64(60*minutes + seconds)
	if !ok || err != nil || err2 != nil || seconds > 59 || len(sec) != 2 || x < in.Least || x > in.Most {
		t.refuse(name, fmt.Sprintf(t.w.WantPace, paceOf(&in.Least), paceOf(&in.Most)))
	}
	return &x
}

// paceOf writes a pace in s as people say it, "" for none.
func paceOf(s *float64) string {
	if s == nil {
		return ""
	}
	d := time.Duration(*s) * time.Second
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// date reads a date; one that is missing is wrong.
func (t *typed) date(name string) record.Date {
	d, err := record.ParseDate(strings.TrimSpace(t.form.Get(name)))
	if err != nil || !d.Plausible() {
		t.refuse(name, t.w.WantDate)
		return record.NoDate
	}
	return d
}

// clock reads a time of the day.
func (t *typed) clock(name, s string) string {
	s = strings.Replace(strings.TrimSpace(s), ".", ":", 1)
	if _, err := time.Parse("15:04", s); err != nil || len(s) != len("18:00") {
		t.refuse(name, t.w.WantTime)
	}
	return s
}
