package synthetic

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Athlete is a person who does not exist, and what is true of them.
type Athlete struct {
	Files   []File         // as watches wrote them, by day
	Entries []record.Entry // what the athlete typed, by time
	Plan    record.Plan    // the weekly plan among the entries
	Truth   []Truth        // one per day, ascending
}

// Truth is what a day was made with. Numbers are NaN where the watch was off.
type Truth struct {
	Date       record.Date
	Phase      Phase
	Device     Device
	Start, End time.Time // of the time in bed that ends on this day; zero where the watch was off
	RHR        float64   // bpm, the lowest half hour of the night
	TSTMin     float64   // min, total sleep time
	HRV        float64   // ms, about the night's mean rMSSD
	GluteSets  float64   // hard sets of gluteus maximus on this day (direct 1, indirect 0.5)
	HR         int       // all-day heart rates other than 0
	CheckIn    *record.CheckIn
}

// Phase is a part of the demonstration.
type Phase string

// The phases, in their order.
const (
	Good         Phase = "good"
	Overreaching Phase = "overreaching"
	Recovery     Phase = "recovery"
	Back         Phase = "back" // the sessions of the good block, rested
)

// The plan of the demonstration, in days from its first.
const (
	demoDays     = 120
	deloadAt     = 35 // a lighter week within the good block: the one whose Monday lies within a week from here
	gapFrom      = 49 // the watch lies at home for four days
	gapTo        = 53
	newWatch     = 56 // the first day with another watch
	overreachAt  = 88
	recoveryFrom = 102
	backFrom     = 111
	nightOff     = 81 // the watch charges for one night
)

// Demo makes the demonstration's athlete: 120 days ending with the morning of last. A good block with a deload week and some days
// without the watch, a change of the watch, an overreaching block (more glute sets, more running, shorter nights, a resting heart rate that
// creeps up by 7 bpm, falling HRV and strength), nine days of recovery, and nine of normal training: rested, with a session to come. The
// questions of the last morning are left to whoever looks on. loc must be a zone with a name of the zone database; its clock changes show
// where it has any. What has not happened at 06:30 of last is not there.
func Demo(seed uint64, last record.Date, loc *time.Location) Athlete {
	s := &demo{rng: rand.New(rand.NewPCG(seed, 0x6876696c6570756c)), loc: loc, first: last - demoDays + 1}
	for i := range demoDays {
		s.addNight(i)
	}
	for i := range demoDays {
		s.addDay(i)
	}
	s.out.Entries = append(s.setUp(), s.out.Entries...)
	return s.out
}

// demo is the state of the simulation.
type demo struct {
	rng    *rand.Rand
	loc    *time.Location
	first  record.Date
	drift  float64 // bpm: the resting heart rate wanders slowly
	nights []night // by day
	out    Athlete
}

// night is one night minute by minute.
type night struct {
	Night
	worn bool
	hr   []uint8 // each minute of the time in bed
}

// strain is how overreached the athlete is on a day, 0..1.
func strain(day int) float64 {
	const rampDays, recoveryDays = 12, 5
	if day < overreachAt {
		return 0
	}
	rise := math.Min(1, float64(min(day, recoveryFrom-1)-overreachAt+1)/rampDays)
	if day < recoveryFrom {
		return rise
	}
	return rise * math.Exp(-float64(day-recoveryFrom+1)/recoveryDays)
}

func phaseOf(day int) Phase {
	switch {
	case day < overreachAt:
		return Good
	case day < recoveryFrom:
		return Overreaching
	case day < backFrom:
		return Recovery
	}
	return Back
}

func away(day int) bool { return day >= gapFrom && day < gapTo }

// device is the watch of a day: a Forerunner 255, then a Forerunner 965.
func device(day int) Device {
	if day < newWatch {
		return Device{Maker: 1, Product: 3992, Serial: 3_400_112_255}
	}
	return Device{Maker: 1, Product: 4315, Serial: 3_451_987_965}
}

func (s *demo) date(day int) record.Date { return s.first + record.Date(day) }

// clock is a wall time of a day, in minutes after midnight; negative is the evening before.
func (s *demo) clock(day, minutes int) time.Time {
	y, m, d := s.date(day).Time().Date()
	return time.Date(y, m, d, 0, minutes, 0, 0, s.loc)
}

// name is a file's name as the watch gives it.
func (s *demo) name(folder string, day int) string {
	return "GARMIN/" + folder + "/" + s.date(day).String() + ".fit"
}

func (s *demo) file(name string, data []byte) { s.out.Files = append(s.out.Files, File{name, data}) }

// addDay adds what the watch and the athlete say of a day.
func (s *demo) addDay(day int) {
	t := Truth{
		Date: s.date(day), Phase: phaseOf(day), Device: device(day), RHR: math.NaN(), TSTMin: math.NaN(), HRV: math.NaN(),
	}
	if n := s.nights[day]; n.worn {
		s.writeNight(day, &t)
	}
	var works []Workout
	if !away(day) && day < demoDays-1 {
		works = s.workouts(day)
	}
	for _, w := range works {
		t.GluteSets += hardSets(w)
		s.file("GARMIN/Activity/"+w.Start.In(s.loc).Format("2006-01-02-15-04-05")+".fit", Activity(w))
	}
	if !away(day) {
		s.writeDay(day, works, &t)
	}
	s.checkIn(day, &t)
	s.out.Truth = append(s.out.Truth, t)
}
