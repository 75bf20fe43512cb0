package risk

import "slices"

// DayP is one calendar day for the state machine; not OK is a day about which nothing could be computed.
type DayP struct {
	P          float64
	Confidence string
	OK         bool
}

// The states of the systemic axis, as risk_level counts them.
const (
	Green   = 0
	Amber   = 1
	Red     = 2
	Unknown = 9
)

// Thresholds of the state machine, in p, and the missing days it bridges.
const (
	amberP     = .30 // on two of the last three days
	redP       = .50 // on two days in a row; once is amber
	leaveRed   = .40 // under it on two days
	leaveAmber = .22 // under it on two days
	heldDays   = 3
	quietDays  = 3 // between two notices of the same level
)

// States runs the alert state machine over consecutive calendar days: the state of each day and whether its rise is worth a notice.
// It rises on what lasts and falls later than it rises, so that it does not flap. Days that are not OK hold the state, three at most.
func States(days []DayP) (state []int, notify []bool) {
	state, notify = make([]int, len(days)), make([]bool, len(days))
	m := machine{lastNotice: map[int]int{}}
	for i, d := range days {
		notify[i] = m.step(i, d)
		state[i] = m.state
	}
	return state, notify
}

// machine is the state machine between two days.
type machine struct {
	state, missing int
	p              []float64 // of the valid days, the latest three
	lastNotice     map[int]int
}

func (m *machine) step(day int, d DayP) (notify bool) {
	if !d.OK {
		m.missing++
		if m.missing > heldDays {
			m.state, m.p = Unknown, m.p[:0]
		}
		return false
	}
	m.missing = 0
	const window = 3
	if len(m.p) == window {
		m.p = slices.Delete(m.p, 0, 1)
	}
	m.p = append(m.p, d.P)
	before := m.state
	if before == Unknown {
		before = Green
	}
	m.state = m.next(before, d)
	if m.state <= before {
		return false
	}
	if last, ok := m.lastNotice[m.state]; ok && day-last < quietDays {
		return false
	}
	m.lastNotice[m.state] = day
	return true
}

// next is the state after a valid day; the first rule that fits decides.
func (m *machine) next(from int, d DayP) int {
	high := 0
	for _, p := range m.p {
		if p >= amberP {
			high++
		}
	}
	switch {
	case m.lastTwo(func(p float64) bool { return p >= redP }) && d.Confidence != Low:
		return Red
	case from == Green && (high >= 2 || d.P >= redP):
		return Amber
	case from == Red && m.lastTwo(func(p float64) bool { return p < leaveRed }):
		return Amber
	case from == Amber && m.lastTwo(func(p float64) bool { return p < leaveAmber }):
		return Green
	}
	return from
}

// lastTwo tells whether a rule holds on the last two valid days.
func (m *machine) lastTwo(rule func(p float64) bool) bool {
	n := len(m.p)
	return n >= 2 && rule(m.p[n-1]) && rule(m.p[n-2])
}
