package record

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ChoiceKind names what one of several sources is chosen for. An athlete can give each an order of sources of its own.
type ChoiceKind string

// The kinds of choices.
const (
	ChooseSleep     ChoiceKind = "sleep"
	ChooseHRV       ChoiceKind = "hrv"
	ChooseRHR       ChoiceKind = "rhr"
	ChooseHeartRate ChoiceKind = "heart_rate"
	ChooseSteps     ChoiceKind = "steps"
	ChooseWorkouts  ChoiceKind = "workouts"
)

// ChoiceKinds lists the kinds of choices.
func ChoiceKinds() []ChoiceKind {
	return []ChoiceKind{ChooseSleep, ChooseHRV, ChooseRHR, ChooseHeartRate, ChooseSteps, ChooseWorkouts}
}

// Order is the athlete's order of sources for a kind, most trusted first: its own, else the one for all.
func (p Profile) Order(k ChoiceKind) []string {
	if order := p.SourcesFor[k]; len(order) > 0 {
		return order
	}
	return p.Sources
}

// Place is a source's place in an order; those not named come last, alike.
func Place(order []string, source string) int {
	if i := slices.Index(order, source); i >= 0 {
		return i
	}
	return len(order)
}

// checkSources says what is wrong with the orders of a profile.
func checkSources(orders map[ChoiceKind][]string) error {
	for k, order := range orders {
		if !slices.Contains(ChoiceKinds(), k) {
			return fmt.Errorf("profile: sources for %q: want one of %s", k, KindNames())
		}
		if err := shortAll("profile: source", order); err != nil {
			return err
		}
	}
	return nil
}

// KindNames are the kinds of choices as people read them: "sleep, hrv, …".
func KindNames() string {
	var out []string
	for _, k := range ChoiceKinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

// Why says what set the chosen source before the next best: the first of these in which they differ.
type Why string

// The reasons of a choice, by and large in the order in which they count.
const (
	WhyOnly      Why = "only"           // there was no other
	WhyOrder     Why = "your_order"     // the athlete's order says so
	WhyOverlap   Why = "overlap"        // the other holds less than half of the night
	WhyStages    Why = "stages"         // it knows when each stage was
	WhySleep     Why = "sleep_window"   // its night is known, not guessed from the heart rate
	WhyCoverage  Why = "coverage"       // the other has samples for less than half of the night
	WhyMethod    Why = "method"         // its value is made in a better way: the vendor's own of the night, then windows, then beats
	WhyWorn      Why = "worn"           // it was on the body: it has heart rates of the day
	WhyHeartRate Why = "own_heart_rate" // it recorded the workout's heart rate
	WhyLonger    Why = "longer"         // the other covers no more than half of the workout
	WhyDevice    Why = "device"         // it measured; the other passes on
	WhyDays      Why = "more_days"      // more days of the last four weeks
	WhyKept      Why = "kept"           // it was the one chosen last
	WhyRicher    Why = "richer"         // it holds more
	WhyAllDay    Why = "all_day"        // the workout has no heart rate of its own: that of the day was taken
	WhyLayer     Why = "layer"          // a log stands above what a watch guesses
	WhyListed    Why = "alike"          // nothing tells them apart: a fixed order of makers and models
)

// Choice says which source was used for something on a day, and why.
type Choice struct {
	What   string     `json:"what"`            // a metric's name, or "sleep", "steps", "workout", and "heart_rate" and "sets" of one
	Start  *time.Time `json:"start,omitempty"` // of a workout
	Source string     `json:"source"`          // Source.Key
	Value  *float64   `json:"value,omitempty"` // of steps, which are no metric
	Why    Why        `json:"why"`
	Others []string   `json:"others,omitempty"` // sources that were not used, in the day's order
}
