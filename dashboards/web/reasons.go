package web

import (
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// reason is one reason as the page shows it.
type reason struct {
	Effect string // for, against, missing, note
	Says   string
	Text   string
	Facts  []fact
}

// fact is a number with what it is.
type fact struct{ Name, Value string }

// sourceCheckIn is the source of reasons that stand on what the athlete said.
const sourceCheckIn = "check-in"

const shownReasons = 4 // before "more reasons"

func (w words) reasons(in []result.Reason) []reason {
	out := make([]reason, 0, len(in))
	for _, r := range in {
		one := reason{Effect: r.Effect, Says: w.Effects[r.Effect], Text: r.Text}
		if r.Value != nil {
			one.Facts = append(one.Facts, fact{w.Value, w.quantity(*r.Value, r.Unit)})
		}
		if r.Baseline != nil && (*r.Baseline != 0 || r.Unit != "SD" && r.Unit != "%") { // a difference is 0 as usual by definition
			one.Facts = append(one.Facts, fact{w.against(r.Sign), w.quantity(*r.Baseline, r.Unit)})
		}
		switch r.Source {
		case "":
		case sourceCheckIn:
			one.Facts = append(one.Facts, fact{w.Source, w.YourAnswers})
		default:
			one.Facts = append(one.Facts, fact{w.Source, sourceName(r.Source)})
		}
		out = append(out, one)
	}
	return out
}

// against says what the baseline of a reason is.
func (w words) against(sign string) string {
	switch sign {
	case "glute_hours_since_hard":
		return w.Least
	case "glute_sets_7d":
		return w.Most
	case "sleep_tst_min":
		return w.Need
	case "risk_p":
		return w.Mean
	case "local_readiness":
		return w.Whole
	}
	return w.Usual
}

// headline cuts a verdict's sentence in two: what is said large, and the rest. The cut is behind the first sentence or colon.
func headline(text, word string) (large, rest string) {
	for i := 0; i+2 < len(text); i++ {
		if text[i+1] != ' ' {
			continue
		}
		switch after := text[i+2:]; {
		case text[i] == ':':
			return text[:i], capital(after)
		case text[i] == '.' && capital(after) == after && (after[0] < '0' || after[0] > '9'):
			return text[:i], after
		}
	}
	if text == "" {
		return word, ""
	}
	return text, ""
}
