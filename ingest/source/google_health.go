package source

import (
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// googleSource reads lists of data points of the Google Health API v4, the successor of Fitbit's. Its shapes are those that programs written
// against it read.
func googleSource() Source {
	return Source{
		Name:  "google_health",
		Title: "Google Health API v4: lists of data points",
		Match: func(head []byte) bool {
			return jsonHead(head, "dataPoints") && !jsonHead(head, "dataTypeName") // Google Fit's
		},
		Decode: func(_ context.Context, f File, out *Report) error {
			g := &google{gathered: gather(out), steps: steps{}}
			if err := eachJSON(f.Reader(), out, g.on, "dataPoints"); err != nil {
				return err
			}
			if err := g.emit(f, fitbitDevice(f, "")); err != nil {
				return err
			}
			return g.steps.emit(f, fitbitDevice)
		},
	}
}

// fitbitDevice is the source of what Fitbit's devices measured, by whichever way it came; that of steps names the device, for those of two are
// not to be added up.
func fitbitDevice(f File, model string) record.Source {
	return record.Source{Key: f.SourceKey("Fitbit", model, ""), Maker: "Fitbit", Model: model}
}

type google struct {
	*gathered
	clock instants
	steps steps
}

// googlePoint is a data point of any type; the type is the one field that is there.
type googlePoint struct {
	Source struct {
		Platform string `json:"platform"`
		Device   struct {
			Name string `json:"displayName"`
		} `json:"device"`
	} `json:"dataSource"`

	Sleep     *googleSleep `json:"sleep"`
	HeartRate *struct {
		At  googleTime  `json:"sampleTime"`
		BPM looseNumber `json:"beatsPerMinute"`
	} `json:"heartRate"`
	RHR *struct {
		Date googleDate  `json:"date"`
		BPM  looseNumber `json:"beatsPerMinute"`
	} `json:"dailyRestingHeartRate"`
	HRV *struct {
		At    googleTime  `json:"sampleTime"`
		RMSSD looseNumber `json:"rootMeanSquareOfSuccessiveDifferencesMilliseconds"`
	} `json:"heartRateVariability"`
	DailyHRV *struct {
		Date googleDate  `json:"date"`
		MS   looseNumber `json:"averageHeartRateVariabilityMilliseconds"` // rMSSD
	} `json:"dailyHeartRateVariability"`
	Steps *struct {
		Span  googleSpan  `json:"interval"`
		Count looseNumber `json:"count"`
	} `json:"steps"`
	Weight *struct {
		At    googleTime  `json:"sampleTime"`
		Grams looseNumber `json:"weightGrams"`
	} `json:"weight"`
	Exercise *googleExercise `json:"exercise"`
}

// googleTime is an instant and the offset in force then ("7200s").
type googleTime struct {
	Time   string `json:"physicalTime"`
	Offset string `json:"utcOffset"`
}

// googleSpan is a stretch of time; each end has its own offset.
type googleSpan struct {
	Start       string `json:"startTime"`
	StartOffset string `json:"startUtcOffset"`
	End         string `json:"endTime"`
	EndOffset   string `json:"endUtcOffset"`
}

type googleDate struct {
	Year  int `json:"year"`
	Month int `json:"month"`
	Day   int `json:"day"`
}

type googleSleep struct {
	Span   googleSpan `json:"interval"`
	Stages []struct {
		Start string `json:"startTime"`
		End   string `json:"endTime"`
		Type  string `json:"type"`
	} `json:"stages"`
	Metadata struct {
		Nap bool `json:"nap"`
	} `json:"metadata"`
	Summary struct {
		Asleep looseNumber `json:"minutesAsleep"`
		Awake  looseNumber `json:"minutesAwake"`
	} `json:"summary"`
}

type googleExercise struct {
	Span    googleSpan `json:"interval"`
	Type    string     `json:"exerciseType"`
	Name    string     `json:"displayName"`
	Active  string     `json:"activeDuration"` // "3600s"
	Metrics struct {
		Kcal     looseNumber `json:"caloriesKcal"`
		Distance looseNumber `json:"distanceMillimeters"`
		Average  looseNumber `json:"averageHeartRateBeatsPerMinute"`
	} `json:"metricsSummary"`
}

// on takes one point. What Health Connect gave is what another source has measured.
func (g *google) on(p *googlePoint) error {
	if p.Source.Platform == "HEALTH_CONNECT" {
		g.out.drop(dropRoundTrip, 1)
		return nil
	}
	switch {
	case p.HeartRate != nil:
		if at, ok := g.known(p.HeartRate.At.Time, p.HeartRate.BPM); ok {
			g.rate(at, p.HeartRate.BPM.V)
		}
	case p.Sleep != nil:
		g.night(p.Sleep)
	case p.RHR != nil:
		if d, ok := p.RHR.Date.date(); ok && p.RHR.BPM.Known {
			g.dailyOn(d, record.VendorRHR, p.RHR.BPM.V)
		} else {
			g.out.drop(dropShape, 1)
		}
	case p.HRV != nil:
		if at, ok := g.known(p.HRV.At.Time, p.HRV.RMSSD); ok {
			g.window(at, p.HRV.RMSSD.V)
		}
	case p.DailyHRV != nil:
		if d, ok := p.DailyHRV.Date.date(); ok && p.DailyHRV.MS.Known {
			g.rmssdOn(d, p.DailyHRV.MS.V)
		} else {
			g.out.drop(dropShape, 1)
		}
	case p.Steps != nil:
		if at, ok := g.known(p.Steps.Span.End, p.Steps.Count); ok {
			g.steps.add(g.out, p.Source.Device.Name, at, p.Steps.Count.V)
		}
	case p.Weight != nil:
		if at, ok := g.known(p.Weight.At.Time, p.Weight.Grams); ok {
			g.daily(time.Unix(at, 0).UTC(), offsetOf(p.Weight.At.Offset), record.BodyWeight, p.Weight.Grams.V/1000)
		}
	case p.Exercise != nil:
		g.exercise(p.Exercise)
	}
	return nil
}

// known is a point's time in s since 1970, if it has a time and a value.
func (g *google) known(at string, v looseNumber) (int64, bool) {
	unix, ok := g.clock.unixOf(at)
	if !ok || !v.Known {
		g.out.drop(dropShape, 1)
	}
	return unix, ok && v.Known
}

// offsetOf is an offset as text, nil if none is stated.
func offsetOf(s string) *int {
	if off, ok := parseOffset(s); ok && s != "" {
		return &off
	}
	return nil
}

func (d googleDate) date() (record.Date, bool) {
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return record.DateOf(t), inTime(t) && t.Day() == d.Day
}

// sleepStage reads the stages of Fitbit and Google; restless is awake, as their own sums count it.
func sleepStage(name string) record.StageKind {
	switch name {
	case "AWAKE", "WAKE", "RESTLESS", "wake", "awake", "restless":
		return record.Awake
	case "LIGHT", "light":
		return record.Light
	case "DEEP", "deep":
		return record.Deep
	case "REM", "rem":
		return record.REM
	case "ASLEEP", "asleep":
		return record.Asleep
	}
	return record.Unknown
}

func (g *google) night(s *googleSleep) {
	start, ok1 := g.clock.unixOf(s.Span.Start)
	end, ok2 := g.clock.unixOf(s.Span.End)
	if !ok1 || !ok2 {
		g.out.drop(dropTime, 1)
		return
	}
	segs := make([]segment, 0, len(s.Stages))
	for i := range s.Stages {
		from, ok1 := g.clock.unixOf(s.Stages[i].Start)
		to, ok2 := g.clock.unixOf(s.Stages[i].End)
		if from, to = max(from, start), min(to, end); ok1 && ok2 && from < to {
			segs = append(segs, segment{from, to, sleepStage(s.Stages[i].Type)})
		} else {
			g.out.drop(dropShape, 1)
		}
	}
	session := sessionOf(start, end, inOrder(segs))
	session.Offset, session.Nap = offsetOf(s.Span.EndOffset), s.Metadata.Nap
	if len(segs) == 0 {
		session.Totals = minuteTotals(s.Summary.Asleep.V, s.Summary.Awake.V)
	}
	g.sleep(session)
}

// minuteTotals are the totals of a sleep of which only minutes asleep and awake are told.
func minuteTotals(asleep, awake float64) map[record.StageKind]int {
	return map[record.StageKind]int{
		record.Asleep: int(min(max(asleep, 0)*60, longest)), record.Awake: int(min(max(awake, 0)*60, longest)),
	}
}

func (g *google) exercise(e *googleExercise) {
	start, ok1 := g.clock.unixOf(e.Span.Start)
	end, ok2 := g.clock.unixOf(e.Span.End)
	if !ok1 || !ok2 {
		g.out.drop(dropTime, 1)
		return
	}
	kind := vendorSport(e.Type)
	if kind == (sport{}) {
		kind = vendorSport(e.Name)
	}
	w := record.Workout{
		Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC(), Offset: offsetOf(e.Span.StartOffset), Sport: kind.sport, SubSport: kind.sub,
		TimerS: max(0, float64(end-start)), Kcal: e.Metrics.Kcal.ptr(), AvgHR: e.Metrics.Average.ptr(),
	}
	if v, ok := seconds(e.Active); ok && v <= w.TimerS {
		w.TimerS = v
	}
	if m := e.Metrics.Distance.V / 1000; m > 0 {
		w.DistanceM = &m
	}
	g.workout(w)
}

// seconds reads a duration as Google writes it: "3600s", "3600.5s".
func seconds(s string) (float64, bool) {
	if len(s) < 2 || s[len(s)-1] != 's' {
		return 0, false
	}
	v, ok := plainNumber(s[:len(s)-1])
	return v, ok && v > 0
}
