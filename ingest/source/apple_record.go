package source

import (
	"html"
	"math"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// appleRecord is the attributes of a Record or a Workout, as they are written.
type appleRecord struct {
	kind, unit, value, name, device, created, start, end []byte
}

// appleNight is a stretch of sleep that waits for its zone.
type appleNight struct {
	track *healthTrack
	healthSleep
}

// appleWorkout is a workout that waits for its metadata and statistics.
type appleWorkout struct {
	track *healthTrack
	record.Workout
}

// record takes a Record. What its kind says stands first: most kinds are read no further.
func (a *apple) record(attributes []byte, closed bool) error {
	if err := a.leave(); err != nil { // of one without its end
		return err
	}
	var r appleRecord
	for {
		name, value, rest, ok := attribute(attributes)
		if !ok {
			break
		}
		if r.set(name, value) && !appleUsed(value) {
			a.unused++
			return nil
		}
		attributes = rest
	}
	from, offset, ok := a.times.unix(r.start)
	to, _, ok2 := a.times.unix(r.end)
	if !ok || !ok2 {
		a.badTime++
		return nil
	}
	t, err := a.trackOf(r.name, r.device)
	if err != nil {
		return err
	}
	if string(r.kind) == "HKCategoryTypeIdentifierSleepAnalysis" {
		return a.sleep(t, r.value, from, to, closed)
	}
	v, ok := plainNumber(r.value)
	if !ok {
		a.badShape++
		return nil
	}
	return a.quantity(t, &r, from, to, offset, v)
}

// set takes one attribute, and tells whether it is the kind.
func (r *appleRecord) set(name, value []byte) (kind bool) {
	switch string(name) {
	case "type", "workoutActivityType":
		r.kind = value
		return string(name) == "type"
	case "unit":
		r.unit = value
	case "value":
		r.value = value
	case "sourceName":
		r.name = value
	case "device":
		r.device = value
	case "creationDate":
		r.created = value
	case "startDate":
		r.start = value
	case "endDate":
		r.end = value
	}
	return false
}

// appleUsed tells the kinds of which something is made.
func appleUsed(kind []byte) bool {
	switch string(kind) {
	case "HKCategoryTypeIdentifierSleepAnalysis", "HKQuantityTypeIdentifierHeartRate", "HKQuantityTypeIdentifierRestingHeartRate",
		"HKQuantityTypeIdentifierHeartRateVariabilitySDNN", "HKQuantityTypeIdentifierRespiratoryRate",
		"HKQuantityTypeIdentifierOxygenSaturation", "HKQuantityTypeIdentifierStepCount", "HKQuantityTypeIdentifierBodyMass":
		return true
	}
	return false
}

func (a *apple) sleep(t *healthTrack, value []byte, from, to int64, closed bool) error {
	stage, ok := healthStage(string(value))
	if !ok {
		a.badShape++
		return nil
	}
	s := healthSleep{segment{from, to, stage}, noOffset}
	if closed {
		return a.slept(t, s)
	}
	a.night = &appleNight{t, s}
	return nil
}

func (a *apple) quantity(t *healthTrack, r *appleRecord, from, to int64, offset int, v float64) error {
	unit := string(r.unit)
	switch string(r.kind) {
	case "HKQuantityTypeIdentifierHeartRate":
		return a.sample(t, healthHeart, from, perMinute(v, unit))
	case "HKQuantityTypeIdentifierRespiratoryRate":
		return a.sample(t, healthResp, from, 100*perMinute(v, unit))
	case "HKQuantityTypeIdentifierOxygenSaturation":
		return a.sample(t, healthSpO2, from, percent(v))
	case "HKQuantityTypeIdentifierHeartRateVariabilitySDNN":
		return a.sample(t, healthSDNN, from, 1000*milliseconds(v, unit))
	case "HKQuantityTypeIdentifierBodyMass":
		kg, ok := kilograms(v, unit)
		if !ok {
			a.badShape++
			return nil
		}
		return a.sample(t, healthWeight, from, 1000*kg)
	case "HKQuantityTypeIdentifierStepCount":
		return a.walk(t, from, to, v)
	}
	written, _, ok := a.times.unix(r.created)
	if !ok {
		written = to
	}
	return a.rest(t, healthResting{from: from, to: to, written: written, bpm: math.Round(10*perMinute(v, unit)) / 10}, offset)
}

// begin takes a Workout with the attributes that old exports have in place of statistics.
func (a *apple) begin(attributes []byte, closed bool) error {
	if err := a.leave(); err != nil {
		return err
	}
	var r appleRecord
	w := &appleWorkout{}
	var duration, distance, energy quantity
	for {
		name, value, rest, ok := attribute(attributes)
		if !ok {
			break
		}
		switch string(name) {
		case "duration":
			duration.value = value
		case "durationUnit":
			duration.unit = string(value)
		case "totalDistance":
			distance.value = value
		case "totalDistanceUnit":
			distance.unit = string(value)
		case "totalEnergyBurned":
			energy.value = value
		case "totalEnergyBurnedUnit":
			energy.unit = string(value)
		default:
			r.set(name, value)
		}
		attributes = rest
	}
	from, _, ok := a.times.unix(r.start)
	to, _, ok2 := a.times.unix(r.end)
	if !ok || !ok2 {
		a.badTime++
		return nil
	}
	var err error
	if w.track, err = a.trackOf(r.name, r.device); err != nil {
		return err
	}
	w.Start, w.End = time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
	w.Sport, w.SubSport = healthSport(a.sports, html.UnescapeString(string(r.kind)))
	w.TimerS = valueOf(duration.seconds())
	w.DistanceM, w.Kcal = aboveZero(distance.metres()), aboveZero(energy.kcal())
	if a.workout = w; closed {
		return a.leave()
	}
	return nil
}

// statistics takes a WorkoutStatistics of a workout.
func (w *appleWorkout) statistics(attributes []byte) {
	var kind, unit string
	var sum, average, maximum []byte
	for {
		name, value, rest, ok := attribute(attributes)
		if !ok {
			break
		}
		switch string(name) {
		case "type":
			kind = string(value)
		case "unit":
			unit = string(value)
		case "sum":
			sum = value
		case "average":
			average = value
		case "maximum":
			maximum = value
		}
		attributes = rest
	}
	switch kind {
	case "HKQuantityTypeIdentifierHeartRate":
		w.AvgHR, w.MaxHR = beats(quantity{average, unit}), beats(quantity{maximum, unit})
	case "HKQuantityTypeIdentifierActiveEnergyBurned":
		w.Kcal = aboveZero(quantity{sum, unit}.kcal())
	case "HKQuantityTypeIdentifierDistanceWalkingRunning", "HKQuantityTypeIdentifierDistanceCycling",
		"HKQuantityTypeIdentifierDistanceSwimming", "HKQuantityTypeIdentifierDistanceRowing", "HKQuantityTypeIdentifierDistanceWheelchair",
		"HKQuantityTypeIdentifierDistanceDownhillSnowSports", "HKQuantityTypeIdentifierDistanceCrossCountrySkiing":
		w.DistanceM = aboveZero(quantity{sum, unit}.metres())
	}
}
