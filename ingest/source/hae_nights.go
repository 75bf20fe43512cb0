package source

import (
	"math"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// haeNight is an element of sleep_analysis: a night's totals in h, or one stretch of one stage.
type haeNight struct {
	StartDate string `json:"startDate"`
	EndDate   string `json:"endDate"`
	Value     string `json:"value"`

	TotalSleep float64 `json:"totalSleep"`
	Asleep     float64 `json:"asleep"`
	Core       float64 `json:"core"`
	Deep       float64 `json:"deep"`
	REM        float64 `json:"rem"`
	Awake      float64 `json:"awake"`
	SleepStart string  `json:"sleepStart"`
	SleepEnd   string  `json:"sleepEnd"`
	InBedStart string  `json:"inBedStart"`
	InBedEnd   string  `json:"inBedEnd"`

	Source string `json:"source"`
}

// night takes either.
func (h *hae) night(n *haeNight) error {
	t, err := h.track(h.sourceOf(n.Source), nil) // each night states its own offset
	if err != nil {
		return err
	}
	if n.StartDate == "" {
		return h.totals(t, n)
	}
	from, _, ok := h.times.unix([]byte(n.StartDate))
	to, offset, ok2 := h.times.unix([]byte(n.EndDate))
	stage, ok3 := healthStage(n.Value)
	if !ok || !ok2 || !ok3 {
		h.badShape++
		return nil
	}
	return h.slept(t, healthSleep{segment{from, to, stage}, offset})
}

// totals takes a night without stage times. Its inBed and asleep are 0 where the watch told stages, and old versions of the app lack the rest.
func (h *hae) totals(t *healthTrack, n *haeNight) error {
	from, _, ok := h.times.unix([]byte(n.SleepStart))
	to, offset, ok2 := h.times.unix([]byte(n.SleepEnd))
	if !ok || !ok2 {
		from, _, ok = h.times.unix([]byte(n.InBedStart))
		to, offset, ok2 = h.times.unix([]byte(n.InBedEnd))
	}
	const longest = 24 * 3600 // s
	if !ok || !ok2 || to <= from || to-from > longest || !inTime(time.Unix(from, 0)) || !inTime(time.Unix(to, 0)) {
		h.badShape++
		return nil
	}
	hours := map[record.StageKind]float64{
		record.Light: n.Core, record.Deep: n.Deep, record.REM: n.REM, record.Awake: n.Awake,
		record.Asleep: max(n.TotalSleep, n.Asleep) - n.Core - n.Deep - n.REM,
	}
	totals := map[record.StageKind]int{}
	slept := 0
	for kind, x := range hours {
		if s := int(math.Round(x * 3600)); s > 0 && s <= longest {
			totals[kind] = s
			if kind != record.Awake {
				slept += s
			}
		}
	}
	if slept == 0 {
		h.out.drop(dropNoSleep, 1)
		return nil
	}
	t.nights = append(t.nights, record.SleepSession{
		Start: time.Unix(from, 0).UTC(), End: time.Unix(to, 0).UTC(), Offset: &offset, Totals: totals,
	})
	return h.keep(8)
}

// haeWorkout is a workout. Older versions of the app name the energy and the heart rates otherwise.
type haeWorkout struct {
	Name     string         `json:"name"`
	Start    string         `json:"start"`
	End      string         `json:"end"`
	Duration float64        `json:"duration"` // s
	Distance jsontext.Value `json:"distance"`
	Active   jsontext.Value `json:"activeEnergyBurned"`
	Energy   jsontext.Value `json:"activeEnergy"`
	AvgHR    jsontext.Value `json:"avgHeartRate"`
	MaxHR    jsontext.Value `json:"maxHeartRate"`
	HR       struct {
		Avg jsontext.Value `json:"avg"`
		Max jsontext.Value `json:"max"`
	} `json:"heartRate"`
	HRData []jsontext.Value `json:"heartRateData"`
}

// workout takes a workout. It names no source but in its heart rates, which are means of a minute or more: they are no series of a workout,
// second by second, but some of the day's.
func (h *hae) workout(x *haeWorkout) error {
	from, offset, ok := h.times.unix([]byte(x.Start))
	to, _, ok2 := h.times.unix([]byte(x.End))
	if !ok || !ok2 {
		h.badShape++
		return nil
	}
	t, err := h.track(h.sourceOf(sourceIn(x.HRData)), nil)
	if err != nil {
		return err
	}
	w := record.Workout{
		Start: time.Unix(from, 0).UTC(), End: time.Unix(to, 0).UTC(), Offset: &offset, TimerS: max(x.Duration, 0),
		DistanceM: aboveZero(haeQuantity(x.Distance).metres()), Kcal: aboveZero(haeQuantity(x.Active, x.Energy).kcal()),
		AvgHR: beats(haeQuantity(x.HR.Avg, x.AvgHR)), MaxHR: beats(haeQuantity(x.HR.Max, x.MaxHR)),
	}
	w.Sport, w.SubSport = healthSport(h.sports, x.Name)
	for _, raw := range x.HRData {
		if err := h.value(raw, healthHeart, func(bpm float64) float64 { return bpm }); err != nil {
			return err
		}
	}
	return h.work(t, w)
}

// sourceIn is the first source that some values name, "" if none does.
func sourceIn(all []jsontext.Value) string {
	for _, raw := range all {
		for m := (members{object: raw}); ; {
			name, value, more := m.next()
			if !more {
				break
			}
			if text := jsonText(value); string(name) == "source" && len(text) > 0 {
				return string(text)
			}
		}
	}
	return ""
}

// haeQuantity is the first of some values that is one with a unit: {"qty": 410, "units": "kcal"}.
func haeQuantity(values ...jsontext.Value) quantity {
	for _, raw := range values {
		var v struct {
			Qty   jsontext.Value `json:"qty"`
			Units string         `json:"units"`
		}
		if len(raw) > 0 && json.Unmarshal(raw, &v, jsonOptions()) == nil && len(v.Qty) > 0 {
			return quantity{v.Qty, v.Units}
		}
	}
	return quantity{}
}
