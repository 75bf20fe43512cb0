package synthetic

import (
	"math"
	"time"

	"github.com/muktihari/fit/profile/typedef"
)

// move is an exercise that the demonstration's athlete does: FIT's numbers, the share of gluteus maximus that internal/exercise gives it, and
// the working load of the first week.
type move struct {
	category, name uint16
	share          float64
	kg             float64 // 0: nothing is typed
	reps           int
}

func hipThrust() move  { return move{10, 1, 1, 90, 8} }     // hip_raise/barbell_hip_thrust_with_bench
func squat() move      { return move{28, 6, 1, 65, 8} }     // squat/barbell_back_squat
func splitSquat() move { return move{17, 18, 1, 28, 10} }   // lunge/dumbbell_bulgarian_split_squat
func romanian() move   { return move{8, 23, .5, 62.5, 10} } // deadlift/romanian_deadlift
func clams() move      { return move{10, 44, 0, 0, 20} }    // hip_raise/clams with a band
func moves() []move {
	return []move{hipThrust(), squat(), splitSquat(), romanian(), clams()}
}
func (e move) own() Guess { return Guess{e.category, e.name, 92} }

// block is an exercise done for some working sets.
type block struct {
	move
	sets int
}

// workouts are the sessions of a day.
func (s *demo) workouts(day int) []Workout {
	weekday, phase := s.date(day).Weekday(), phaseOf(day)
	monday := day - int(weekday+6)%7
	lighter := monday >= deloadAt && monday < deloadAt+7
	switch {
	case phase == Overreaching:
		return s.overreached(day, weekday)
	case phase == Recovery || lighter:
		switch weekday {
		case time.Monday, time.Thursday, time.Saturday:
			return []Workout{s.strength(day, 18*60, []block{{hipThrust(), 1}, {squat(), 1}, {clams(), 2}}, 5)}
		case time.Sunday:
			return []Workout{s.run(day, 10*60, 30, false)}
		}
		return nil
	}
	switch weekday { // sessions end 48 hours and more before the next begins
	case time.Monday:
		return []Workout{s.strength(day, 18*60, []block{{clams(), 2}, {hipThrust(), 3}, {squat(), 2}, {romanian(), 2}}, 6)}
	case time.Thursday:
		return []Workout{s.strength(day, 16*60, []block{{clams(), 2}, {hipThrust(), 2}, {splitSquat(), 2}, {romanian(), 2}}, 6)}
	case time.Saturday:
		return []Workout{s.strength(day, 17*60, []block{{squat(), 3}, {hipThrust(), 2}, {clams(), 2}}, 6)}
	case time.Tuesday:
		if phase == Back { // one run fewer for now
			return nil
		}
		return []Workout{s.run(day, 17*60, 40, false)}
	case time.Sunday:
		return []Workout{s.run(day, 10*60, 50, false)}
	}
	return nil
}

// overreached are the sessions of the block that is too much: four strength sessions a week, too near to each other, and harder runs.
func (s *demo) overreached(day int, weekday time.Weekday) []Workout {
	heavy := []block{{hipThrust(), 4}, {squat(), 4}, {romanian(), 4}}
	switch weekday {
	case time.Monday, time.Wednesday, time.Friday:
		return []Workout{s.strength(day, 18*60, heavy, 9)}
	case time.Saturday:
		return []Workout{s.strength(day, 16*60, []block{{hipThrust(), 4}, {squat(), 3}, {clams(), 2}}, 9)}
	case time.Tuesday:
		return []Workout{s.run(day, 17*60, 55, true)}
	case time.Sunday:
		return []Workout{s.run(day, 9*60, 85, false)}
	}
	return nil
}

// strength is a session of blocks, each begun with a lighter set to warm up, which the overreached athlete leaves out. Loads rise week by week;
// strain costs repetitions and load.
func (s *demo) strength(day, clock int, blocks []block, rpe float64) Workout {
	const (
		weekly   = .011 // rise of the load
		recordS  = 5    // between records, as with smart recording
		restS    = 100
		perRepS  = 4
		warmUp   = .6 // of the working load
		plateKg  = 1.25
		loseReps = 3 // fewer repetitions when fully overreached
	)
	x := strain(day)
	w := s.begin(day, clock, rpe)
	w.Sport, w.SubSport, w.Step = typedef.SportTraining, typedef.SubSportStrengthTraining, recordS*time.Second
	at := w.Start.Add(4 * time.Minute)
	for _, b := range blocks {
		kg := b.kg * (1 + weekly*float64(min(day, overreachAt))/7) * (1 - .05*x)
		kg = math.Round(kg/plateKg) * plateKg
		for i := range b.sets + 1 {
			set := Set{Start: at, Reps: b.reps - int(math.Round(loseReps*x)), LoadKg: kg, Guesses: s.guesses(b.move)}
			switch {
			case i > 0:
			case b.kg == 0, phaseOf(day) == Overreaching:
				continue
			default:
				set.LoadKg, set.Reps = math.Round(kg*warmUp/plateKg)*plateKg, b.reps
			}
			set.Length = time.Duration(set.Reps*perRepS+s.rng.IntN(8)) * time.Second
			rest := Set{Start: at.Add(set.Length), Length: time.Duration(restS+s.rng.IntN(40)) * time.Second, Rest: true}
			w.Sets = append(w.Sets, set, rest)
			at = rest.Start.Add(rest.Length)
		}
	}
	w.HR = s.liftingHR(&w, at.Sub(w.Start)+2*time.Minute)
	return w
}

func (s *demo) begin(day, clock int, rpe float64) Workout {
	w := Workout{Device: device(day), Start: s.clock(day, clock+s.rng.IntN(5)).UTC()}
	_, w.Offset = w.Start.In(s.loc).Zone()
	if day >= newWatch { // only the newer watch asks
		w.RPE = rpe
	}
	return w
}

// guesses is what the watch takes an exercise for: sometimes it has a second idea.
func (s *demo) guesses(e move) []Guess {
	g := []Guess{e.own()}
	if s.rng.IntN(3) == 0 {
		g[0].Confidence = 71
		g = append(g, Guess{5, invalid16, 18}) // core
	}
	return g
}

// liftingHR follows the sets: up while lifting, down between.
func (s *demo) liftingHR(w *Workout, length time.Duration) []uint8 {
	const up, down, seconds = 136.0, 102.0, 30.0 // bpm, bpm, s of the way there
	out := make([]uint8, length/w.Step)
	hr, set := 95.0, 0
	for i := range out {
		at := w.Start.Add(time.Duration(i) * w.Step)
		for set < len(w.Sets) && !w.Sets[set].Start.Add(w.Sets[set].Length).After(at) {
			set++
		}
		target := down
		if set < len(w.Sets) && !w.Sets[set].Rest && !w.Sets[set].Start.After(at) {
			target = up
		}
		hr += (target - hr) * w.Step.Seconds() / seconds
		out[i] = uint8(math.Round(hr + .8*s.rng.NormFloat64()))
	}
	return out
}

// run is a run with a record each second; with intervals five times three minutes are hard. The newer watch measures power too.
func (s *demo) run(day, clock, minutes int, intervals bool) Workout {
	const easy, hard = 2.8, 3.9 // m/s
	rpe := 4.0
	if intervals {
		rpe = 8
	}
	w := s.begin(day, clock, rpe)
	w.Sport = typedef.SportRunning
	hr := 95.0
	for i := range minutes * 60 {
		speed := easy
		if m := i / 60; intervals && m >= 12 && m < 42 && (m-12)%6 < 3 {
			speed = hard
		}
		target := 70 + 26*speed + 6*float64(i)/3600
		hr += (target - hr) / 40
		speed += .06 * s.rng.NormFloat64()
		w.HR = append(w.HR, uint8(math.Round(hr+.6*s.rng.NormFloat64())))
		w.Speed = append(w.Speed, uint16(speed*1000))
		if day >= newWatch {
			w.Power = append(w.Power, uint16(78*speed+6*s.rng.NormFloat64()))
		}
	}
	return w
}

// hardSets is how many hard sets of gluteus maximus a session holds: at least 80 % of the session's top load of the exercise, three
// repetitions or more; sets without a typed load are bands here and light.
func hardSets(w Workout) float64 {
	const share, reps = .8, 3
	top := map[Guess]float64{}
	key := func(s Set) Guess { return Guess{Category: s.Guesses[0].Category, Name: s.Guesses[0].Name} }
	for _, s := range w.Sets {
		if !s.Rest {
			top[key(s)] = max(top[key(s)], s.LoadKg)
		}
	}
	sum := 0.0
	for _, s := range w.Sets {
		if s.Rest || s.LoadKg == 0 || s.Reps < reps || s.LoadKg < share*top[key(s)] {
			continue
		}
		for _, e := range moves() {
			if e.category == key(s).Category && e.name == key(s).Name {
				sum += e.share
			}
		}
	}
	return sum
}
