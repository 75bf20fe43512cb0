package risk

import (
	"fmt"
	"math"
	"strings"
)

// frequency holds the sessions and the hard sets of four weeks against what is usual: two to four sessions a week, for beginners two or
// three (ACSM position stand, Ratamess et al. 2009 doi:10.1249/MSS.0b013e3181915670), and at least 10 hard sets, which beginners need not reach.
func (y speech) frequency() []ranked {
	const weeks, least, most, mostBeginner, leastSets = 4, 1.5, 4, 3, 10 // one session missed in four weeks is no habit
	sessions, sets := y.weekly("glute_sessions_7d", weeks), y.weekly("glute_sets_7d", weeks)
	upper, usual := float64(most), y.w.usualSessions
	if y.s.beginner() {
		upper, usual = mostBeginner, y.w.usualBeginner
	}
	switch {
	case math.IsNaN(sessions) || math.IsNaN(sets):
	case sessions > upper || sessions < least:
		text := fmt.Sprintf(y.w.frequency, y.number(sessions, 1), usual)
		return []ranked{reason(rankTrend, "glute_sessions_7d", effectNote, "sessions", sessions, none, text)}
	case sets < leastSets && !y.s.beginner():
		text := fmt.Sprintf(y.w.fewSets, y.number(sets, 1))
		return []ranked{reason(rankTrend, "glute_sets_7d", effectNote, "sets", sets, leastSets, text)}
	}
	return nil
}

// weekly is the mean of a metric over seven days in so many weeks, of which yesterday is the last day: today's session may be still to come.
// NaN where one of the weeks is not known, or for the most part not.
func (y speech) weekly(name string, weeks int) float64 {
	c, sum, yesterday := y.s.in.Frame.Columns[name], 0.0, y.s.last
	if y.s.age(yesterday) == 0 {
		yesterday--
	}
	for w := range weeks {
		i := yesterday - 7*w
		if i < 0 || strings.Contains(c.Warn.At(i), "unknown_load") {
			return math.NaN()
		}
		sum += c.V[i]
	}
	return sum / float64(weeks)
}
