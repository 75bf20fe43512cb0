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

	"github.com/go-json-experiment/json/jsontext"

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
			h := &hook{f: f, out: out, post: plainHead(b), apps: map[string]*hookApp{}}
			return h.decode()
		},
	}
}

func plainHead(head []byte) []byte { return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")) }

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
	for _, n := range [...]looseNumber{v.BPM, v.RMSSD, v.Rate, v.Share, v.Kg, v.Avg} {
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

// hook is a post as it is read.
type hook struct {
	f     File
	out   *Report
	post  []byte
	sound bool              // its syntax is right
	lists map[string][]byte // by name, of a sound post
	apps  map[string]*hookApp
	clock instants
}

// hookList reads a list of the post, of one that is damaged as far as it goes.
func hookList[T any](h *hook, key string, each func(*T)) error {
	if !h.sound {
		return eachJSON(bytes.NewReader(h.post), h.out, func(v *T) error { each(v); return nil }, key)
	}
	one := newJSONReader[T]()
	return eachInList(h.lists[key], func(value []byte) error {
		if v, ok := one.sound(value); ok {
			each(v)
		} else {
			h.out.drop(dropShape, 1)
		}
		return nil
	})
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

func (h *hook) decode() error {
	h.sound, h.lists = jsontext.Value(h.post).IsValid(jsonOptions()), map[string][]byte{}
	for m := (members{object: bytes.TrimSpace(h.post)}); h.sound; {
		key, list, ok := m.next()
		if !ok {
			break
		}
		h.lists[string(key)] = list
	}
	nights, err := h.sleep()
	if err := errors.Join(
		err,
		h.values("heart_rate", func(a *hookApp, at time.Time, v float64) { a.rate(at.Unix(), v) }),
		h.values("resting_heart_rate", func(a *hookApp, at time.Time, v float64) { a.daily(at, nil, record.VendorRHR, v) }),
		h.values("weight", func(a *hookApp, at time.Time, v float64) { a.daily(at, nil, record.BodyWeight, v) }),
		h.values("respiratory_rate", func(a *hookApp, at time.Time, v float64) { a.sample(record.Respiration, at.Unix(), v) }),
		h.values("oxygen_saturation", func(a *hookApp, at time.Time, v float64) { a.sample(record.SpO2, at.Unix(), v) }),
		h.values("heart_rate_variability", func(a *hookApp, at time.Time, v float64) { a.spots = append(a.spots, variable{at: at, ms: v}) }),
		h.counts(),
		h.workouts(),
	); err != nil {
		return err
	}
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

func (h *hook) values(key string, take func(a *hookApp, at time.Time, v float64)) error {
	return hookList(h, key, func(x *hookValue) {
		v, ok := x.value()
		if !ok {
			h.out.drop(dropShape, 1)
			return
		}
		if at, ok := h.at(x.Time); ok {
			take(h.app(x.Origin), at, v)
		}
	})
}
