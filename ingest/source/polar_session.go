package source

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// polarSession is a training session.
type polarSession struct {
	Start    string      `json:"startTime"` // local
	Offset   *int        `json:"timezoneOffsetMinutes"`
	Millis   float64     `json:"durationMillis"`
	Stop     string      `json:"stopTime"` // local
	Distance looseNumber `json:"distanceMeters"`
	Kcal     looseNumber `json:"calories"`
	AvgHR    looseNumber `json:"hrAvg"`
	MaxHR    looseNumber `json:"hrMax"`
	Sport    struct {
		ID string `json:"id"`
	} `json:"sport"`
	Exercises []struct {
		Start   string `json:"startTime"`
		Offset  *int   `json:"timezoneOffsetMinutes"`
		Samples struct {
			Samples []polarSamples `json:"samples"`
		} `json:"samples"`
	} `json:"exercises"`
}

type polarSamples struct {
	Type   string         `json:"type"`
	Millis int64          `json:"intervalMillis"`
	Values jsontext.Value `json:"values"` // numbers; "NaN" where nothing was measured
}

func (p *polar) session(f File) error {
	return eachJSON(f.Reader(), p.out, func(s *polarSession) error {
		start, ok := polarTime(s.Start, s.Offset)
		stop, known := polarTime(s.Stop, s.Offset)
		if !ok || s.Millis < 0 || s.Millis > longest*1000 {
			p.out.drop(dropShape, 1)
			return nil
		}
		length := time.Duration(s.Millis) * time.Millisecond
		if !known || stop.Before(start) || stop.Sub(start) > longest*time.Second {
			stop = start.Add(length)
		}
		name := polarSport(s.Sport.ID)
		w := record.Workout{
			Start: start, End: stop, Offset: new(*s.Offset * 60), Sport: name.sport, SubSport: name.sub, TimerS: length.Seconds(),
			DistanceM: s.Distance.ptr(), Kcal: s.Kcal.ptr(), AvgHR: beatsPerMinute(s.AvgHR.V), MaxHR: beatsPerMinute(s.MaxHR.V),
		}
		hr := newColumn(0)
		for _, e := range s.Exercises {
			from, ok := polarTime(e.Start, e.Offset)
			for _, list := range e.Samples.Samples {
				if list.Type != "HEART_RATE" {
					continue
				}
				if !ok || from.Before(start) || list.Millis <= 0 || !p.rates(&hr, from.Sub(start), list) {
					p.out.drop(dropShape, 1)
				}
			}
		}
		w.HR = hr.series(start)
		p.g.workout(w)
		return nil
	})
}

// rates adds the heart rates of an exercise that begins so long after the session; false if they are no list.
func (p *polar) rates(hr *column, after time.Duration, list polarSamples) bool {
	return eachNumber(list.Values, func(i int, v float64) {
		p.sessionRate(hr, int64(after/time.Second)+int64(i)*list.Millis/1000, v)
	})
}

// sessionRate adds a heart rate of a session, at s after its start.
func (p *polar) sessionRate(hr *column, at int64, bpm float64) {
	switch n := hr.len(); {
	case bpm < record.MinHeartRate || bpm > record.MaxHeartRate:
		p.out.drop(dropRange, 1)
	case at < 0 || at > longest || n > 0 && at < int64(hr.t[n-1]):
		p.out.drop(dropFar, 1)
	default:
		hr.add(int32(at), int32(bpm+.5))
		p.out.count(kindHeartRate, 1)
	}
}

// polarTime is the instant of a local time with its offset in min.
func polarTime(local string, offset *int) (time.Time, bool) {
	w, ok := parseStamp(local)
	if !ok || w.Zoned || offset == nil || !sound(*offset*60) {
		return time.Time{}, false
	}
	return w.T.Add(-time.Duration(*offset) * time.Minute), true
}

// polarSport is FIT's name of Polar's number of a sport; both are "" of one whose meaning is not known.
func polarSport(id string) sport {
	switch id {
	case "1", "4": // 4: jogging
		return sport{"running", ""}
	case "2":
		return sport{"cycling", ""}
	case "3":
		return sport{"walking", ""}
	case "5":
		return sport{"cycling", "mountain"}
	case "11":
		return sport{"hiking", ""}
	case "15":
		return sport{"training", "strength_training"}
	case "17":
		return sport{"running", "treadmill"}
	case "18":
		return sport{"cycling", "indoor_cycling"}
	case "23":
		return sport{"swimming", ""}
	case "27":
		return sport{"running", "trail"}
	}
	return sport{}
}
