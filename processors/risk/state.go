package risk

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
	AmberP     = .30 // on two of the last three days
	RedP       = .50 // on two days in a row; once is amber
	leaveRed   = .40 // under it on two days
	leaveAmber = .22 // under it on two days
	heldDays   = 3
	quietDays  = 3 // between two notices of the same level
)

// States runs the alert state machine over consecutive calendar days: the state of each day and whether its rise is worth a notice.
func States(days []DayP) (state []int, notify []bool) {
	state, notify = make([]int, len(days)), make([]bool, len(days))
	var m Machine
	for i, d := range days {
		state[i], notify[i] = m.Step(d)
	}
	return state, notify
}

// Machine is the alert state machine between two days, ready for the first one. It rises on what lasts and falls later than it rises, so
// that it does not flap. Days that are not OK hold the state, three at most. A copy goes on by itself.
type Machine struct {
	state, missing, day int
	p                   [3]float64 // of the valid days, the latest last
	valid               int        // how many of p there are
	noticed             [Red + 1]int
}

// Step takes the next calendar day and gives its state and whether its rise is worth a notice.
func (m *Machine) Step(d DayP) (state int, notify bool) {
	m.day++
	if !d.OK {
		m.missing++
		if m.missing > heldDays {
			m.state, m.valid = Unknown, 0
		}
		return m.state, false
	}
	m.missing = 0
	m.p = [...]float64{m.p[1], m.p[2], d.P}
	m.valid = min(m.valid+1, len(m.p))
	before := m.state
	if before == Unknown {
		before = Green
	}
	m.state = m.next(before, d)
	if m.state <= before {
		return m.state, false
	}
	if last := m.noticed[m.state]; last > 0 && m.day-last < quietDays {
		return m.state, false
	}
	m.noticed[m.state] = m.day
	return m.state, true
}

// next is the state after a valid day; the first rule that fits decides.
func (m *Machine) next(from int, d DayP) int {
	high := 0
	for _, p := range m.p[len(m.p)-m.valid:] {
		if p >= AmberP {
			high++
		}
	}
	switch {
	case m.lastTwo(func(p float64) bool { return p >= RedP }) && d.Confidence != Low:
		return Red
	case from == Green && (high >= 2 || d.P >= RedP):
		return Amber
	case from == Red && m.lastTwo(func(p float64) bool { return p < leaveRed }):
		return Amber
	case from == Amber && m.lastTwo(func(p float64) bool { return p < leaveAmber }):
		return Green
	}
	return from
}

// lastTwo tells whether a rule holds on the last two valid days.
func (m *Machine) lastTwo(rule func(p float64) bool) bool {
	return m.valid >= 2 && rule(m.p[2]) && rule(m.p[1])
}
