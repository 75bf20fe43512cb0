package risk

import (
	"fmt"
	"math"
	"slices"

	"github.com/hvilepuls/hvilepuls/processors/result"
)

// The effects of a reason.
const (
	effectFor     = "for"
	effectAgainst = "against"
	effectMissing = "missing"
	effectNote    = "note"
)

// ranked is a reason and how much it weighs: the reasons are told strongest first.
type ranked struct {
	result.Reason
	rank float64
}

// Ranks of reasons, in the order of the rules. Signs of the evidence table weigh by their contribution in nats times signRank when they
// speak against the session, a tenth of that when they speak for it.
const (
	rankPain    = 100
	rankSick    = 90
	rankRed     = 80
	rankWait    = 70
	rankNoData  = 65
	rankAmber   = 60
	rankLighter = 50
	signRank    = 20
	rankFor     = 3
	rankDeload  = 2.5
	rankMissing = 1
	rankGreen   = .7
	rankNote    = .5
	forShare    = .1
)

// reasons are why the verdict is what it is, strongest first; there is always one.
func (y speech) reasons(verdict string, l local) []result.Reason {
	all := slices.Concat(y.ownWords(), y.hours(l), y.systemic(), y.signs(), y.volume(l), y.missing(l), y.notes(verdict), y.advise(verdict))
	slices.SortStableFunc(all, func(a, b ranked) int {
		switch {
		case a.rank > b.rank:
			return -1
		case a.rank < b.rank:
			return 1
		}
		return 0
	})
	out := make([]result.Reason, len(all))
	for i, r := range all {
		out[i] = r.Reason
		out[i].Source = y.s.source(r.Sign)
	}
	return out
}

const percent = 100 // of a share

// reason makes a reason; NaN values are not known.
func reason(rank float64, sign, effect, unit string, value, baseline float64, text string) ranked {
	return ranked{rank: rank, Reason: result.Reason{
		Sign: sign, Value: maybe(value), Baseline: maybe(baseline), Unit: unit, Effect: effect, Text: text,
	}}
}

func maybe(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// none is what stands for a number that is not known.
var none = math.NaN()

// ownWords are pain, illness and great tiredness as the athlete told them.
func (y speech) ownWords() (out []ranked) {
	if y.s.sharp {
		out = append(out, reason(rankPain, "pain", effectAgainst, "", none, none, y.w.sharp))
	}
	if y.s.dull {
		out = append(out, reason(rankFor, "pain", effectNote, "", none, none, y.w.dull))
	}
	if y.s.sick {
		out = append(out, reason(rankSick, "sick", effectAgainst, "0/1", 1, none, y.w.sick))
	}
	if y.s.tired() {
		v, _ := y.s.tap(y.s.ev.fatigue, y.s.ev.fatigueUsual)
		out = append(out, reason(rankLighter, "fatigue", effectAgainst, "1..5", v, none, fmt.Sprintf(y.w.tired, y.number(v, 0))))
	}
	if y.s.sore() {
		v, usual := y.s.tap(y.s.ev.soreness, y.s.ev.sorenessUsual)
		text := fmt.Sprintf(y.w.soreness, y.number(v, 0), y.number(usual, 1))
		if math.IsNaN(usual) {
			text = fmt.Sprintf(y.w.soreNew, y.number(v, 0))
		}
		out = append(out, reason(rankLighter+1, "soreness", effectAgainst, "1..5", v, usual, text))
	}
	return out
}

// hours are the reasons of the local axis.
func (y speech) hours(l local) (out []ranked) {
	if !y.s.strength {
		return nil
	}
	const twoWeeksH = 14 * 24
	if !math.IsNaN(l.sinceH) && l.sinceH < twoWeeksH {
		h, sets := y.number(math.Floor(l.sinceH), 0), y.number(l.lastDose, 1)
		if l.sinceH < l.leastH {
			who := ""
			if l.leastH > leastHours {
				who = y.w.beginners
			}
			text := fmt.Sprintf(y.w.since, h, sets, y.number(l.leastH, 0), who)
			out = append(out, reason(rankWait+1, "glute_hours_since_hard", effectAgainst, "h", l.sinceH, l.leastH, text))
		} else {
			text := fmt.Sprintf(y.w.sinceFine, h, sets)
			out = append(out, reason(rankFor, "glute_hours_since_hard", effectFor, "h", l.sinceH, l.leastH, text))
		}
	}
	switch {
	case l.readiness < 1:
		rank := float64(rankLighter + 2)
		if l.level == localWait {
			rank = rankWait
		}
		text := fmt.Sprintf(y.w.recovering, y.number(percent*l.readiness, 0), y.number(l.needH, 0))
		out = append(out, reason(rank, "local_readiness", effectAgainst, "0..1", l.readiness, 1, text))
	case len(out) == 0:
		out = append(out, reason(rankFor, "local_readiness", effectFor, "0..1", l.readiness, 1, y.w.recovered))
	}
	return out
}

// systemic is the state of the systemic axis in one line.
func (y speech) systemic() []ranked {
	if !y.s.scored() || y.s.level == Unknown {
		return []ranked{reason(rankNoData-2, "risk_p", effectMissing, "0..1", none, none, y.w.noRisk)}
	}
	word := y.w.confidence[y.s.score.Confidence]
	if onlyWatch(y.s.score) {
		word = y.w.confidence[watchOnly]
	}
	text := fmt.Sprintf(y.w.risk, y.w.levels[y.s.level], y.number(percent*y.s.score.P, 0), word)
	rank, effect := float64(rankGreen), effectFor
	switch y.s.level {
	case Amber:
		rank, effect = rankAmber, effectAgainst
	case Red:
		rank, effect = rankRed, effectAgainst
	}
	return []ranked{reason(rank, "risk_p", effect, "0..1", y.s.score.P, prior, text)}
}

// volume speaks of the week's hard sets.
func (y speech) volume(l local) []ranked {
	const least = 10
	text := fmt.Sprintf(y.w.volume, y.number(l.weekly, 1))
	switch {
	case l.weekly > mostSets:
		return []ranked{reason(rankLighter+3, "glute_sets_7d", effectAgainst, "sets", l.weekly, mostSets, text)}
	case l.weekly >= least:
		return []ranked{reason(rankNote, "glute_sets_7d", effectFor, "sets", l.weekly, mostSets, text)}
	}
	return nil
}

// missing says what is not known.
func (y speech) missing(l local) (out []ranked) {
	s := y.s
	if !s.fresh {
		text := capital(y.lastNight()) + ". " + y.w.noAnswers
		out = append(out, reason(rankNoData, "sleep_tst_min", effectMissing, "min", none, none, text))
	} else {
		if s.night < 0 || s.age(s.night) > 1 {
			out = append(out, reason(rankMissing, "sleep_tst_min", effectMissing, "min", none, none, capital(y.lastNight())+"."))
		}
		if s.answers < 0 || s.age(s.answers) > 1 {
			out = append(out, reason(rankMissing, "fatigue", effectMissing, "1..5", none, none, y.w.noAnswers))
		}
	}
	if !s.strength {
		text := y.w.noStrength
		if n := len(s.sessions); n > 0 {
			text = fmt.Sprintf(y.w.silentStrength, y.number(float64(s.age(s.sessions[n-1].Day)), 0))
		}
		out = append(out, reason(rankLighter+4, "local_readiness", effectMissing, "0..1", none, none, text))
	} else if last := s.sessions[len(s.sessions)-1].Day; s.age(last) > 14 {
		text := fmt.Sprintf(y.w.staleStrength, y.number(float64(s.age(last)), 0))
		out = append(out, reason(rankMissing, "glute_sets_max", effectMissing, "sets", none, none, text))
	}
	if l.unsure >= 0 {
		text := fmt.Sprintf(y.w.unsure, y.day(s.in.Frame.Date(l.unsure)))
		out = append(out, reason(rankLighter+4, "glute_sets_max", effectMissing, "sets", none, none, text))
	}
	return out
}

// notes are what to do besides: an easy week, light work while waiting, a word with a professional.
func (y speech) notes(verdict string) (out []ranked) {
	weeks, told := y.s.deloadDue()
	tired := y.s.tiredWeeks()
	switch {
	case y.s.in.Session.Deload: // what would be asked for is planned
	case weeks > 0:
		text := y.w.deload
		if !told {
			text = y.w.deloadNever
		}
		out = append(out, reason(rankDeload, "weeks_since_deload", effectNote, "weeks", weeks, none, fmt.Sprintf(text, y.number(math.Floor(weeks), 0))))
	case tired >= mostTiredWeeks:
		text := fmt.Sprintf(y.w.deloadTired, y.number(float64(tired), 0))
		out = append(out, reason(rankDeload, "risk_level", effectNote, "weeks", float64(tired), none, text))
	}
	if drop, lasting := y.s.lastingDrop(); lasting {
		out = append(out, reason(rankLighter, "e1rm_drop_pct", effectNote, "%", drop, none, y.w.deloadLasting))
	}
	if verdict == Wait || verdict == Rest && !y.s.sick && !y.s.sharp {
		out = append(out, reason(rankNote, "light_activation", effectNote, "", none, none, y.w.activation))
	}
	return out
}
