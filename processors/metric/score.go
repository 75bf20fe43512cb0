package metric

import (
	"math"
)

// Words of a column's Warn about loads.
const (
	inferred    = "inferred"     // hard sets told from their load, since no repetitions in reserve are said
	restVendor  = "rest_vendor"  // resting heart rate taken from the vendor's values
	restDefault = "rest_default" // resting heart rate taken as 60 bpm
	maxDefault  = "max_default"  // maximal heart rate taken as 190 bpm
	averageHR   = "average_hr"   // from the session's mean heart rate, which underestimates
	meanPace    = "mean_pace"    // from the mean pace, hills not counted
	guessed     = "guessed"      // points by duration, or by a factor that is not the athlete's own
)

// score fills the figures of every workout, in the order in which they were done.
func (f *Frame) score() {
	s := newScorer(f)
	for k := range f.works {
		s.score(&f.works[k])
	}
}

// scorer knows the athlete's heart rates, and how RPE relates to the points of the sessions that had both.
type scorer struct {
	f       *Frame
	maxSeen []float64 // bpm, per day: the highest of its workouts
	variant TRIMPVariant
	lthr    float64
	ftp     float64
	day     int // of the rates below
	rest    float64
	max     float64
	warn    string
	hist    []HRTime
	resting [2]pastRate // measured over the night, and as the vendor gives it
	dual    []float64   // points per unit of session RPE of the sessions with both, the latest last
}

func newScorer(f *Frame) *scorer {
	p := f.About.Profile
	s := &scorer{f: f, maxSeen: make([]float64, f.Len()), lthr: missing, ftp: missing, day: -1}
	s.resting = [2]pastRate{{p: &f.rhr}, {p: &f.vendor}}
	if p.Sex != nil && *p.Sex == "male" {
		s.variant = MaleTRIMP
	}
	if p.Sex != nil && *p.Sex == "female" {
		s.variant = FemaleTRIMP
	}
	if p.LTHR != nil {
		s.lthr = *p.LTHR
	}
	if p.FTP != nil {
		s.ftp = *p.FTP
	}
	for k := range f.works {
		w := &f.works[k]
		s.maxSeen[w.day] = max(s.maxSeen[w.day], highest(w))
	}
	return s
}

// highest is the highest heart rate of a workout, bpm, 0 if none is known or plausible.
func highest(w *work) float64 {
	if m := w.w.MaxHR; m != nil && *m <= maxBPM {
		return *m
	}
	b := w.w.Beats
	for i := len(b.S) - 1; i >= 0; i-- {
		if b.S[i] > 0 && b.Min+i <= maxBPM {
			return float64(b.Min + i)
		}
	}
	return 0
}

// rates finds the resting and the maximal heart rate in force on a day. They are computed anew from the days each time, so that a late
// file changes what it should.
func (s *scorer) rates(day int) {
	if s.day == day {
		return
	}
	s.day, s.warn = day, ""
	s.rest = s.resting[0].median(day)
	if !known(s.rest) {
		s.rest, s.warn = s.resting[1].median(day), restVendor
	}
	if !known(s.rest) {
		const usual = 60 // bpm
		s.rest, s.warn = usual, restDefault
	}
	if m := s.f.About.Profile.MaxHR; m != nil {
		s.max = *m
		return
	}
	const year = 365
	s.max = 0
	for _, x := range back(s.maxSeen, day, year+1) {
		if x > s.max {
			s.max = x
		}
	}
	if b := s.f.About.Profile.BirthYear; b != nil {
		age := s.f.Date(day).Time().Year() - *b
		s.max = max(s.max, 208-.7*float64(age)) // Tanaka et al. 2001 doi:10.1016/S0735-1097(00)01054-8
		return
	}
	const usual = 190 // bpm
	if s.max < usual {
		s.max, s.warn = usual, joinWarn(s.warn, maxDefault)
	}
}

// pastRate is the median of a resting heart rate over the last nights, asked for day by day.
type pastRate struct {
	p    *picks
	next int // day after the last taken in
	past slidingMedian
}

// median is that of the values of the 28 nights before a workout of a day: that day's waking is the last of them.
func (r *pastRate) median(day int) float64 {
	for ; r.next <= day; r.next++ {
		old := missing
		if r.next >= baseDays {
			old = r.p.at(r.next - baseDays)
		}
		r.past.slide(old, r.p.at(r.next))
	}
	return r.past.value()
}

// score fills the figures of one workout.
func (s *scorer) score(w *work) {
	s.rates(w.day)
	s.histogram(w)
	w.trimp, w.edwards, w.hrss = missing, missing, missing
	if len(s.hist) > 0 {
		w.hrWarn = joinWarn(w.hrWarn, s.warn)
		w.trimp = TRIMP(s.hist, s.rest, s.max, s.variant)
		w.edwards = Edwards(s.hist, s.max)
		w.hrss = HRSS(w.trimp, s.rest, s.max, s.lthr, s.variant)
	}
	w.tss = w.paceTSS(s.f.About.Profile)
	if w.byPower = w.w.NP != nil && s.ftp > 0; w.byPower {
		w.tss = PowerTSS(60*w.minutes, *w.w.NP, s.ftp)
	}
	w.srpe = w.rpe * w.minutes
	s.points(w)
}

// histogram lays out the workout's time per heart rate; where it has none, all of it at the mean.
func (s *scorer) histogram(w *work) {
	s.hist = s.hist[:0]
	for i, sec := range w.w.Beats.S {
		if sec > 0 {
			s.hist = append(s.hist, HRTime{float64(w.w.Beats.Min + i), float64(sec)})
		}
	}
	if avg := w.w.AvgHR; len(s.hist) == 0 && avg != nil && *avg >= minBPM && *avg <= maxBPM && w.minutes > 0 {
		s.hist = append(s.hist, HRTime{*avg, 60 * w.minutes})
		w.hrWarn = averageHR
	}
}

// points chooses the canonical load of a workout: power, then heart rate, then pace, then session RPE, then duration. Strength has its own
// order, for its heart rate understates it.
func (s *scorer) points(w *work) {
	const perHardSet = 3.0 // points: a guess
	byRPE, own := s.byRPE(w.srpe)
	measured := w.tss
	switch {
	case w.byPower:
	case known(w.hrss):
		measured, w.pointsWarn = w.hrss, w.hrWarn
	case known(w.tss):
		w.pointsWarn = meanPace
	}
	switch {
	case w.strength() && known(byRPE):
		w.points, w.pointsWarn = byRPE, guessUnless(own)
	case w.strength() && (known(measured) || w.lift.Hard > 0):
		w.points = math.Max(orZero(measured), perHardSet*float64(w.lift.Hard))
		if w.lift.Inferred > 0 {
			w.pointsWarn = joinWarn(w.pointsWarn, inferred)
		}
	case w.strength() && w.lift.Sets > 0:
		w.points = 0 // light activation: nothing hard, no heart rate
	case known(measured):
		w.points = measured
		if w.srpe > 0 {
			s.dual = append(s.dual, measured/w.srpe)
		}
	case known(byRPE):
		w.points, w.pointsWarn = byRPE, guessUnless(own)
	default:
		w.points, w.pointsWarn = w.minutes/60*usualPoints(w.w.Sport), guessed
	}
}

// byRPE turns a session's RPE times minutes into points by the median ratio of the last 20 sessions that had both; own is false while
// there are fewer than five, and 420 units stand for 100 points.
func (s *scorer) byRPE(srpe float64) (points float64, own bool) {
	const last, least, usual = 20, 5, 100. / 420
	if len(s.dual) < least {
		return srpe * usual, false
	}
	var store [last]float64
	v := append(store[:0], s.dual[max(0, len(s.dual)-last):]...)
	return srpe * Median(v), true
}

func guessUnless(own bool) string {
	if own {
		return ""
	}
	return guessed
}

// usualPoints are the points of an hour of a sport of which nothing but the duration is known: guesses at an easy hour, half to two thirds
// of an hour at threshold.
func usualPoints(sport string) float64 {
	switch sport {
	case "running", "rowing", "cross_country_skiing":
		return 60
	case "cycling", "e_biking", "swimming", "soccer", "basketball", "tennis":
		return 50
	case "hiking", "mountaineering":
		return 35
	case "walking":
		return 20
	case "yoga", "pilates", "stretching", "flexibility_training":
		return 10
	}
	return 30
}
