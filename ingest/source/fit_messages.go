package source

import "time"

// fitEpoch is the Unix time of FIT's second 0: 1989-12-31T00:00:00Z.
const fitEpoch = 631065600

// The instants a file may carry: from 2000-01-01 until the end of 2099, as FIT seconds.
const (
	earliestFIT = 946684800 - fitEpoch
	latestFIT   = 4102444800 - fitEpoch - 1
)

// farS is how far from its activity's start a sample may lie, in s (DESIGN: 7 days).
const farS = 7 * 24 * 3600

// absent is the value of a number that a message does not carry.
const absent = ^uint32(0)

// activity is what the messages of an activity say, whichever library read them. Times are FIT seconds, 0 if absent.
type activity struct {
	sessions []fitSession
	laps     []fitLap
	t        []uint32 // of the records
	hr       []uint8  // bpm, 255 absent
	power    []uint16 // W, 65535 absent
	speed    []uint32 // mm/s, absent if not told
	strapT   []uint32 // of message 132: a chest strap's stored beats per minute
	strapHR  []uint8
	rr       []uint16 // ms, 65535 padding
	sets     []fitSet
	titles   map[uint16]fitExercise // planned workout step -> exercise
	offset   *int                   // s east of UTC
}

type fitSession struct {
	start, end    uint32
	sport, sub    string
	timerMs       uint32
	elapsedMs     uint32
	distanceCm    uint32
	kcal          uint32
	avgHR, maxHR  uint32
	rpe, feel     uint32 // RPE x 10; feel 0..100
	loadPeak65536 int64  // training load peak x 65536; negative if absent
}

type fitLap struct {
	start        uint32
	timerMs      uint32
	avgHR, maxHR uint32
}

type fitExercise struct {
	category, name uint16
	title          string
}

type fitSet struct {
	start      uint32
	durationMs uint32
	reps       uint32
	weight16   uint32 // kg x 16
	active     bool
	guesses    []fitExercise
	confidence []uint8
	step       uint16 // of the planned workout, 65535 none
}

func validFIT(t uint32) bool { return t >= earliestFIT && t <= latestFIT }

func fitTime(t uint32) time.Time { return time.Unix(int64(t)+fitEpoch, 0).UTC() }

// toFIT is a library's time as FIT seconds, 0 if it has none.
func toFIT(t time.Time) uint32 {
	s := t.Unix() - fitEpoch
	if s <= 0 || s > latestFIT {
		return 0
	}
	return uint32(s)
}

// trustedOffset is the difference of local time and UTC, if it is one that zones have: within 14 h, a multiple of 15 min.
func trustedOffset(localS, utcS int64) *int {
	off := int(localS - utcS)
	if off < -14*3600 || off > 14*3600 || off%900 != 0 {
		return nil
	}
	return &off
}
