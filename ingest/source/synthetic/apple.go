package synthetic

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"
)

// AppleDays are the days of an export of Apple Health from first on, with so many heart rates on each. Of every ten records four are heart rates, two
// steps, and four energy and distance, of which nothing is made; besides a day has a night of 24 stretches, a resting heart rate, an HRV, and
// every third day a workout.
type AppleDays struct {
	First     time.Time // midnight
	Days      int
	HeartRate int // a day
}

// Records is how many records and workouts the export has.
func (a AppleDays) Records() int { return a.Days*(a.HeartRate/4*10+26) + (a.Days+2)/3 }

const (
	appleWatch = ` sourceName="Ada’s Apple` + "\u00a0" + `Watch" sourceVersion="26.1" device="&lt;&lt;HKDevice: 0x3028d0e60&gt;, name:Apple Watch, ` +
		`manufacturer:Apple Inc., model:Watch, hardware:Watch7,2, software:26.1&gt;"`
	appleTime = "2006-01-02 15:04:05 -0700"
)

// Write writes the export's XML, grouped by kind as a phone writes it.
func (a AppleDays) Write(out io.Writer) error {
	w := bufio.NewWriterSize(out, 1<<16)
	fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,Record*)>\n]>\n"+
		`<HealthData locale="en_NO">`+"\n"+` <ExportDate value="2026-11-08 23:55:00 +0100"/>`+"\n")
	four, rnd := a.HeartRate/4, rand.New(rand.NewPCG(1, 2))
	for _, s := range []struct {
		kind, unit  string
		aDay        int
		least, most float64
		digits      int
	}{
		{"HeartRate", "count/min", 4 * four, 48, 90, 0},
		{"StepCount", "count", 2 * four, 1, 120, 0},
		{"ActiveEnergyBurned", "kcal", 2 * four, .1, 12, 3},
		{"BasalEnergyBurned", "kcal", four, .2, 20, 3},
		{"DistanceWalkingRunning", "km", four, 0, .1, 5},
		{"RestingHeartRate", "count/min", 1, 50, 56, 0},
		{"HeartRateVariabilitySDNN", "ms", 1, 40, 90, 4},
	} {
		step := 24 * 3600 / s.aDay // s
		for i := range a.Days * s.aDay {
			at := a.First.AddDate(0, 0, i/s.aDay).Add(time.Duration(i%s.aDay*step+rnd.IntN(min(step, 40))) * time.Second)
			value := strconv.FormatFloat(s.least+rnd.Float64()*(s.most-s.least), 'f', s.digits, 64)
			a.record(w, "HKQuantityTypeIdentifier"+s.kind, ` unit="`+s.unit+`"`, at, at.Add(time.Duration(rnd.IntN(4))*time.Second), value, "/>")
		}
	}
	a.nights(w)
	a.workouts(w)
	fmt.Fprint(w, "</HealthData>\n")
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	return nil
}

func (a AppleDays) record(w io.Writer, kind, unit string, from, to time.Time, value, end string) {
	fmt.Fprintf(w, ` <Record type="%s"%s%s creationDate="%s" startDate="%s" endDate="%s" value="%s"%s`+"\n",
		kind, appleWatch, unit, to.Format(appleTime), from.Format(appleTime), to.Format(appleTime), value, end)
}

func (a AppleDays) nights(w io.Writer) {
	stages := []string{"AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM"}
	for d := range a.Days {
		at := a.First.AddDate(0, 0, d).Add(-time.Hour)
		for i := range 24 {
			next := at.Add(20 * time.Minute)
			a.record(w, "HKCategoryTypeIdentifierSleepAnalysis", "", at, next, "HKCategoryValueSleepAnalysis"+stages[i%len(stages)],
				">\n  "+`<MetadataEntry key="HKTimeZone" value="Europe/Oslo"/>`+"\n </Record>")
			at = next
		}
	}
}

func (a AppleDays) workouts(w io.Writer) {
	for d := 0; d < a.Days; d += 3 {
		from := a.First.AddDate(0, 0, d).Add(17 * time.Hour)
		to := from.Add(time.Hour)
		fmt.Fprintf(w, ` <Workout workoutActivityType="HKWorkoutActivityTypeTraditionalStrengthTraining" duration="60" durationUnit="min"%s `+
			`creationDate="%s" startDate="%s" endDate="%s">`+"\n", appleWatch, to.Format(appleTime), from.Format(appleTime), to.Format(appleTime))
		fmt.Fprint(w, `  <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="118" minimum="82" maximum="152" unit="count/min"/>`+
			"\n </Workout>\n")
	}
}
