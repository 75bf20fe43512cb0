package risk

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// signs are the signs of the evidence table that say anything, in words: one reason for each thing that was measured.
func (y speech) signs() (out []ranked) {
	if !y.s.scored() {
		return nil
	}
	weight := map[string]float64{}
	for _, s := range y.s.score.Signs {
		weight[metricOf(s.Feature)] += s.Contribution
	}
	for _, s := range y.s.score.Signs {
		name := metricOf(s.Feature)
		w, first := weight[name]
		if !first || w == 0 {
			continue
		}
		delete(weight, name)
		r, ok := y.sign(s)
		if !ok {
			continue
		}
		r.Sign, r.Effect, r.rank = name, effectAgainst, signRank*w
		if w < 0 {
			r.Effect, r.rank = effectFor, -signRank*forShare*w
		}
		out = append(out, r)
	}
	return out
}

// metricOf is the metric or question a feature is made from.
func metricOf(feature string) string {
	for _, g := range Table() {
		for _, f := range g.Features {
			if f.Name == feature {
				return f.Metric
			}
		}
	}
	return feature
}

// sign says one sign with what it is compared with; not ok where another reason says it.
func (y speech) sign(s Sign) (ranked, bool) {
	switch s.Feature {
	case RHRZ:
		return y.heart(), true
	case HRVDev:
		text := y.w.hrvUsual
		if s.Value <= -.5 {
			text = fmt.Sprintf(y.w.hrvBelow, y.number(-s.Value, 1))
		} else if s.Value > .5 {
			text = fmt.Sprintf(y.w.hrvAbove, y.number(s.Value, 1))
		}
		return reason(0, "", "", "SD", s.Value, 0, text), true
	case SleepZ, SleepH:
		return y.sleep()
	case LoadRatio:
		text := y.w.loadUsual
		if change := s.Value - 1; change >= .1 {
			text = fmt.Sprintf(y.w.loadUp, y.number(percent*change, 0))
		} else if change <= -.1 {
			text = fmt.Sprintf(y.w.loadDown, y.number(-percent*change, 0))
		}
		return reason(0, "", "", "ratio", s.Value, 1, text), true
	case Monotony:
		return reason(0, "", "", "ratio", s.Value, none, fmt.Sprintf(y.w.monotony, y.number(s.Value, 1))), true
	case StrengthPct:
		text := y.w.strengthUsual
		if s.Value > 2.5 {
			text = fmt.Sprintf(y.w.strengthDown, y.number(s.Value, 0))
		}
		return reason(0, "", "", "%", s.Value, 0, text), true
	case FatigueLow:
		v, usual := y.tap(y.s.ev.fatigue, y.s.ev.fatigueUsual)
		return reason(0, "", "", "1..5", v, usual, fmt.Sprintf(y.w.fatigue, y.number(v, 0), y.number(usual, 1))), true
	case SorenessLow:
		v, usual := y.tap(y.s.ev.soreness, y.s.ev.sorenessUsual)
		text := fmt.Sprintf(y.w.soreness, y.number(v, 0), y.number(usual, 1))
		return reason(0, "", "", "1..5", v, usual, text), !y.s.sore()
	}
	return ranked{}, false // illness speaks for itself
}

// tap is the answer behind the risk and what is usual.
func (y speech) tap(taps []float64, past *metric.Usual) (value, usual float64) {
	return at(taps, y.s.scoreDay), past.Median(y.s.scoreDay)
}

// heart says the resting heart rate with the athlete's own range.
func (y speech) heart() ranked {
	i := y.s.scoreDay
	bpm, usual, low, high := y.s.ev.resting(i)
	lasting := ""
	if raised := y.s.in.Frame.Columns["rhr_raised"]; at(raised.V, i) == 1 {
		lasting = y.w.rhrRaised
		if strings.Contains(raised.Warn.At(i), metric.Jumped) {
			lasting = y.w.rhrJumped
		}
	}
	text := y.w.rhrUsual
	if bpm < low || bpm > high {
		text = y.w.rhrUp
	}
	return reason(0, "", "", "bpm", bpm, usual, fmt.Sprintf(text, y.number(bpm, 0), y.number(low, 0), y.number(high, 0), lasting))
}

// sleep says the mean of the nights known of the last three against the need.
func (y speech) sleep() (ranked, bool) {
	const nights, usualNeedH = 3, 8.0
	sum, n := 0.0, 0
	for i := y.s.scoreDay - nights + 1; i <= y.s.scoreDay; i++ {
		if v := y.s.ev.value("sleep_tst_min", i); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return ranked{}, false
	}
	need := usualNeedH
	if h := y.s.in.About.Profile.SleepNeedH; h != nil {
		need = *h
	}
	mean := sum / float64(n)
	text := fmt.Sprintf(y.w.sleep, y.duration(mean), y.nights(n), y.number(need, 1))
	return reason(0, "", "", "min", mean, 60*need, text), true
}

// capital is a sentence with a capital letter in front.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return strings.Join([]string{string(unicode.ToUpper(r)), s[n:]}, "")
}
