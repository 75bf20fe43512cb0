package source

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// whoopItem is a sleep, a recovery, a workout or a cycle of the API v2; which it is its fields tell.
type whoopItem struct {
	SleepID   string      `json:"sleep_id"` // of a recovery alone
	SportName string      `json:"sport_name"`
	SportID   looseNumber `json:"sport_id"`
	Nap       *bool       `json:"nap"`
	Created   string      `json:"created_at"`
	Start     string      `json:"start"`
	End       string      `json:"end"`
	Zone      string      `json:"timezone_offset"`
	State     string      `json:"score_state"` // SCORED, PENDING_SCORE or UNSCORABLE
	Score     *whoopScore `json:"score"`
}

// whoopScore holds the fields of every kind of score.
type whoopScore struct {
	Stages *struct {
		Light looseNumber `json:"total_light_sleep_time_milli"`
		Deep  looseNumber `json:"total_slow_wave_sleep_time_milli"`
		REM   looseNumber `json:"total_rem_sleep_time_milli"`
		Awake looseNumber `json:"total_awake_time_milli"`
	} `json:"stage_summary"`
	Performance looseNumber `json:"sleep_performance_percentage"`

	RHR looseNumber `json:"resting_heart_rate"`
	HRV looseNumber `json:"hrv_rmssd_milli"`

	Strain   looseNumber `json:"strain"`
	Average  looseNumber `json:"average_heart_rate"`
	Max      looseNumber `json:"max_heart_rate"`
	KJ       looseNumber `json:"kilojoule"`
	Distance looseNumber `json:"distance_meter"`
}

// on takes one record. What has not been scored yet comes again later; it must not stand beside what the export says of the same night.
func (w *whoop) on(i *whoopItem) error {
	isWorkout := i.SportName != "" || i.SportID.Known
	if i.Score == nil && (!isWorkout || i.State == "PENDING_SCORE") {
		w.out.drop(dropUnscored, 1)
		return nil
	}
	switch {
	case isWorkout:
		w.apiWorkout(i)
	case i.Score.Stages != nil:
		w.apiNight(i)
	case i.SleepID != "":
		w.apiRecovery(i)
	}
	return nil
}

// span is when a record begins and ends, and the offset that it states.
func (w *whoop) span(i *whoopItem) (start, end time.Time, offset *int, ok bool) {
	from, ok1 := parseStamp(i.Start)
	to, ok2 := parseStamp(i.End)
	if !ok1 || !ok2 || !from.Zoned || !to.Zoned {
		w.out.drop(dropTime, 1)
		return time.Time{}, time.Time{}, nil, false
	}
	if off, ok := parseOffset(i.Zone); ok && i.Zone != "" {
		offset = &off
	}
	return from.T.Truncate(time.Second), to.T.Truncate(time.Second), offset, true
}

func (w *whoop) apiNight(i *whoopItem) {
	start, end, offset, ok := w.span(i)
	if !ok {
		return
	}
	g := i.Score.Stages
	s := record.SleepSession{Start: start, End: end, OffsetFrom: offset, Nap: i.Nap != nil && *i.Nap, Score: i.Score.Performance.ptr()}
	s.Totals = stageTotals(1, 1000, g.Light, g.Deep, g.REM, g.Awake)
	w.sleep(s)
}

// apiRecovery takes a recovery, which has no time but that of its making, after waking, and states no offset.
func (w *whoop) apiRecovery(i *whoopItem) {
	at, ok := parseStamp(i.Created)
	if !ok || !at.Zoned {
		w.out.drop(dropTime, 1)
		return
	}
	if v := i.Score.RHR; v.Known {
		w.daily(at.T, nil, record.VendorRHR, v.V)
	}
	if v := i.Score.HRV; v.Known {
		w.rmssd(at.T, nil, v.V)
	}
}

func (w *whoop) apiWorkout(i *whoopItem) {
	const kJ = 4.184 // kJ in a kcal
	start, end, offset, ok := w.span(i)
	if !ok {
		return
	}
	kind := vendorSport(i.SportName)
	out := record.Workout{
		Start: start, End: end, Offset: offset, Sport: kind.sport, SubSport: kind.sub, TimerS: max(0, end.Sub(start).Seconds()),
	}
	if s := i.Score; s != nil {
		out.AvgHR, out.MaxHR, out.DistanceM, out.Load = s.Average.ptr(), s.Max.ptr(), s.Distance.ptr(), s.Strain.ptr()
		if kcal := s.KJ.V / kJ; kcal > 0 {
			out.Kcal = &kcal
		}
	}
	w.workout(out)
}
