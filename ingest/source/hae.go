package source

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// haeSource reads what the iOS app Health Auto Export posts: metrics and workouts as JSON, in whichever order a phone writes the keys. The same may
// come several times. Its times name the offset in force, and its sources are those of Apple's own export.
func haeSource() Source {
	return Source{
		Name:  "health_auto_export",
		Title: "Health Auto Export (iOS): JSON of metrics and workouts",
		Match: isHealthAutoExport,
		Decode: func(_ context.Context, f File, out *Report) error {
			h := &hae{health: newHealth(f, out), steps: map[haeDay]float64{}, names: map[int]map[string]*healthTrack{}}
			if err := h.read(f); err != nil {
				return err
			}
			if err := h.walked(); err != nil {
				return err
			}
			return h.finish(nil)
		},
	}
}

// haeParts are the lists that an export can begin with.
func haeParts() []string {
	return []string{
		"metrics", "workouts", "symptoms", "ecg", "heartRateNotifications", "stateOfMind", "cycleTracking", "medications",
	}
}

// isHealthAutoExport tells an export by {"data": {"metrics": [ or another of its lists, and what must stand in a list that is not empty.
func isHealthAutoExport(head []byte) bool {
	const longest = 100 // bytes of the beginning, without blanks
	var begin []byte
	for _, c := range bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")) {
		if c > ' ' {
			begin = append(begin, c)
		}
		if len(begin) == longest {
			break
		}
	}
	rest, ok := bytes.CutPrefix(begin, []byte(`{"data":{"`))
	if !ok {
		return false
	}
	for _, part := range haeParts() {
		list, ok := bytes.CutPrefix(rest, []byte(part+`":[`))
		switch {
		case !ok:
		case bytes.HasPrefix(list, []byte("]")):
			return true
		case part == "metrics":
			return jsonHead(head, "data") && (jsonHead(head, "units") || jsonHead(head, "qty", "date"))
		case part == "workouts":
			return jsonHead(head, "start", "duration")
		default:
			return jsonHead(head, "start") || jsonHead(head, "date")
		}
	}
	return false
}

// hae reads one push.
type hae struct {
	*health
	times  healthTimes
	in     *bounded
	joined bool // a count of steps names several devices
	steps  map[haeDay]float64
	names  map[int]map[string]*healthTrack // by offset and source, as they are written
}

// haeDay is a local day of a source, as it is named.
type haeDay struct {
	source string
	day    record.Date
}

// read walks to the lists that are used. Of the others the elements are counted.
func (h *hae) read(f File) error {
	return h.json(f.Reader(), func(d *jsontext.Decoder) error {
		return h.object(d, func(name string) error {
			if name != "data" {
				return h.skip(d)
			}
			return h.object(d, func(name string) error {
				switch name {
				case "metrics":
					return h.list(d, func() error { return h.metric(d) })
				case "workouts":
					return h.each(d, shaped(h, h.workout))
				}
				return h.list(d, func() error { h.unused++; return h.skip(d) })
			})
		})
	})
}

// metric reads one metric, whose values may come before its name.
func (h *hae) metric(d *jsontext.Decoder) error {
	var name, unit string
	var early jsontext.Value
	err := h.object(d, func(key string) (err error) {
		switch {
		case key == "name":
			name, err = h.text(d)
		case key == "units":
			unit, err = h.text(d)
		case key == "data" && name != "" && unit != "":
			return h.values(d, name, unit)
		case key == "data":
			h.in.next()
			var v jsontext.Value
			v, err = d.ReadValue()
			early = bytes.Clone(v)
		default:
			return h.skip(d)
		}
		return err
	})
	if err != nil || early == nil {
		return err
	}
	return h.values(jsontext.NewDecoder(bytes.NewReader(early), jsonOptions()), name, unit)
}

// values reads the values of a metric one by one.
func (h *hae) values(d *jsontext.Decoder, name, unit string) error {
	series := func(kind healthKind, convert func(float64) float64) error {
		return h.each(d, func(raw []byte) error { return h.value(raw, kind, convert) })
	}
	switch name {
	case "sleep_analysis":
		return h.each(d, shaped(h, h.night))
	case "step_count":
		return h.each(d, h.stepped)
	case "heart_rate":
		return series(healthHeart, func(x float64) float64 { return perMinute(x, unit) })
	case "heart_rate_variability":
		return series(healthSDNN, func(x float64) float64 { return 1000 * milliseconds(x, unit) })
	case "respiratory_rate":
		return series(healthResp, func(x float64) float64 { return 100 * perMinute(x, unit) })
	case "blood_oxygen_saturation":
		return series(healthSpO2, percent)
	case "weight_body_mass":
		if _, ok := kilograms(1, unit); ok {
			return series(healthWeight, func(x float64) float64 { kg, _ := kilograms(x, unit); return 1000 * kg })
		}
	case "resting_heart_rate":
		return h.each(d, h.resting)
	}
	return h.list(d, func() error { h.unused++; return h.skip(d) })
}

// haeValue is one value of a metric: {"date": …, "qty": 51, "source": …}, of a heart rate also {"Min": 50, "Avg": 61, "Max": 70}.
type haeValue struct {
	at     int64 // s since 1970
	offset int   // s east of UTC, as written
	v      float64
	source []byte // as it is written in JSON, with its quotes
}

// readValue reads a value, and counts one that is none.
func (h *hae) readValue(raw []byte) (v haeValue, ok bool) {
	var dated, valued bool
	for m := (members{object: raw}); ; {
		name, value, more := m.next()
		if !more {
			break
		}
		switch string(name) {
		case "date":
			v.at, v.offset, dated = h.times.unix(jsonText(value))
		case "qty", "Avg":
			if x, ok := plainNumber(value); ok {
				v.v, valued = x, true
			}
		case "source":
			v.source = value
		}
	}
	if !dated || !valued {
		h.badShape++
		return v, false
	}
	return v, true
}

// value takes a value as one of a series.
func (h *hae) value(raw []byte, kind healthKind, convert func(float64) float64) error {
	v, ok := h.readValue(raw)
	if !ok {
		return nil
	}
	t, err := h.named(v.source, v.offset)
	if err != nil {
		return err
	}
	return h.sample(t, kind, v.at, convert(v.v))
}

func (h *hae) resting(raw []byte) error {
	v, ok := h.readValue(raw)
	if !ok {
		return nil
	}
	t, err := h.named(v.source, v.offset)
	if err != nil {
		return err
	}
	return h.rest(t, healthResting{from: v.at, to: v.at, written: v.at, bpm: v.v}, v.offset)
}

// stepped takes the steps of a stretch that begins at its date. Where several devices counted, the app has the total of Apple Health, which counts
// each stretch once; then that is what all its counts are.
func (h *hae) stepped(raw []byte) error {
	const most = 1_000_000 // steps
	v, ok := h.readValue(raw)
	switch {
	case !ok:
		return nil
	case !inTime(time.Unix(v.at, 0)):
		h.badTime++
		return nil
	case v.v < 0 || v.v > most:
		h.badValue++
		return nil
	}
	source := string(jsonText(v.source))
	h.joined = h.joined || strings.Contains(source, "|")
	k := haeDay{source, record.Date((v.at + int64(v.offset)) / (24 * 3600))}
	if _, ok := h.steps[k]; !ok {
		if err := h.keep(4); err != nil {
			return err
		}
	}
	h.steps[k] += v.v
	return nil
}

// walked files the steps by source and day.
func (h *hae) walked() error {
	for k, n := range h.steps {
		src := healthTotal(h.file)
		if !h.joined {
			src = h.sourceOf(k.source)
		}
		t, err := h.track(src, nil)
		if err != nil {
			return err
		}
		t.step(k.day, float64(int(n+.5)))
	}
	return nil
}

// named is the track of a source, or of several that are joined, in one offset. The source is as it is written in JSON.
func (h *hae) named(source []byte, offset int) (*healthTrack, error) {
	of := h.names[offset]
	if t := of[string(source)]; t != nil {
		return t, nil
	}
	t, err := h.track(h.sourceOf(string(jsonText(source))), &offset)
	if err != nil {
		return nil, err
	}
	if of == nil {
		of = map[string]*healthTrack{}
		h.names[offset] = of
	}
	if len(of) < mostTracks {
		of[string(source)] = t
	}
	return t, nil
}

// sourceOf is the source of a value that names one, or several, of which the watch is preferred. What names none is of Apple Health.
func (h *hae) sourceOf(names string) record.Source {
	if strings.TrimSpace(names) == "" {
		return healthTotal(h.file)
	}
	list := strings.Split(names, "|")
	for _, n := range list {
		if appleModel(fold(n)) == "Watch" {
			return healthSource(h.file, h.apps, n, "")
		}
	}
	return healthSource(h.file, h.apps, list[0], "")
}
