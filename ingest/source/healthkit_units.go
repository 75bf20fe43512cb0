package source

import "github.com/hvilepuls/hvilepuls/internal/record"

// Units as HealthKit defines them, by which its apps write values in those of the user's locale.
const (
	kgPerStone   = 14 * kgPerPound
	metrePerMile = 1609.344
	metrePerYard = .9144
	kJPerKcal    = 4.184
)

// perMinute reads a rate.
func perMinute(v float64, unit string) float64 {
	if unit == "count/s" || unit == "Hz" {
		return 60 * v
	}
	return v
}

// percent reads a share that Apple writes as a fraction, though its unit says %, and its apps as percent.
func percent(v float64) float64 {
	if v <= 1 {
		return 100 * v
	}
	return v
}

func milliseconds(v float64, unit string) float64 {
	if unit == "s" {
		return 1000 * v
	}
	return v
}

// kilograms reads a mass; false for a unit that is none.
func kilograms(v float64, unit string) (float64, bool) {
	switch unit {
	case "kg", "":
		return v, true
	case "lb", "lbs":
		return v * kgPerPound, true
	case "g":
		return v / 1000, true
	case "st":
		return v * kgPerStone, true
	}
	return 0, false
}

// quantity is a value with its unit, as they are written.
type quantity struct {
	value []byte
	unit  string
}

// seconds reads a duration, which Apple writes in minutes.
func (q quantity) seconds() (float64, bool) {
	v, ok := plainNumber(q.value)
	switch q.unit {
	case "min", "":
		return 60 * v, ok
	case "s", "sec":
		return v, ok
	case "hr", "h":
		return 3600 * v, ok
	}
	return 0, false
}

func (q quantity) metres() (float64, bool) {
	v, ok := plainNumber(q.value)
	switch q.unit {
	case "km":
		return 1000 * v, ok
	case "m":
		return v, ok
	case "mi":
		return metrePerMile * v, ok
	case "yd":
		return metrePerYard * v, ok
	}
	return 0, false
}

func (q quantity) kcal() (float64, bool) {
	v, ok := plainNumber(q.value)
	switch q.unit {
	case "kcal", "Cal", "":
		return v, ok
	case "kJ":
		return v / kJPerKcal, ok
	}
	return 0, false
}

// beats is a heart rate that a heart can have, nil if it is none.
func beats(q quantity) *float64 {
	v, ok := plainNumber(q.value)
	if v = perMinute(v, q.unit); !ok || v < record.MinHeartRate || v > record.MaxHeartRate {
		return nil
	}
	return &v
}

// aboveZero is nil for what is missing or 0: HealthKit writes 0 where nothing was measured.
func aboveZero(v float64, ok bool) *float64 {
	if !ok || v <= 0 {
		return nil
	}
	return &v
}

// valueOf is 0 for what is missing.
func valueOf(v float64, ok bool) float64 {
	if !ok || v < 0 {
		return 0
	}
	return v
}
