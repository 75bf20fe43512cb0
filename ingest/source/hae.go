package source

import (
	"bytes"
	"context"
	"strings"

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
			h := &hae{health: newHealth(f, out), steps: map[haeDay]float64{}}
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
	in     *perElement
	joined bool // a count of steps names several devices
	steps  map[haeDay]float64
	names  map[haeName]*healthTrack
}

// haeDay is a local day of a source, as it is named.
type haeDay struct {
	source string
	day    record.Date
}

// haeName is a source, as it is named, in one offset.
type haeName struct {
	source string
	offset int
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
					return eachValue(h, d, h.workout)
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
			h.in.left = mostElement
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
	switch name {
	case "sleep_analysis":
		return eachValue(h, d, h.night)
	case "step_count":
		return eachValue(h, d, h.stepped)
	case "heart_rate":
		return eachValue(h, d, func(v *haeValue) error {
			if v.Qty == nil {
				v.Qty = v.Avg
			}
			return h.value(v, healthHeart, func(x float64) float64 { return perMinute(x, unit) })
		})
	case "heart_rate_variability":
		return eachValue(h, d, func(v *haeValue) error {
			return h.value(v, healthSDNN, func(x float64) float64 { return 1000 * milliseconds(x, unit) })
		})
	case "respiratory_rate":
		return eachValue(h, d, func(v *haeValue) error {
			return h.value(v, healthResp, func(x float64) float64 { return 100 * perMinute(x, unit) })
		})
	case "blood_oxygen_saturation":
		return eachValue(h, d, func(v *haeValue) error { return h.value(v, healthSpO2, percent) })
	case "weight_body_mass":
		if _, ok := kilograms(1, unit); ok {
			return eachValue(h, d, func(v *haeValue) error {
				return h.value(v, healthWeight, func(x float64) float64 { kg, _ := kilograms(x, unit); return 1000 * kg })
			})
		}
	case "resting_heart_rate":
		return eachValue(h, d, h.resting)
	}
	return h.list(d, func() error { h.unused++; return h.skip(d) })
}

// haeValue is one value of a metric.
type haeValue struct {
	Date   string   `json:"date"`
	Qty    *float64 `json:"qty"`
	Avg    *float64 `json:"Avg"`
	Source string   `json:"source"`
}

// value takes a value as one of a series.
func (h *hae) value(v *haeValue, kind healthKind, convert func(float64) float64) error {
	at, offset, ok := h.times.unix([]byte(v.Date))
	if !ok || v.Qty == nil {
		h.badShape++
		return nil
	}
	t, err := h.named(v.Source, offset)
	if err != nil {
		return err
	}
	return h.sample(t, kind, at, convert(*v.Qty))
}

func (h *hae) resting(v *haeValue) error {
	at, offset, ok := h.times.unix([]byte(v.Date))
	if !ok || v.Qty == nil {
		h.badShape++
		return nil
	}
	t, err := h.named(v.Source, offset)
	if err != nil {
		return err
	}
	return h.rest(t, healthResting{from: at, to: at, written: at, bpm: *v.Qty}, offset)
}

// stepped takes the steps of a stretch that begins at its date. Where several devices counted, the app has the total of Apple Health, which counts
// each stretch once; then that is what all its counts are.
func (h *hae) stepped(v *haeValue) error {
	const most = 1_000_000 // steps
	at, offset, ok := h.times.unix([]byte(v.Date))
	if !ok || v.Qty == nil || *v.Qty < 0 || *v.Qty > most {
		h.badShape++
		return nil
	}
	h.joined = h.joined || strings.Contains(v.Source, "|")
	k := haeDay{v.Source, record.Date((at + int64(offset)) / (24 * 3600))}
	if _, ok := h.steps[k]; !ok {
		if err := h.keep(4); err != nil {
			return err
		}
	}
	h.steps[k] += *v.Qty
	return nil
}

// walked files the steps by source and day.
func (h *hae) walked() error {
	for k, n := range h.steps {
		src := healthTotal(h.file)
		if !h.joined {
			src = healthSource(h.file, h.apps, k.source, "")
		}
		t, err := h.track(src, nil)
		if err != nil {
			return err
		}
		t.step(k.day, float64(int(n+.5)))
	}
	return nil
}

// named is the track of a source, or of several that are joined, in one offset.
func (h *hae) named(source string, offset int) (*healthTrack, error) {
	k := haeName{source, offset}
	if t := h.names[k]; t != nil {
		return t, nil
	}
	t, err := h.track(healthSource(h.file, h.apps, watchOf(source), ""), &k.offset)
	if err == nil && len(h.names) < mostTracks {
		if h.names == nil {
			h.names = map[haeName]*healthTrack{}
		}
		h.names[k] = t
	}
	return t, err
}
