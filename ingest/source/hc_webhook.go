package source

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// webhookSource reads what the Android app HC Webhook posts of Health Connect (FORMATS.md 3.9): instants without a zone, most of them sent again
// with the next post.
func webhookSource() Source {
	lists := []string{
		"steps", "sleep", "heart_rate", "heart_rate_variability", "resting_heart_rate", "respiratory_rate", "oxygen_saturation", "exercise", "weight",
	}
	return Source{
		Name:  "hc_webhook",
		Title: "what the Android app HC Webhook posts of Health Connect (JSON)",
		Match: func(head []byte) bool {
			object := bytes.HasPrefix(bytes.TrimLeft(plainHead(head), " \t\r\n"), []byte("{"))
			return object && jsonHead(head, "timestamp", "app_version") && slices.ContainsFunc(lists, func(k string) bool { return jsonHead(head, k) })
		},
		Decode: func(_ context.Context, f File, out *Report) error {
			b, err := readWhole(f, mostElement)
			if err != nil {
				return err
			}
			p, err := readHook(b, out)
			if err != nil {
				return err
			}
			h := &hook{f: f, out: out, apps: map[string]*hookApp{}}
			return h.decode(p)
		},
	}
}

func plainHead(head []byte) []byte { return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")) }

// hookPayload is one post.
type hookPayload struct {
	Steps       []hookSteps    `json:"steps"`
	Sleep       []hookSleep    `json:"sleep"`
	Heart       []hookValue    `json:"heart_rate"`
	Variability []hookValue    `json:"heart_rate_variability"`
	Resting     []hookValue    `json:"resting_heart_rate"`
	Breath      []hookValue    `json:"respiratory_rate"`
	Oxygen      []hookValue    `json:"oxygen_saturation"`
	Weight      []hookValue    `json:"weight"`
	Exercise    []hookExercise `json:"exercise"`
}

// hookOrigin says which application wrote something; posts of older versions do not.
type hookOrigin struct {
	App string `json:"data_origin"`
}

// hookValue is a value at an instant. Where the app is set to send one for several minutes it is their average.
type hookValue struct {
	Time   string      `json:"time"`
	BPM    looseNumber `json:"bpm"`
	RMSSD  looseNumber `json:"rmssd_millis"`
	Rate   looseNumber `json:"rate"`
	Share  looseNumber `json:"percentage"`
	Kg     looseNumber `json:"kilograms"`
	Avg    looseNumber `json:"avg"`
	Origin hookOrigin  `json:"metadata"`
}

// value is the one number that it has.
func (v *hookValue) value() (float64, bool) {
	for _, n := range []looseNumber{v.BPM, v.RMSSD, v.Rate, v.Share, v.Kg, v.Avg} {
		if n.Known {
			return n.V, true
		}
	}
	return 0, false
}

type hookSteps struct {
	Count  looseNumber `json:"count"`
	Start  string      `json:"start_time"`
	End    string      `json:"end_time"`
	Origin hookOrigin  `json:"metadata"`
}

// hookSleep is a session: its end and its length, no start.
type hookSleep struct {
	End    string      `json:"session_end_time"`
	Length looseNumber `json:"duration_seconds"`
	Stages []hookStage `json:"stages"`
	Origin hookOrigin  `json:"metadata"`
}

type hookStage struct {
	Stage hookName `json:"stage"`
	Start string   `json:"start_time"`
	End   string   `json:"end_time"`
}

type hookExercise struct {
	Kind     hookName    `json:"type"`
	Start    string      `json:"start_time"`
	End      string      `json:"end_time"`
	Distance looseNumber `json:"distance_meters"`
	Origin   hookOrigin  `json:"metadata"`
}

// hookName is a constant of Jetpack: its number, as a text or not, or its name.
type hookName string

// UnmarshalJSON implements the interface of encoding/json.
func (n *hookName) UnmarshalJSON(b []byte) error {
	*n = hookName(strings.Trim(string(b), `"`))
	return nil
}

// number is the constant's number; false where it is a name.
func (n hookName) number() (int64, bool) {
	v, err := strconv.ParseInt(string(n), 10, 64)
	return v, err == nil
}

// readHook reads a post. In one that is not as it should be, each list is read element by element.
func readHook(b []byte, out *Report) (p hookPayload, err error) {
	b = plainHead(b)
	if whole, ok := newJSONReader[hookPayload]().text(b); ok {
		return *whole, nil
	}
	return p, errors.Join(
		hookList(b, out, &p.Steps, "steps"), hookList(b, out, &p.Sleep, "sleep"), hookList(b, out, &p.Heart, "heart_rate"),
		hookList(b, out, &p.Variability, "heart_rate_variability"), hookList(b, out, &p.Resting, "resting_heart_rate"),
		hookList(b, out, &p.Breath, "respiratory_rate"), hookList(b, out, &p.Oxygen, "oxygen_saturation"),
		hookList(b, out, &p.Weight, "weight"), hookList(b, out, &p.Exercise, "exercise"),
	)
}

func hookList[T any](b []byte, out *Report, into *[]T, key string) error {
	return eachJSON(bytes.NewReader(b), out, func(v *T) error {
		*into = append(*into, *v)
		return nil
	}, key)
}

// hook is a post as it is read.
type hook struct {
	f     File
	out   *Report
	apps  map[string]*hookApp
	clock instants
}

// hookApp is what an application says.
type hookApp struct {
	*wearable
	steps []stepCount
	spots []variable
}

func (h *hook) app(o hookOrigin) *hookApp {
	if len(h.apps) >= mostSources {
		o.App = ""
	}
	a := h.apps[o.App]
	if a == nil {
		a = &hookApp{wearable: newWearable(h.out, connectSource(h.f, o.App))}
		h.apps[o.App] = a
	}
	return a
}

// at reads an instant; what is none is dropped and counted.
func (h *hook) at(s string) (time.Time, bool) {
	unix, ok := h.clock.unixOf(s)
	if !ok {
		h.out.drop(dropShape, 1)
	}
	return time.Unix(unix, 0).UTC(), ok
}

func (h *hook) decode(p hookPayload) error {
	nights := h.sleep(p.Sleep)
	h.values(p.Heart, func(a *hookApp, at time.Time, v float64) { a.rate(at.Unix(), v) })
	h.values(p.Resting, func(a *hookApp, at time.Time, v float64) { a.daily(at, nil, record.VendorRHR, v) })
	h.values(p.Weight, func(a *hookApp, at time.Time, v float64) { a.daily(at, nil, record.BodyWeight, v) })
	h.values(p.Breath, func(a *hookApp, at time.Time, v float64) { a.sample(record.Respiration, at.Unix(), v) })
	h.values(p.Oxygen, func(a *hookApp, at time.Time, v float64) { a.sample(record.SpO2, at.Unix(), v) })
	h.values(p.Variability, func(a *hookApp, at time.Time, v float64) { a.spots = append(a.spots, variable{at: at, ms: v}) })
	h.counts(p.Steps)
	h.workouts(p.Exercise)
	for _, name := range slices.Sorted(maps.Keys(h.apps)) {
		a := h.apps[name]
		a.placeHRV(a.spots, nights)
		for _, c := range countedOnce(a.steps, h.out) {
			a.sample(record.Steps, c.to, float64(c.steps))
		}
		if err := a.emit(h.f); err != nil {
			return err
		}
	}
	return nil
}

func (h *hook) values(list []hookValue, take func(a *hookApp, at time.Time, v float64)) {
	for i := range list {
		v, ok := list[i].value()
		if !ok {
			h.out.drop(dropShape, 1)
			continue
		}
		if at, ok := h.at(list[i].Time); ok {
			take(h.app(list[i].Origin), at, v)
		}
	}
}
