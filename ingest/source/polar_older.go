package source

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// polarOlder is a training session as exports wrote it before they had sport numbers: durations as text, every heart rate with its time.
type polarOlder struct {
	Start     string      `json:"startTime"` // local
	Stop      string      `json:"stopTime"`  // local
	Offset    *int        `json:"timeZoneOffset"`
	Duration  string      `json:"duration"`
	Distance  looseNumber `json:"distance"` // m
	Kcal      looseNumber `json:"kiloCalories"`
	AvgHR     looseNumber `json:"averageHeartRate"`
	MaxHR     looseNumber `json:"maximumHeartRate"`
	Exercises []struct {
		Sport   string `json:"sport"`
		Samples struct {
			Rates []struct {
				At    string      `json:"dateTime"` // local
				Value looseNumber `json:"value"`    // left out where nothing was measured
			} `json:"heartRate"`
		} `json:"samples"`
	} `json:"exercises"`
}

func (p *polar) older(f File) error {
	return eachJSON(f.Reader(), p.out, func(s *polarOlder) error {
		start, ok := polarTime(s.Start, s.Offset)
		seconds, known := isoDuration(s.Duration)
		if !ok || !known || seconds > longest {
			p.out.drop(dropShape, 1)
			return nil
		}
		stop, ok := polarTime(s.Stop, s.Offset)
		if !ok || stop.Before(start) || stop.Sub(start) > longest*time.Second {
			stop = start.Add(time.Duration(seconds * float64(time.Second)))
		}
		w := record.Workout{
			Start: start, End: stop, Offset: new(*s.Offset * 60), TimerS: seconds, DistanceM: s.Distance.ptr(), Kcal: s.Kcal.ptr(),
			AvgHR: beatsPerMinute(s.AvgHR.V), MaxHR: beatsPerMinute(s.MaxHR.V),
		}
		hr := newColumn(0)
		for i, e := range s.Exercises {
			if name := vendorSport(e.Sport); i == 0 {
				w.Sport, w.SubSport = name.sport, name.sub
			}
			for _, r := range e.Samples.Rates {
				at, ok := polarTime(r.At, s.Offset)
				if !ok {
					p.out.drop(dropShape, 1)
				} else if r.Value.Known {
					p.sessionRate(&hr, int64(at.Sub(start)/time.Second), r.Value.V)
				}
			}
		}
		w.HR = hr.series(start)
		p.g.workout(w)
		return nil
	})
}
