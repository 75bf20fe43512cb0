package risk

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// The verdicts, best first.
const (
	Go           = "go"
	Lighter      = "lighter"
	Wait         = "wait"
	Rest         = "rest"
	Undetermined = "unknown"
)

// Input is what a verdict is made from.
type Input struct {
	Athlete  string
	Frame    *metric.Frame // evaluated, by its own Evaluate and this package's
	About    record.About
	Session  plan.Session // to be judged; without a name where none is planned, without a start for one right now
	At       time.Time    // nothing that was measured later counts
	Language string       // "en" or "nb"; "" takes the profile's, or English
}

// Judge says whether the athlete may train glutes hard in a session, from what was known at an instant: local readiness is reckoned to the
// session's start, while the systemic state, illness and soreness are taken to stay as they were last known. Of a day still running the
// frame may hold what came after that instant: build it from what Until leaves to be exact.
//
// The rules, first that fits: sharp or lasting pain, illness or a red state: rest. Glutes under 75 % recovered, or under 48 h (beginners 72 h) since
// more than 3 hard sets: wait. No night and no answers of today or yesterday: unknown. An amber state, glutes not fully recovered, sorer
// than usual by 2 points, over 20 hard sets in 7 days, sets of exercises that nobody knows, no strength data at all, or a
// usual level not known yet: lighter. Else go. A session planned as light is never told to wait.
func Judge(in Input) result.Verdict {
	if in.Session.Start.IsZero() {
		in.Session.Start = in.At
	}
	s := newSituation(in)
	verdict := s.verdict(in.Session.Start)
	l := s.local(in.Session.Start)
	out := result.Verdict{
		Athlete: in.Athlete,
		Session: result.Session{Start: in.Session.Start.In(s.zone(in.Session.Start))},
		Verdict: verdict,
		Risk:    result.Risk{Level: LevelWord(s.level), Confidence: Low},
		Model:   Model,
		At:      in.At,
	}
	if in.Session.Name != "" {
		out.Session.Name = &in.Session.Name
	}
	if s.strength {
		out.LocalReadiness = &l.readiness
	}
	if s.scored() {
		out.Risk.P, out.Risk.Confidence = &s.score.P, s.score.Confidence
	}
	earliest, best := s.earliest(in.Session.Start, verdict)
	if best != "" {
		out.Earliest = earliest.In(s.zone(earliest))
	}
	say := newSpeech(s)
	out.Text = say.verdict(verdict, in.Session.Start, out.Earliest, best)
	out.Reasons = say.reasons(verdict, l)
	out.Changes = say.changes(in.Session.Start, verdict, out.Earliest, best)
	return out
}

// LevelWord is a state in the words of the verdict.
func LevelWord(level int) string {
	switch level {
	case Green:
		return "green"
	case Amber:
		return "amber"
	case Red:
		return "red"
	}
	return "unknown"
}

// mostSets is the upper end of the usual range of hard glute sets in seven days.
const mostSets = 20

// verdict is the verdict for a session that begins at an instant.
func (s *situation) verdict(start time.Time) string {
	l := s.local(start)
	switch {
	case s.sharp || s.sick || s.level == Red:
		return Rest
	case l.level == localWait:
		return Wait
	case !s.fresh:
		return Undetermined
	case l.level == localLight, !s.strength, s.level != Green, l.weekly > mostSets, l.unsure >= 0, s.tired():
		return Lighter
	}
	return Go
}

// earliest is the first minute, from the session's start on and within a week, at which the same verdict is go. Where there is none for
// what one would have to wait for, it is the first at which it is lighter. best is that minute's verdict, "" if there is no such minute.
func (s *situation) earliest(start time.Time, now string) (at time.Time, best string) {
	if now == Undetermined || now == Rest {
		return time.Time{}, ""
	}
	if now == Go {
		return start, Go
	}
	if at, ok := s.first(start, Go); ok {
		return at, Go
	}
	if now == Wait {
		if at, ok := s.first(start, Lighter); ok {
			return at, Lighter
		}
	}
	return time.Time{}, ""
}

// first looks for a verdict in steps of a quarter of an hour, then among the minutes of the step that found it.
func (s *situation) first(start time.Time, want string) (time.Time, bool) {
	const step, week = 15 * time.Minute, 7 * 24 * time.Hour
	minute := start.Truncate(time.Minute)
	for d := step; d <= week; d += step {
		if s.verdict(minute.Add(d)) != want {
			continue
		}
		for m := d - step + time.Minute; m < d; m += time.Minute {
			if s.verdict(minute.Add(m)) == want {
				return minute.Add(m), true
			}
		}
		return minute.Add(d), true
	}
	return time.Time{}, false
}

// The levels of the local axis.
const (
	localFull = iota
	localLight
	localWait
)

// local is the local axis at a session's start.
type local struct {
	level     int
	readiness float64 // 0..1
	needH     float64 // h that the deciding session needs
	lastDose  float64 // hard sets of the last hard session
	sinceH    float64 // h since it ended; NaN if there was none
	leastH    float64 // h that must lie between hard sessions
	weekly    float64 // hard sets in the seven days before
	unsure    int     // day of a session too near whose sets nobody knows but may have been hard, -1 if there is none
}

// local reckons the local axis for a session that begins at an instant.
func (s *situation) local(start time.Time) local {
	const ready, full = .75, 1
	l := local{leastH: s.leastH, weekly: s.weeklySets(start), unsure: s.unsureAt(start)}
	l.readiness, l.needH = LocalRecovery(s.doses(start), hours(start))
	l.sinceH, l.lastDose = s.sinceHard(start)
	switch {
	case l.sinceH < l.leastH, l.readiness < ready:
		l.level = localWait
	case l.readiness < full:
		l.level = localLight
	}
	if s.sore() && l.level < localWait {
		l.level++
	}
	if s.in.Session.Effort == plan.Light && l.level == localWait {
		l.level = localLight
	}
	return l
}
