package risk

import (
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// situation is what was known about an athlete at an instant: all that the rules ask for.
type situation struct {
	in       Input
	ev       *evidence
	today    record.Date // local date of the instant
	last     int         // last day of the frame that is not later, -1 if there is none
	sessions []metric.GluteSession
	unknown  []metric.GluteSession // sessions whose sets are of unknown exercises, or not told
	strength bool                  // a session of known exercises is known
	leastH   float64
	fresh    bool // a night, or answers, of today or yesterday
	night    int  // last day with a night, -1 if there is none
	answers  int  // last day with an answer to the two questions, -1 if there is none
	level    int  // systemic state
	scoreDay int  // last day with a risk, at most three days old; -1 if there is none
	score    Result
	sick     bool
	sharp    bool // sharp pain, or a dull one that lasts
	dull     bool // a dull pain that does not last yet
	assumed  assumed
}

// Hours between hard sessions of the same muscle group.
const (
	leastHours         = 48
	leastHoursBeginner = 72 // two rest days
)

func newSituation(in Input) *situation {
	s := &situation{in: in, leastH: leastHours, last: -1, night: -1, answers: -1, scoreDay: -1, level: Unknown, ev: newEvidence(in.Frame)}
	if s.beginner() {
		s.leastH = leastHoursBeginner
	}
	s.today = record.DateOf(in.At.In(s.zone(in.At)))
	f := in.Frame
	if f.Len() == 0 {
		return s
	}
	s.last = min(int(s.today-f.First), f.Len()-1)
	for _, g := range f.GluteSessions() {
		if !g.Start.After(in.At) {
			s.sessions = append(s.sessions, g)
		}
	}
	s.strength = len(s.sessions) > 0 && spokenBy(f, s.last, s.age(s.last))
	s.findUnknown()
	s.findFresh()
	s.findState()
	s.findWords()
	return s
}

// beginner tells whether the athlete says to be one.
func (s *situation) beginner() bool {
	e := s.in.About.Profile.Experience
	return e != nil && *e == "beginner"
}

// zone is the athlete's zone at an instant; while they have named none, that of their last day.
func (s *situation) zone(t time.Time) *time.Location {
	i := s.in.Frame.Len() - 1
	if i < 0 {
		return s.in.About.LocationBy(t, nil)
	}
	return s.in.About.LocationBy(t, s.in.Frame.Day(i)) // a frame ends with a day about which something is said
}

// age is how many days day i lies back.
func (s *situation) age(i int) int { return int(s.today-s.in.Frame.First) - i }

// spokenBy tells whether anything is said about one of the five days that end so many days after day i.
func spokenBy(f *metric.Frame, i, later int) bool { return i >= 0 && spoken(f, i+later) }

// findUnknown lists the strength sessions of the last days that cannot be counted, unless another device counted them.
func (s *situation) findUnknown() {
	const margin = 30 * time.Minute // between two devices that record one session
	f := s.in.Frame
	for i := max(0, s.last-4); i <= s.last; i++ {
		d := f.Day(i)
		if d == nil {
			continue
		}
		for _, w := range d.Workouts {
			told := len(w.Sets) > 0 || w.SubSport == "strength_training" && len(w.NotDone) == 0 // or all its sets were not done
			if w.Start.After(s.in.At) || !told {
				continue
			}
			counted := slices.ContainsFunc(s.sessions, func(g metric.GluteSession) bool {
				return g.Start.Before(w.End.Add(margin)) && g.End.Add(margin).After(w.Start)
			})
			if !counted {
				s.unknown = append(s.unknown, metric.GluteSession{Day: i, Start: w.Start, End: w.End, Unmapped: uncounted(w)})
			}
		}
	}
	for _, g := range s.sessions {
		if g.Unmapped > 0 && g.Dose <= hardDose {
			s.unknown = append(s.unknown, g)
		}
	}
}

// hardDose is the number of hard sets above which a session is a hard one.
const hardDose = 3

// uncounted is how many sets of a workout might have been hard. One that tells of no set may have held a hard session.
func uncounted(w record.DayWork) int {
	if len(w.Sets) == 0 {
		return hardDose + 1
	}
	return len(w.Sets)
}

// unsureAt is the day of a session that cannot be counted and might be a hard one too close to a start, -1 if there is none.
func (s *situation) unsureAt(start time.Time) int {
	for _, g := range s.unknown {
		since := start.Sub(ended(g, s.in.At)).Hours()
		if since >= 0 && since < s.leastH && g.Dose+float64(g.Unmapped) > hardDose {
			return g.Day
		}
	}
	return -1
}

// findFresh looks for the last night and the last answers.
func (s *situation) findFresh() {
	for i := 0; i <= s.last; i++ {
		for _, name := range []string{"sleep_tst_min", "rhr", "rhr_vendor", "hrv_rmssd"} {
			if !math.IsNaN(s.ev.value(name, i)) {
				s.night = i
			}
		}
		if !math.IsNaN(s.ev.fatigue[i]) || !math.IsNaN(s.ev.soreness[i]) {
			s.answers = i
		}
	}
	newest := max(s.night, s.answers)
	s.fresh = newest >= 0 && s.age(newest) <= 1
}

// findState takes the state of the last day, held over three missing days at most, and the risk it last stood on.
func (s *situation) findState() {
	p := s.in.Frame.Columns["risk_p"].V
	i := s.last
	for i >= 0 && math.IsNaN(at(p, i)) {
		i--
	}
	if i < 0 || s.age(i) > heldDays {
		return
	}
	s.scoreDay = i
	s.score = s.ev.score(i, Table(), nil)
	s.level = int(s.in.Frame.Columns["risk_level"].V[i])
}

// scored tells whether a risk is known.
func (s *situation) scored() bool { return s.scoreDay >= 0 }

// findWords takes the last word on illness of three days, and the last on pain of two weeks. A dull pain lasts that was told at least three
// times, the first time a week or more before the last one, with no word of it being gone between.
func (s *situation) findWords() {
	const sickDays, painDays = 3, 14
	const lastingTold, lastingDays = 3, 7
	toldSick, toldPain, gone := false, false, false
	told, newest := 0, 0
	for i := s.last; i >= 0 && s.age(i) < painDays; i-- {
		c := checkIn(s.in.Frame, i)
		if c == nil {
			continue
		}
		if c.Sick != nil && !toldSick && s.age(i) < sickDays {
			s.sick, toldSick = *c.Sick, true
		}
		if c.Pain == nil || gone {
			continue
		}
		if !toldPain {
			s.sharp, s.dull, toldPain, newest = *c.Pain == "sharp", *c.Pain == "dull", true, i
		}
		if gone = *c.Pain == "none"; !gone {
			told++
		}
		if s.dull && told >= lastingTold && newest-i >= lastingDays {
			s.sharp, s.dull = true, false
		}
	}
}

// doses are the sessions known that count at a start.
func (s *situation) doses(start time.Time) []Dose { return doses(nil, s.sessions, s.in.At, start) }

// sinceHard is how many hours before a start the last hard session ended, and its dose; NaN if there was none.
func (s *situation) sinceHard(start time.Time) (h, dose float64) {
	h = math.NaN()
	for _, g := range s.sessions {
		if since := start.Sub(ended(g, s.in.At)).Hours(); g.Dose > hardDose && since >= 0 && !(h <= since) {
			h, dose = since, g.Dose
		}
	}
	return h, dose
}

// weeklySets are the hard sets of the seven days before a start.
func (s *situation) weeklySets(start time.Time) (sets float64) {
	const week = 7 * 24 * time.Hour
	for _, g := range s.sessions {
		if since := start.Sub(ended(g, s.in.At)); since >= 0 && since < week {
			sets += g.Dose
		}
	}
	return sets
}

// tap is the last answer of today or yesterday to a question and how far it lies above what is usual; while fewer than seven answers tell
// what is usual, above 1, none. NaN where nothing was answered.
func (s *situation) tap(taps []float64, past *metric.Usual) (value, usual float64) {
	for i := s.last; i >= 0 && s.age(i) <= 1; i-- {
		if v := at(taps, i); !math.IsNaN(v) {
			return v, past.Median(i)
		}
	}
	return math.NaN(), math.NaN()
}

// sore tells whether the glutes are sorer than usual by two points or more.
func (s *situation) sore() bool {
	v, usual := s.tap(s.ev.soreness, s.ev.sorenessUsual)
	if math.IsNaN(usual) {
		usual = 1
	}
	return v-usual >= 2 && !s.assumed.notSore
}

// tired tells whether the athlete is very tired while what is usual for them is not known; once it is, the risk speaks of it.
func (s *situation) tired() bool {
	const very = 4
	v, usual := s.tap(s.ev.fatigue, s.ev.fatigueUsual)
	return math.IsNaN(usual) && v >= very && !s.assumed.notTired
}
