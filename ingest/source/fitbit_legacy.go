package source

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// fitbitJSON tells a file of Global Export Data that says by itself what it is: nights, heart rates or resting heart rates. The others do not.
func fitbitJSON(head []byte) bool {
	return jsonHead(head, "logId", "dateOfSleep", "levels") || jsonHead(head, "dateTime", "value", "bpm", "confidence") ||
		jsonHead(head, "dateTime", "value", "date", "error")
}

// fitbitLegacy is an element of any of these files.
type fitbitLegacy struct {
	LogID  jsontext.Value `json:"logId"`
	Start  string         `json:"startTime"` // as the clock showed it
	End    string         `json:"endTime"`
	Asleep looseNumber    `json:"minutesAsleep"`
	Awake  looseNumber    `json:"minutesAwake"`
	Main   *bool          `json:"mainSleep"`
	Levels fitbitLevels   `json:"levels"`
	Sleep  string         `json:"dateOfSleep"`
	At     string         `json:"dateTime"` // UTC
	Value  jsontext.Value `json:"value"`
}

// fitbitValue is the value of a heart rate or of a resting heart rate.
type fitbitValue struct {
	BPM        looseNumber `json:"bpm"`
	Confidence looseNumber `json:"confidence"` // 0: off the wrist .. 3
	Date       string      `json:"date"`       // MM/DD/YY
	Value      looseNumber `json:"value"`
}

type fitbitLevels struct {
	Data  []fitbitLevel `json:"data"`
	Short []fitbitLevel `json:"shortData"` // short awakenings, on top of the others
}

type fitbitLevel struct {
	At      string      `json:"dateTime"` // as the clock showed it: some times come twice when it goes back
	Level   string      `json:"level"`
	Seconds looseNumber `json:"seconds"`
}

// legacy takes one element.
func (b *fitbit) legacy(e *fitbitLegacy) error {
	if e.Sleep != "" {
		if !b.told(e) {
			b.legacyNight(e)
		}
		return nil
	}
	v, ok := b.value.sound(e.Value)
	if !ok {
		b.out.drop(dropShape, 1)
		return nil
	}
	switch {
	case v.BPM.Known:
		at, ok := legacyTime(e.At)
		switch {
		case !ok:
			b.out.drop(dropTime, 1)
		case v.Confidence.Known && v.Confidence.V == 0:
			b.out.drop(dropUnworn, 1)
		default:
			b.rate(at.Unix(), v.BPM.V)
		}
	case v.Date == "" || !v.Value.Known || v.Value.V == 0: // padding up to a year
		b.out.drop(dropUnworn, 1)
	default:
		if at, ok := legacyTime(v.Date + " 00:00:00"); ok {
			b.dailyOn(record.DateOf(at), record.VendorRHR, v.Value.V)
		} else {
			b.out.drop(dropTime, 1)
		}
	}
	return nil
}

// legacyTime reads MM/DD/YY HH:MM:SS.
func legacyTime(s string) (time.Time, bool) {
	const layout = "MM/DD/YY HH:MM:SS"
	if len(s) != len(layout) || s[2] != '/' || s[5] != '/' || s[8] != ' ' || s[11] != ':' || s[14] != ':' {
		return time.Time{}, false
	}
	at, ok := parseStamp("20" + s[6:8] + "-" + s[:2] + "-" + s[3:5] + "T" + s[9:])
	return at.T, ok
}

// told tells whether UserSleeps has the night.
func (b *fitbit) told(e *fitbitLegacy) bool {
	if b.nights[string(e.LogID)] == nil {
		return false
	}
	b.out.drop(dropRepeated, 1)
	return true
}

// legacyNight takes a night whose times are those of a clock on the wall. Its stages are told by how long they last: the times of stages repeat
// themselves in the hour that the clock shows twice.
func (b *fitbit) legacyNight(e *fitbitLegacy) {
	start, ok1 := parseStamp(e.Start)
	end, ok2 := parseStamp(e.End)
	if !ok1 || !ok2 {
		b.out.drop(dropTime, 1)
		return
	}
	from := start.T.Unix()
	at := from
	var segs []segment
	for _, l := range e.Levels.Data {
		if n := int64(l.Seconds.V); n > 0 && n <= longest && at-from < longest {
			segs = append(segs, segment{at, at + n, sleepStage(l.Level)})
			at += n
		} else {
			b.out.drop(dropShape, 1)
		}
	}
	segs = overlaid(segs, b.awakenings(e, at == end.T.Unix()))
	s := sessionOf(from, end.T.Unix(), segs)
	s.ID, s.Nap = string(e.LogID), e.Main != nil && !*e.Main
	if len(s.Stages) == 0 {
		s.Totals = minuteTotals(e.Asleep.V, e.Awake.V)
	}
	b.wallSleep(s)
}

// awakenings are a night's short ones. In a night in which the clock moved their times do not tell where they were.
func (b *fitbit) awakenings(e *fitbitLegacy, steady bool) (segs []segment) {
	for _, l := range e.Levels.Short {
		at, ok := parseStamp(l.At)
		if n := int64(l.Seconds.V); ok && steady && n > 0 && n <= longest {
			segs = append(segs, segment{at.T.Unix(), at.T.Unix() + n, sleepStage(l.Level)})
		} else {
			b.out.drop(dropTime, 1)
		}
	}
	return inOrder(segs)
}

// overlaid is a line of segments with others on top of it; both are in order and do not overlap themselves.
func overlaid(under, over []segment) []segment {
	out := make([]segment, 0, len(under)+2*len(over))
	first := 0
	for _, u := range under {
		for first < len(over) && over[first].to <= u.from {
			first++
		}
		at := u.from
		for i := first; i < len(over) && over[i].from < u.to; i++ {
			o := segment{max(over[i].from, u.from), min(over[i].to, u.to), over[i].kind}
			if at < o.from {
				out = append(out, segment{at, o.from, u.kind})
			}
			out = append(out, o)
			at = o.to
		}
		if at < u.to {
			out = append(out, segment{at, u.to, u.kind})
		}
	}
	return out
}

// legacyStep takes the steps of a minute, which is stamped with its begin, UTC. They are put together of those of all devices.
func (b *fitbit) legacyStep(e *struct {
	At string      `json:"dateTime"`
	N  looseNumber `json:"value"`
},
) error {
	at, ok := legacyTime(e.At)
	if !ok || !e.N.Known {
		b.out.drop(dropShape, 1)
		return nil
	}
	b.steps.add(b.out, "", at.Unix()+fitbitMinute, e.N.V)
	return nil
}
