package risk

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Ranks of advice: below everything that bears on the verdict.
const (
	rankContext = -1
	rankTrend   = -2
	rankMix     = -3
	rankProtein = -4
)

// advise speaks of the training itself: progress, the mix of repetition ranges, the balance of the glutes, protein, and what the athlete
// noted about the days. It is told to who may train; nothing of it changes the verdict.
func (y speech) advise(verdict string) (out []ranked) {
	out = append(out, y.context()...)
	if y.s.last < 0 || verdict == Rest || verdict == Undetermined {
		return out
	}
	if verdict != Wait && !y.s.in.Session.Deload { // in an easy week nothing is to grow
		out = slices.Concat(out, y.progress(), y.frequency())
	}
	return slices.Concat(out, y.planned(), y.mix(), y.protein())
}

// progress compares strength and volume of two weeks with the two before (progressive overload, one lever at a time).
func (y speech) progress() []ranked {
	const days, flat = 14, 1.0 // percent
	f, i := y.s.in.Frame, y.s.last
	strength := f.StrengthChange(i, days)
	volume := 100 * (f.GluteVolume(i, days)/f.GluteVolume(i-days, days) - 1)
	if math.IsNaN(strength) || math.IsNaN(volume) {
		return nil
	}
	text := fmt.Sprintf(y.w.progress, y.signed(strength), y.signed(volume))
	if strength < flat && volume < flat && y.s.level == Green {
		text += y.w.stalled
	} else {
		text += y.w.lever
	}
	return []ranked{reason(rankTrend, "glute_volume_kg", effectNote, "%", volume, none, text)}
}

// signed is a whole number with its sign.
func (y speech) signed(x float64) string {
	if x = math.Round(x); x > 0 {
		return "+" + y.number(x, 0)
	}
	return strings.Replace(y.number(x, 0), "-", "−", 1)
}

// mix speaks of repetition ranges (heavy, moderate and high belong in a programme) and of maximus against medius and minimus.
func (y speech) mix() (out []ranked) {
	const (
		days     = 28
		least    = 20 // hard sets before anything is said
		nearly   = .9 // share of one range
		medShare = .2 // of medius and minimus to maximus
	)
	m := y.s.in.Frame.GluteMix(y.s.last, days)
	ranges := [3]int{m.Heavy, m.Moderate, m.High}
	all := m.Heavy + m.Moderate + m.High
	for k, n := range ranges {
		if share := float64(n) / float64(all); all >= least && share >= nearly {
			text := fmt.Sprintf(y.w.mix, y.number(percent*share, 0), y.w.ranges[k])
			out = append(out, reason(rankMix, "repetition_ranges", effectNote, "%", percent*share, none, text))
		}
	}
	if m.Max >= least && m.Med < medShare*m.Max {
		text := fmt.Sprintf(y.w.balance, y.number(m.Max, 1), y.number(m.Med, 1))
		out = append(out, reason(rankMix, "glute_sets_med", effectNote, "sets", m.Med, m.Max, text))
	}
	return out
}

// protein holds what was eaten on the last days told of against body weight. Context, not risk.
func (y speech) protein() []ranked {
	const days, low = 7, 1.6 // g per kg and day (Morton et al. 2018 doi:10.1136/bjsports-2017-097608)
	weight := y.s.in.About.Profile.WeightKg
	if weight == nil {
		return nil
	}
	sum, n := 0.0, 0
	for i := y.s.last; i >= 0 && y.s.age(i) < days; i-- {
		if c := checkIn(y.s.in.Frame, i); c != nil && c.ProteinG != nil {
			sum, n = sum+*c.ProteinG, n+1
		}
	}
	if n == 0 {
		return nil
	}
	perKg := sum / float64(n) / *weight
	text := y.w.proteinFine
	if perKg < low {
		text = y.w.protein
	}
	return []ranked{reason(rankProtein, "protein_g", effectNote, "g/kg", perKg, low, fmt.Sprintf(text, y.number(perKg, 1)))}
}

// context names what the athlete noted about today or yesterday: it changes the words, never a number.
func (y speech) context() []ranked {
	var names []string
	for i := y.s.last; i >= 0 && y.s.age(i) <= 1; i-- {
		c := checkIn(y.s.in.Frame, i)
		if c == nil {
			continue
		}
		for _, tag := range c.Tags {
			if name := y.w.tags[tag]; name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return []ranked{reason(rankContext, "context", effectNote, "", none, none, fmt.Sprintf(y.w.context, strings.Join(names, ", ")))}
}
