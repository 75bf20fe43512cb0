package source

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"

	"github.com/muktihari/fit/profile/typedef"
	"github.com/tormoder/fit"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// fitSource reads FIT files: activities with tormoder first and muktihari where tormoder cannot, everything else with muktihari.
func fitSource(ex exerciseNames, lim Limits) Source {
	d := &fitDecoder{ex: ex}
	return Source{
		Name:  "fit",
		Title: "FIT files of Garmin and other watches: activities, sets, all-day heart rate, sleep, HRV status",
		Match: func(head []byte) bool {
			return len(head) >= 12 && (head[0] == 12 || head[0] == 14) && string(head[8:12]) == ".FIT"
		},
		Decode: func(_ context.Context, f File, out *Report) error {
			b, err := readWhole(f, lim.FIT)
			if err != nil {
				return err
			}
			segs, err := scanFIT(b)
			if err != nil {
				return err
			}
			return d.decode(f, b, segs, out)
		},
	}
}

// fitDecoder is the two decoders behind the source.
type fitDecoder struct {
	ex  exerciseNames
	one sync.Mutex // the first decoder keeps sums of compressed fields in variables of its package
}

// FIT file types (FIT profile 21.212).
const (
	typeActivity        = 4
	typeActivitySummary = 20
)

// decode decodes a chain. A segment without file_id belongs to the one before it.
func (d *fitDecoder) decode(f File, b []byte, segs []*fitSegment, out *Report) error {
	for from := 0; from < len(segs); {
		to := from + 1
		for to < len(segs) && !segs[to].hasFileID {
			to++
		}
		if err := d.chain(f, b, segs[from:to], out); err != nil {
			return err
		}
		from = to
	}
	if out.Reason != "" && len(out.Counts) == 0 {
		return rejected("nothing could be read: %s", out.Reason)
	}
	return nil
}

func (d *fitDecoder) chain(f File, b []byte, segs []*fitSegment, out *Report) error {
	first := segs[0]
	for _, s := range segs {
		if s.damage != "" {
			out.partial(s.damage)
		}
	}
	var bytes []byte
	if len(segs) == 1 {
		bytes = first.bytes(b)
	} else {
		for _, s := range segs {
			bytes = append(bytes, s.bytes(b)...)
		}
	}
	days := byDate{}
	var offset *int
	if first.activity() {
		a, decoder := d.activity(bytes, segs, out)
		out.Decoder, offset = decoder, a.offset
		for _, w := range a.workouts(d.ex, out) {
			r := days.at(utcDate(w.Start))
			r.Workouts = append(r.Workouts, w)
		}
	} else if first.tellsOfDays() {
		w := wellness{out: out}
		out.Decoder = "muktihari"
		if err := readMuktihari(bytes, w.on); err != nil {
			out.partial(err.Error())
		}
		w.fill(days)
		offset = w.offset
	}
	return days.emit(f, first.source(f), offset)
}

// activity tells a recorded activity from courses and workout plans, which also have laps and records.
func (s *fitSegment) activity() bool {
	switch s.fileType {
	case typeActivity, typeActivitySummary:
		return true
	}
	return !s.hasFileID && (s.has(mesgSession) || s.has(mesgRecord))
}

func (s *fitSegment) tellsOfDays() bool {
	return slices.ContainsFunc([]uint16{
		mesgWeight, mesgMonitoring, mesgMonitoringInfo, mesgMonitoringHR, mesgStress, mesgSpO2, mesgRespiration, mesgSleepLevel, mesgSleepScore,
		mesgHRVSummary, mesgHRVValue,
	}, s.has)
}

// activity reads a segment with the first decoder, and with the second what the first does not know or refuses. It says who read it.
func (d *fitDecoder) activity(b []byte, segs []*fitSegment, out *Report) (*activity, string) {
	first := segs[0]
	a := &activity{}
	err := d.first(b, a)
	var integrity fit.IntegrityError
	if err == nil || errors.As(err, &integrity) {
		if !first.needsSecond() && len(segs) == 1 {
			return a, "tormoder"
		}
		session, strap := 0, strapClock{}
		if err := readMuktihari(b, a.extra(&strap, &session)); err != nil {
			out.partial(err.Error())
		}
		return a, "tormoder, muktihari"
	}
	second := &activity{}
	session, strap := 0, strapClock{}
	extra := second.extra(&strap, &session)
	err2 := readMuktihari(b, func(m *protoMessage) {
		second.classic(m)
		extra(m)
	})
	if len(a.t)+len(a.sessions) > len(second.t)+len(second.sessions) {
		out.partial("damaged: " + err.Error())
		return a, "tormoder"
	}
	if err2 != nil {
		out.partial(err2.Error())
	}
	return second, "muktihari"
}

// first is the first decoder, one file at a time.
func (d *fitDecoder) first(b []byte, a *activity) error {
	d.one.Lock()
	defer d.one.Unlock() // whatever it does with hostile bytes
	return readTormoder(b, a)
}

// needsSecond tells whether a segment holds what the first decoder drops in silence.
func (s *fitSegment) needsSecond() bool {
	return s.has(mesgSet) || s.has(mesgExerciseTitle) || s.has(mesgHR) || s.beyond
}

// source names the device.
func (s *fitSegment) source(f File) record.Source {
	const unset = 0xFFFF
	var src record.Source
	var serial string
	if s.maker != 0 && s.maker != unset {
		maker := typedef.Manufacturer(s.maker)
		src.Maker = nameOr(maker.String(), "maker", s.maker)
		if s.product != 0 && s.product != unset {
			src.Model = strconv.Itoa(int(s.product))
			if maker == typedef.ManufacturerGarmin {
				src.Model = nameOr(typedef.GarminProduct(s.product).String(), "product", s.product)
			}
		}
	}
	if s.serial != 0 && s.serial != absent {
		serial = strconv.FormatUint(uint64(s.serial), 10)
	}
	src.Key = f.SourceKey(src.Maker, src.Model, serial)
	return src
}

// nameOr is a library's name of a number, or what it is and the number where the library has none.
func nameOr(name, what string, n uint16) string {
	if name == "" || len(name) > 7 && (name[len(name)-1] == ')' || name[:7] == "Invalid") {
		return what + " " + strconv.Itoa(int(n))
	}
	return name
}
