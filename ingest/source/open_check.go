package source

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

var openKey = regexp.MustCompile(`^[a-z0-9-]{1,200}$`)

const (
	longestNight   = 48 * time.Hour
	longestWorkout = 30 * 24 * time.Hour
	mostOffset     = 18 * 60 * 60 // s: no zone is further from UTC
	mostValue      = 1e7          // of what has no limit of its own: far above all that is measured
)

// checkRecord holds a record that somebody else wrote to what the decoders keep; what comes after them relies on it. Its errors tell no value.
func checkRecord(r record.Record) error {
	_, err := time.LoadLocation(r.TZ)
	switch {
	case r.Date != record.NoDate && !inTime(r.Date.Time()):
		return errors.New("its date is not between 2000 and 2099")
	case !openKey.MatchString(r.Source.Key) || max(len(r.Source.Maker), len(r.Source.Model)) > openText:
		return errors.New("its source is none")
	case r.Origin != "" && !isSHA(r.Origin):
		return errors.New("its origin is no SHA-256")
	case err != nil || r.TZ == "Local" || far(r.Offset):
		return errors.New("its zone is none")
	case !r.Updated.IsZero() && !inTime(r.Updated):
		return errors.New("the time of its change is out of range")
	case (r.Source.Key == entrySourceKey) != (len(r.Entries) > 0):
		return fmt.Errorf("entries, and nothing else, are of the source %q", entrySourceKey)
	case len(r.Entries) > 0 && len(r.Samples)+len(r.Sleep)+len(r.HRV)+len(r.Workouts)+len(r.Daily) > 0:
		return errors.New("an entry stands beside what was measured")
	case r.Date == record.NoDate && len(r.Entries) == 0:
		return errors.New("what was measured has no date")
	}
	for _, check := range []func(record.Record) error{checkSamples, checkSleep, checkHRV, checkWorkouts, checkDaily, checkEntries} {
		if err := check(r); err != nil {
			return err
		}
	}
	return nil
}

func far(offset *int) bool { return offset != nil && (*offset < -mostOffset || *offset > mostOffset) }

func checkSamples(r record.Record) error {
	known := []record.SampleKind{
		record.HeartRate, record.Stress, record.BodyBattery, record.Respiration, record.SpO2, record.Steps, record.HRVValues, record.Beats,
	}
	for _, s := range r.Samples {
		lo, hi := int32(0), int32(mostValue)
		if s.Kind == record.HeartRate {
			lo, hi = record.MinHeartRate, record.MaxHeartRate
		}
		switch n := s.Len(); {
		case !slices.Contains(known, s.Kind) || !slices.Contains([]record.Clock{record.ShownFirst, record.ShownSecond, record.Elapsed}, s.Clock):
			return errors.New("its samples are of no known kind")
		case !goodSeries(s.Series, lo, hi, s.Kind == record.Beats):
			return fmt.Errorf("its samples of %s are out of order or out of range", s.Kind)
		case n > 0 && (record.DateOf(s.At(0)) != r.Date || record.DateOf(s.At(n-1)) != r.Date):
			return fmt.Errorf("its samples of %s are of another date", s.Kind)
		}
	}
	return nil
}

// goodSeries tells whether times rise (or at least do not fall, where one second may hold several), and values are in range.
func goodSeries(s record.Series, lo, hi int32, shared bool) bool {
	if len(s.T) != len(s.V) || len(s.T) > 0 && !inTime(s.Start) {
		return false
	}
	for i := range s.T {
		if s.V[i] < lo || s.V[i] > hi || i > 0 && (s.T[i] < s.T[i-1] || s.T[i] == s.T[i-1] && !shared) {
			return false
		}
	}
	const month = 31 * 24 * 60 * 60 // s
	return len(s.T) == 0 || s.T[0] >= -month && s.T[len(s.T)-1] <= month
}

// span tells whether two instants are the ends of something no longer than that.
func span(start, end time.Time, most time.Duration) bool {
	return inTime(start) && inTime(end) && !end.Before(start) && end.Sub(start) <= most
}

func knownStage(k record.StageKind) bool {
	return slices.Contains([]record.StageKind{record.Awake, record.Light, record.Deep, record.REM, record.Asleep, record.Unknown}, k)
}

func checkSleep(r record.Record) error {
	for _, s := range r.Sleep {
		if !span(s.Start, s.End, longestNight) || record.DateOf(s.End) != r.Date || far(s.Offset) || far(s.OffsetFrom) || len(s.ID) > openText || beyond(s.Score) {
			return errors.New("a night of it is out of range or of another date")
		}
		at := 0
		for _, st := range s.Stages {
			if !knownStage(st.Kind) || st.From < at || st.To <= st.From || time.Duration(st.To)*time.Second > longestNight {
				return errors.New("the stages of a night overlap or are none")
			}
			at = st.To
		}
		for k, n := range s.Totals {
			if !knownStage(k) || n < 0 || time.Duration(n)*time.Second > longestNight {
				return errors.New("a night has stages that are none")
			}
		}
		for k, v := range s.Extra {
			if len(k) > openText || beyond(&v) {
				return errors.New("a night tells what is out of range")
			}
		}
	}
	return nil
}

// beyond tells whether a figure is one that nobody measures.
func beyond(v *float64) bool { return v != nil && !(*v >= -mostValue && *v <= mostValue) }

func checkHRV(r record.Record) error {
	for _, h := range r.HRV {
		if !slices.Contains([]record.HRVKind{record.RMSSDAsleep, record.RMSSDSpot, record.SDNNSpot}, h.Kind) || !inTime(h.Time) ||
			h.Ms < 0 || beyond(&h.Ms) || slices.ContainsFunc(h.RR, func(v int32) bool { return v < 0 || v > mostValue }) {
			return errors.New("a heart-rate variability of it is out of range")
		}
	}
	return nil
}

func checkDaily(r record.Record) error {
	known := []record.DailyKind{
		record.VendorRHR, record.VendorRHR7d, record.DailySteps, record.BodyWeight, record.RecoveryTime, record.VendorMaxHR, record.LactateThresHR, record.FTP,
		record.SleepMinutes,
	}
	for _, d := range r.Daily {
		if !slices.Contains(known, d.Kind) || !inTime(d.Time) || beyond(&d.Value) {
			return errors.New("a daily value of it is out of range or of no known kind")
		}
	}
	return nil
}

func checkEntries(r record.Record) error {
	for _, e := range r.Entries {
		if e.Check() != nil || e.Date() != r.Date {
			return errors.New("an entry of it is none, or of another date")
		}
	}
	return nil
}

func checkWorkouts(r record.Record) error {
	for _, w := range r.Workouts {
		good := span(w.Start, w.End, longestWorkout) && record.DateOf(w.Start) == r.Date && !far(w.Offset) && max(len(w.Sport), len(w.SubSport)) <= openText
		for _, v := range []*float64{&w.TimerS, w.DistanceM, w.Kcal, w.AvgHR, w.MaxHR, w.RPE, w.Feel, w.Load} {
			good = good && !beyond(v)
		}
		if !good {
			return errors.New("a workout of it is out of range or of another date")
		}
		if !goodSeries(w.HR, record.MinHeartRate, record.MaxHeartRate, false) || !goodSeries(w.Power, -mostValue, mostValue, false) ||
			!goodSeries(w.Speed, -mostValue, mostValue, false) || !goodSeries(w.Beats, 0, mostValue, true) {
			return errors.New("the samples of a workout are out of order or out of range")
		}
		for _, l := range w.Laps {
			if !inTime(l.Start) || beyond(&l.TimerS) || beyond(l.AvgHR) || beyond(l.MaxHR) {
				return errors.New("a lap is out of range")
			}
		}
		for i, s := range w.Sets {
			if !goodSet(s) || s.Index != i {
				return errors.New("a set is out of range or out of order")
			}
		}
	}
	return nil
}

// goodSet takes no correction: that is an entry.
func goodSet(s record.Set) bool {
	if slices.ContainsFunc([]*float64{&s.DurationS, s.LoadKg, s.RIR, s.RPE}, beyond) {
		return false
	}
	for _, g := range s.Guesses {
		if len(g.Exercise) > openText || g.Confidence < 0 || g.Confidence > 100 {
			return false
		}
	}
	return (s.Start.IsZero() || inTime(s.Start)) && len(s.Exercise) <= openText && s.Layer >= record.WatchGuess && s.Layer <= record.Log &&
		s.Superset >= 0 && s.Superset <= mostValue && (s.Reps == nil || *s.Reps >= 0 && *s.Reps <= mostValue) &&
		!s.NotDone && s.Entered.IsZero() && s.Was == nil
}
