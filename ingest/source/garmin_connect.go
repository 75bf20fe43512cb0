package source

import (
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminConnectSource reads the answers of Garmin Connect as unofficial tools leave them: one of its JSON bodies a file, or a list of such.
func garminConnectSource() Source {
	return Source{
		Name:  "garmin_connect",
		Title: "JSON of Garmin Connect, as unofficial tools leave it",
		Match: func(head []byte) bool { return garminBody(head) != nil },
		Decode: func(_ context.Context, f File, out *Report) error {
			in := plainText(f.Reader())
			head, _ := in.Peek(headSize) // what is wrong with it is told again by the reading
			read := garminBody(head)
			if read == nil {
				return rejected("%s: its keys are none that are known", unknownFormat)
			}
			src := record.Source{Key: f.SourceKey("Garmin", "", ""), Maker: "Garmin"}
			f.Data, f.Size, f.stream = nil, 0, in
			c := &garminConnect{out: out, g: gather(out), log: byDate{}}
			if err := read(c, f); err != nil {
				return err
			}
			c.stress.into(c.g.days, record.Stress)
			c.battery.into(c.g.days, record.BodyBattery)
			if err := c.g.emit(f, src); err != nil {
				return err
			}
			// Sets stand in a record of their own, as a training log's do: the session they belong to is in another file.
			return c.log.emit(f, record.Source{Key: f.SourceKey("Garmin", "Connect sets", ""), Maker: "Garmin", Model: "Connect sets"}, nil)
		},
	}
}

// garminBody finds what reads a body by its keys; nil if it is none of Garmin Connect's.
func garminBody(head []byte) func(*garminConnect, File) error {
	switch {
	case !jsonHead(head):
		return nil
	case jsonHead(head, "dailySleepDTO", "sleepStartTimestampGMT"):
		return (*garminConnect).nights
	case jsonHead(head, "calendarDate", "heartRateValues", "startTimestampGMT"):
		return (*garminConnect).rates
	case jsonHead(head, "hrvSummary", "lastNightAvg"):
		return (*garminConnect).variability
	case jsonHead(head, "hrvSummaries", "lastNightAvg"):
		return (*garminConnect).summaries
	case jsonHead(head, "calendarDate", "stressValuesArray", "startTimestampGMT"):
		return (*garminConnect).stresses
	case jsonHead(head, "calendarDate", "totalSteps", "lastSevenDaysAvgRestingHeartRate"):
		return (*garminConnect).days
	case jsonHead(head, "calendarDate", "totalSteps", "totalDistance", "stepGoal"):
		return (*garminConnect).days
	case jsonHead(head, "activityId", "exerciseSets", "setType"):
		return (*garminConnect).sets
	case jsonHead(head, "activityId", "summaryDTO", "activityTypeDTO"):
		return (*garminConnect).activity
	case jsonHead(head, "activityId", "startTimeGMT", "startTimeLocal", "activityType", "typeKey"):
		return (*garminConnect).activities
	case jsonHead(head, "dateWeightList", "totalAverage"):
		return func(c *garminConnect, f File) error { return c.weights(f, "dateWeightList") }
	case jsonHead(head, "dailyWeightSummaries", "totalAverage"):
		return func(c *garminConnect, f File) error { return c.weights(f, "dailyWeightSummaries", "allWeightMetrics") }
	}
	return nil
}

// garminConnect is what a file says.
type garminConnect struct {
	out     *Report
	g       *gathered
	log     byDate // sessions of sets
	stress  allDay
	battery allDay
}

type garminSleepBody struct {
	Night  garminSleep `json:"dailySleepDTO"`
	Levels []struct {
		Start garminTime  `json:"startGMT"`
		End   garminTime  `json:"endGMT"`
		Level looseNumber `json:"activityLevel"`
	} `json:"sleepLevels"`
	Naps  []garminNap `json:"dailyNapDTOS"`
	Rates []struct {
		Value looseNumber `json:"value"`
		At    garminTime  `json:"startGMT"`
	} `json:"sleepHeartRate"`
	HRV []struct {
		Value looseNumber `json:"value"` // ms
		At    garminTime  `json:"startGMT"`
	} `json:"hrvData"`
	RMSSD looseNumber `json:"avgOvernightHrv"` // ms
	RHR   looseNumber `json:"restingHeartRate"`
}

func (c *garminConnect) nights(f File) error {
	return eachJSON(f.Reader(), c.out, func(n *garminSleepBody) error {
		for i := range n.Naps {
			if s, ok := n.Naps[i].session(); ok {
				c.g.sleep(s)
			}
		}
		d, ok := dateCell(n.Night.Date)
		if !ok || n.Night.Start.IsZero() || n.Night.End.IsZero() {
			c.out.drop(dropStub, 1) // a night without the watch
			return nil
		}
		s := n.Night.session()
		if stages := n.stages(s.Start, s.End, c.out); asleep(stages) {
			s.Stages, s.Totals = stages, nil
		}
		c.g.sleep(s)
		for _, r := range n.Rates {
			c.rate(r.At, r.Value)
		}
		for _, h := range n.HRV {
			if h.Value.Known && !h.At.IsZero() {
				c.g.window(h.At.Unix(), h.Value.V)
			}
		}
		if n.RMSSD.Known && n.RMSSD.V > 0 {
			c.g.rmssdOn(d, n.RMSSD.V)
		}
		garminRate(c.g, c.out, d, record.VendorRHR, n.RHR)
		return nil
	})
}

// stages is the course of a night; its numbers of stages are not those of FIT.
func (n *garminSleepBody) stages(start, end time.Time, out *Report) []record.Stage {
	var segs []segment
	for _, l := range n.Levels {
		kind, ok := garminStage(l.Level)
		from, to := max(l.Start.Unix(), start.Unix()), min(l.End.Unix(), end.Unix())
		if ok && from < to {
			segs = append(segs, segment{from, to, kind})
		} else {
			out.drop(dropShape, 1)
		}
	}
	return sessionOf(start.Unix(), end.Unix(), inOrder(segs)).Stages
}

func garminStage(level looseNumber) (record.StageKind, bool) {
	switch {
	case !level.Known:
		return "", false
	case level.V == 0:
		return record.Deep, true
	case level.V == 1:
		return record.Light, true
	case level.V == 2:
		return record.REM, true
	case level.V == 3:
		return record.Awake, true
	}
	return record.Unknown, true
}

// rate takes a heart rate; where the watch had none stands null.
func (c *garminConnect) rate(at garminTime, bpm looseNumber) {
	switch {
	case at.IsZero():
		c.out.drop(dropTime, 1)
	case !bpm.Known || bpm.V == 0:
		c.out.drop(dropUnworn, 1)
	default:
		c.g.rate(at.Unix(), bpm.V)
	}
}
