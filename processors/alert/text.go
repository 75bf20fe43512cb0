package alert

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// MostText is the most characters of a notice: what a watch face shows (LOOK.md).
const MostText = 240

// Text is what a notice says: what, why, and what to do instead and until when, a line each.
func Text(in Input, n result.Notice, v result.Verdict) string {
	return lines(says{in: in, w: wordsOf(in.Language), p: risk.Speak(in.Language, in.Now, in.Zone), v: v}.text(n))
}

// says speaks of one verdict.
type says struct {
	in Input
	w  words
	p  risk.Speaker
	v  result.Verdict
}

func (y says) text(n result.Notice) (what, why, instead string) {
	switch n.Kind {
	case KindRisk:
		return fmt.Sprintf(y.w.risen, y.p.Level(n.Level), y.p.Level(n.Was)), y.reason(), y.answer()
	case KindSession:
		return y.session(), y.reason(), y.instead()
	case KindCorrection:
		c := result.Correction{Day: n.Day, Was: n.Was, Now: n.Level}
		return risk.CorrectionText(c, record.DateOf(y.in.Now.In(y.in.Zone)), y.in.Language), y.reason(), y.answer()
	case KindDeload:
		return y.w.deload, deloadReason(y.v), y.w.deloadHow
	case KindStale:
		last := y.p.Moment(y.in.Known, y.in.Zone)
		return fmt.Sprintf(y.w.stale, int(y.in.Now.Sub(y.in.Known)/time.Hour)), fmt.Sprintf(y.w.staleSince, last), y.w.staleHow
	case KindDigest:
		return y.digest(n)
	}
	return y.w.ask, y.w.askHow, ""
}

// session is the verdict of the next session in a line.
func (y says) session() string {
	s := fmt.Sprintf(y.w.session, y.p.Moment(y.v.Session.Start, y.in.Zone), y.p.Short(y.v.Verdict))
	if e := y.v.Earliest; e.After(y.v.Session.Start) {
		until := y.w.full
		if y.v.Verdict == risk.Wait {
			until = y.w.until
		}
		s += fmt.Sprintf(until, y.p.Moment(e, y.in.Zone))
	}
	return s + "."
}

// reason is the strongest reason: it holds the number and what it is compared with.
func (y says) reason() string {
	for _, effect := range []string{"against", "missing"} {
		for _, r := range y.v.Reasons {
			if r.Effect == effect {
				return r.Text
			}
		}
	}
	return ""
}

// answer is the verdict in its own words: until when, and what to do instead.
func (y says) answer() string { return cmp.Or(y.v.Text, y.instead()) }

// instead is what to do instead, where the line before says until when.
func (y says) instead() string { return y.w.instead[y.v.Verdict] }

func (y says) digest(n result.Notice) (what, why, instead string) {
	w := Week{n.Week}
	sessions, sets := w.glutes()
	what = fmt.Sprintf(y.w.week, sessions, y.p.Number(sets, 1))
	var parts []string
	rhr, nights := w.mean(func(d result.WeekDay) *float64 { return d.RHR })
	low, ranges := w.mean(func(d result.WeekDay) *float64 { return d.Low })
	high, _ := w.mean(func(d result.WeekDay) *float64 { return d.High })
	if nights > 0 && ranges > 0 {
		parts = append(parts, fmt.Sprintf(y.w.weekRHR, y.p.Number(rhr, 0), y.p.Number(low, 0), y.p.Number(high, 0)))
	}
	if slept, n := w.mean(func(d result.WeekDay) *float64 { return d.SleepMin }); n > 0 {
		parts = append(parts, fmt.Sprintf(y.w.weekSleep, y.p.Duration(slept)))
	}
	next := y.answer() // of right now, where nothing is planned
	if y.v.Session.Start.After(y.in.Now) {
		next = y.session()
	}
	return what, strings.Join(parts, " "), fmt.Sprintf(y.w.weekNext, y.p.Level(y.v.Risk.Level), next)
}

// lines joins what is said, in at most MostText characters: where that is too much the reason is cut, at a word.
func lines(what, why, instead string) string {
	room := MostText - utf8.RuneCountInString(what) - 1
	if instead != "" {
		room -= utf8.RuneCountInString(instead) + 1
	}
	var out []string
	for _, l := range []string{cut(what, MostText), cut(why, room), instead} {
		if l != "" {
			out = append(out, l)
		}
	}
	return cut(strings.Join(out, "\n"), MostText)
}

// cut shortens a text to so many characters, at a word where there is one; what would be shorter than a few words is left out.
func cut(s string, most int) string {
	const few = 12
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	if most < few {
		return ""
	}
	short := string([]rune(s)[:most-1])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.") + "…"
}
