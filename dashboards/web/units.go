package web

import (
	"math"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// weights are how an athlete reads weights. Everything behind the page is in kg.
type weights struct {
	Unit string  // kg or lb
	kg   float64 // of one
}

const (
	imperial = "imperial"
	poundKg  = 0.45359237 // kg, exact (NIST SP 811, B.8)
)

func weightsOf(p record.Profile) weights {
	if p.Units != nil && *p.Units == imperial {
		return weights{"lb", poundKg}
	}
	return weights{"kg", 1}
}

// shown is a weight in kg as the athlete reads it.
func (u weights) shown(kg float64) float64 { return neat(kg / u.kg) }

// taken is a weight as the athlete wrote it in kg, to the gram; nil stays nil.
func (u weights) taken(x *float64) *float64 {
	if x == nil {
		return nil
	}
	const gramsPerKg = 1000
	return new(math.Round(*x*u.kg*gramsPerKg) / gramsPerKg)
}
