package source

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// polarSource reads the files of a Polar Flow export. Each stands for itself.
func polarSource() Source {
	return Source{
		Name:  "polar_flow",
		Title: "account exports of Polar Flow",
		Match: func(head []byte) bool { return polarFile(head) != nil },
		Decode: func(_ context.Context, f File, out *Report) error {
			in := plainText(f.Reader())
			head, _ := in.Peek(headSize) // what is wrong with it is told again by the reading
			read := polarFile(head)
			if read == nil {
				return rejected("%s: its keys are none that are known", unknownFormat)
			}
			f.Data, f.Size, f.stream = nil, 0, in
			p := &polar{out: out, g: gather(out)}
			if err := read(p, f); err != nil {
				return err
			}
			p.hr.into(p.g.wall, record.HeartRate)
			return p.g.emit(f, record.Source{Key: f.SourceKey("Polar", "", ""), Maker: "Polar"})
		},
	}
}

// polar is what a file says.
type polar struct {
	out    *Report
	g      *gathered
	hr     wallSeries
	device string // whose samples were read last
}

// polarFile finds what reads a file by its keys; nil if it is none of Polar's.
func polarFile(head []byte) func(*polar, File) error {
	switch {
	case !jsonHead(head):
		return nil
	case jsonHead(head, "night", "sleepResult", "hypnogram", "sleepStateChanges"):
		return (*polar).nights
	case jsonHead(head, "night", "meanNightlyRecoveryRmssd"):
		return (*polar).recovery
	case jsonHead(head, "deviceDays", "secondsFromDayStart", "heartRate"):
		return (*polar).days
	case jsonHead(head, "exportVersion", "summary", "stepCount", "physicalInformation"):
		return (*polar).activity
	case jsonHead(head, "exercises", "startTime", "stopTime", "timezoneOffsetMinutes", "durationMillis"):
		return (*polar).session
	case jsonHead(head, "exportVersion", "exercises", "startTime", "stopTime", "timeZoneOffset", "duration"):
		return (*polar).older
	case jsonHead(head, "exportVersion", "perceivedRecovery"), jsonHead(head, "exportVersion", "physicalInformations"):
		return (*polar).calendar
	}
	return nil
}

type polarNight struct {
	Night      string `json:"night"`
	Evaluation struct {
		Phases struct {
			Wake    string `json:"wake"`
			REM     string `json:"rem"`
			Light   string `json:"light"`
			Deep    string `json:"deep"`
			Unknown string `json:"unknown"`
		} `json:"phaseDurations"`
	} `json:"evaluation"`
	Result struct {
		Hypnogram struct {
			Start   string `json:"sleepStart"`
			End     string `json:"sleepEnd"`
			Changes []struct {
				After string `json:"offsetFromStart"`
				State string `json:"state"`
			} `json:"sleepStateChanges"`
		} `json:"hypnogram"`
	} `json:"sleepResult"`
}

func (p *polar) nights(f File) error {
	return eachJSON(f.Reader(), p.out, func(n *polarNight) error {
		h := &n.Result.Hypnogram
		start, ok1 := parseStamp(h.Start)
		end, ok2 := parseStamp(h.End)
		if !ok1 || !ok2 || !start.Zoned || !end.Zoned {
			p.out.drop(dropShape, 1)
			return nil
		}
		s := record.SleepSession{Start: start.T, End: end.T, Offset: end.Offset}
		var segs []segment
		length := int64(end.T.Sub(start.T) / time.Second)
		to := length // the last change, to WAKE, lies at the end or behind it
		for _, c := range slices.Backward(h.Changes) {
			from, ok := isoDuration(c.After)
			kind, known := polarStage(c.State)
			if ok && known {
				segs = append(segs, segment{int64(from), min(to, length), kind})
			} else {
				p.out.drop(dropShape, 1)
			}
			if to = length; ok {
				to = int64(from)
			}
		}
		slices.Reverse(segs) // of two at one time the order decides
		s.Stages = sessionOf(0, length, inOrder(segs)).Stages
		if len(segs) == 0 {
			s.Totals = n.totals()
		}
		p.g.sleep(s)
		return nil
	})
}

// totals are the s per stage of a night without its course.
func (n *polarNight) totals() map[record.StageKind]int {
	p, out := &n.Evaluation.Phases, map[record.StageKind]int{}
	for kind, text := range map[record.StageKind]string{
		record.Awake: p.Wake, record.REM: p.REM, record.Light: p.Light, record.Deep: p.Deep, record.Unknown: p.Unknown,
	} {
		if s, ok := isoDuration(text); ok && s > 0 {
			out[kind] = int(s)
		}
	}
	return out
}

func polarStage(state string) (record.StageKind, bool) {
	switch state {
	case "WAKE":
		return record.Awake, true
	case "NONREM1", "NONREM2":
		return record.Light, true
	case "NONREM3":
		return record.Deep, true
	case "REM":
		return record.REM, true
	case "UNKNOWN":
		return record.Unknown, true
	}
	return "", false
}

// isoDuration reads an ISO 8601 duration of hours, minutes and seconds ("PT7H30M", "PT27000S", "PT1.5S"), in s.
func isoDuration(s string) (float64, bool) {
	rest, ok := strings.CutPrefix(s, "PT")
	if !ok || rest == "" {
		return 0, false
	}
	total := 0.0
	for _, unit := range []struct {
		name byte
		s    float64
	}{{'H', 3600}, {'M', 60}, {'S', 1}} {
		number, after, found := strings.Cut(rest, string(unit.name))
		if !found {
			continue
		}
		v, ok := plainNumber(number)
		if !ok || v < 0 {
			return 0, false
		}
		total, rest = total+v*unit.s, after
	}
	return total, rest == "" && total < 1e9
}

type polarDay struct {
	Device  string         `json:"deviceId"`
	Date    string         `json:"date"`
	Samples jsontext.Value `json:"samples"` // objects of a heart rate and the second of the day
}

// polarSample is a heart rate.
type polarSample struct {
	second int64 // of the day
	bpm    float64
}

// samples reads the samples of a day into a buffer.
func (p *polar) samples(d *polarDay, into []polarSample) []polarSample {
	const most = 26 * 3600 // s of a day on which the clock goes back
	isList := eachFlat(d.Samples, func(object []byte) {
		bpm, ok1 := flatNumber(object, `"heartRate"`)
		s, ok2 := flatNumber(object, `"secondsFromDayStart"`)
		if ok1 && ok2 && s >= 0 && s < most {
			into = append(into, polarSample{int64(s), bpm})
		} else {
			p.out.drop(dropShape, 1)
		}
	})
	if !isList {
		p.out.drop(dropShape, 1)
	}
	return into
}

// days reads 247ohr: the seconds are what the clock showed, in order. Where they exceed a day they count what passed since its midnight.
func (p *polar) days(f File) error {
	var list []polarSample
	return eachJSON(f.Reader(), p.out, func(d *polarDay) error {
		date, ok := dateCell(d.Date)
		if !ok {
			p.out.drop(dropShape, 1)
			return nil
		}
		if d.Device != p.device {
			p.hr.last, p.hr.until, p.device = 0, 0, d.Device // its clock is another
		}
		list = p.samples(d, list[:0])
		var passed allDay
		add := p.hr.addAt
		if slices.ContainsFunc(list, func(s polarSample) bool { return s.second >= 24*3600 }) {
			add = passed.addAt
		}
		midnight, n := date.Time().Unix(), 0
		for _, s := range list {
			switch {
			case s.bpm < record.MinHeartRate || s.bpm > record.MaxHeartRate:
				p.out.drop(dropRange, 1)
			case !add(midnight+s.second, int32(s.bpm+.5)):
				p.out.drop(dropTime, 1)
			default:
				n++
			}
		}
		p.out.count(kindHeartRate, n)
		p.elapsed(date, &passed)
		return nil
	}, "deviceDays")
}

// elapsed takes the samples of a date by the seconds that passed since its midnight.
func (p *polar) elapsed(date record.Date, passed *allDay) {
	passed.split(func(d record.Date, s record.Series) {
		late := int32(s.Start.Sub(date.Time()) / time.Second)
		for i := range s.T {
			s.T[i] += late
		}
		s.Start = date.Time()
		r := p.g.wall.at(d)
		r.Samples = append(r.Samples, record.Samples{Kind: record.HeartRate, Clock: record.Elapsed, Series: s})
	})
}
