package synthetic

import (
	"math"
	"time"

	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"
)

// Workout is what an activity file is made from. Columns of records are as long as HR, or empty.
type Workout struct {
	Device   Device
	Start    time.Time
	Offset   int           // s east of UTC that the watch states; a multiple of 900
	Sport    typedef.Sport // typedef.SportTraining with SubSportStrengthTraining is a strength session
	SubSport typedef.SubSport
	Step     time.Duration // between records; a second where it is 0
	HR       []uint8       // bpm, 0 off the wrist, 255 absent
	Speed    []uint16      // mm/s
	Power    []uint16      // W
	Places   []Place
	Beats    []uint16 // ms: RR intervals of a chest strap
	Sets     []Set
	RPE      float64 // 1..10; 0: the watch did not ask
	Load     float64 // the vendor's training load; 0: none
}

// Place is where a record was taken, in semicircles: 2^31 are 180 degrees.
type Place struct{ Lat, Long int32 }

// Set is one strength set, or the rest after one.
type Set struct {
	Start   time.Time
	Length  time.Duration
	Rest    bool
	Reps    int
	LoadKg  float64 // 0: nobody typed a weight
	Guesses []Guess // at most three, best first
}

// Guess is what the watch takes a set for: FIT's numbers of a category and of an exercise within it.
type Guess struct {
	Category, Name uint16
	Confidence     uint8 // percent
}

const invalid16 = math.MaxUint16

// Activity writes an activity file: timer event, records, sets, beats, one lap, one session, activity.
func Activity(w Workout) []byte {
	w.Step = w.step()
	length := time.Duration(len(w.HR)) * w.Step
	for _, s := range w.Sets {
		length = max(length, s.Start.Add(s.Length).Sub(w.Start))
	}
	end := w.Start.Add(length)
	f := newFit(w.Device, typedef.FileActivity, w.Start)
	event := mesg(typedef.MesgNumEvent, fieldTimestamp, tU32, 0, tEnum, 1, tEnum)
	f.put(event, fitTime(w.Start), proto.Uint8(uint8(typedef.EventTimer)), proto.Uint8(uint8(typedef.EventTypeStart)))
	distance := w.records(f)
	w.sets(f)
	w.beats(f)
	f.put(event, fitTime(end), proto.Uint8(uint8(typedef.EventTimer)), proto.Uint8(uint8(typedef.EventTypeStopAll)))
	avg, top := meanMax(w.HR)
	f.put(mesg(typedef.MesgNumLap, fieldTimestamp, tU32, 2, tU32, 7, tU32, 8, tU32, 15, tU8, 16, tU8),
		fitTime(end), fitTime(w.Start), millis(length), millis(length), proto.Uint8(avg), proto.Uint8(top))
	w.session(f, end, length, distance, avg, top)
	f.put(mesg(typedef.MesgNumActivity, fieldTimestamp, tU32, 0, tU32, 1, tU16, 5, tU32),
		fitTime(end), millis(length), proto.Uint16(1), proto.Uint32(fitSeconds(end)+uint32(int32(w.Offset))))
	return f.bytes()
}

func (w *Workout) step() time.Duration {
	if w.Step == 0 {
		return time.Second
	}
	return w.Step
}

// records writes the columns and gives the distance in cm.
func (w *Workout) records(f *fitFile) uint32 {
	types := []byte{fieldTimestamp, tU32, 3, tU8}
	if len(w.Speed) > 0 {
		types = append(types, 6, tU16, 5, tU32)
	}
	if len(w.Power) > 0 {
		types = append(types, 7, tU16)
	}
	if len(w.Places) > 0 {
		types = append(types, 0, tS32, 1, tS32)
	}
	record := mesg(typedef.MesgNumRecord, types...)
	metres := 0.0
	values := make([]proto.Value, 0, len(record.fields))
	for i, hr := range w.HR {
		values = append(values[:0], fitTime(w.Start.Add(time.Duration(i)*w.Step)), proto.Uint8(hr))
		if len(w.Speed) > 0 {
			metres += float64(w.Speed[i]) / 1000 * w.Step.Seconds()
			values = append(values, proto.Uint16(w.Speed[i]), proto.Uint32(uint32(metres*100)))
		}
		if len(w.Power) > 0 {
			values = append(values, proto.Uint16(w.Power[i]))
		}
		if len(w.Places) > 0 {
			values = append(values, proto.Int32(w.Places[i].Lat), proto.Int32(w.Places[i].Long))
		}
		f.put(record, values...)
	}
	return uint32(metres * 100)
}

// sets writes message 225 as real watches do: the timestamp (254) of every row is the session's start, field 2 is not in the public
// profile and tells how sure the watch is of each guess.
func (w *Workout) sets(f *fitFile) {
	const active, rest, kilogram = 1, 0, 1
	work := mesg(typedef.MesgNumSet, 254, tU32, 0, tU32, 2, tU8, 3, tU16, 4, tU16, 5, tU8, 6, tU32, 7, tU16, 8, tU16, 9, tU16, 10, tU16)
	pause := mesg(typedef.MesgNumSet, 254, tU32, 0, tU32, 5, tU8, 6, tU32, 10, tU16)
	for i, s := range w.Sets {
		start, length, index := fitTime(s.Start), millis(s.Length), proto.Uint16(uint16(i))
		if s.Rest {
			f.put(pause, fitTime(w.Start), length, proto.Uint8(rest), start, index)
			continue
		}
		categories, names, sure := []uint16{invalid16, invalid16, invalid16}, []uint16{invalid16, invalid16, invalid16}, []uint8{0, 0, 0}
		for k, g := range s.Guesses {
			categories[k], names[k], sure[k] = g.Category, g.Name, g.Confidence
		}
		f.put(work, fitTime(w.Start), length, proto.SliceUint8(sure), proto.Uint16(uint16(s.Reps)),
			proto.Uint16(uint16(math.Round(s.LoadKg*16))), proto.Uint8(active), start, proto.SliceUint16(categories),
			proto.SliceUint16(names), proto.Uint16(kilogram), index)
	}
}

// beats writes message 78: five intervals each, the last padded with 65535.
func (w *Workout) beats(f *fitFile) {
	const perMessage = 5
	hrv := mesg(typedef.MesgNumHrv, 0, tU16)
	for at := 0; at < len(w.Beats); at += perMessage {
		row := []uint16{invalid16, invalid16, invalid16, invalid16, invalid16}
		copy(row, w.Beats[at:])
		f.put(hrv, proto.SliceUint16(row))
	}
}

func (w *Workout) session(f *fitFile, end time.Time, length time.Duration, distance uint32, avg, top uint8) {
	types := []byte{fieldTimestamp, tU32, 2, tU32, 5, tEnum, 6, tEnum, 7, tU32, 8, tU32, 16, tU8, 17, tU8}
	values := []proto.Value{
		fitTime(end), fitTime(w.Start), proto.Uint8(uint8(w.Sport)), proto.Uint8(uint8(w.SubSport)), millis(length), millis(length),
		proto.Uint8(avg), proto.Uint8(top),
	}
	if len(w.Speed) > 0 {
		types, values = append(types, 9, tU32), append(values, proto.Uint32(distance))
	}
	if w.RPE > 0 {
		types, values = append(types, 193, tU8), append(values, proto.Uint8(uint8(math.Round(w.RPE*10))))
	}
	if w.Load > 0 {
		types, values = append(types, 168, tS32), append(values, proto.Int32(int32(w.Load*65536)))
	}
	f.put(mesg(typedef.MesgNumSession, types...), values...)
}

// meanMax is the mean and the highest of the measured heart rates, 255 if there are none.
func meanMax(hr []uint8) (mean, top uint8) {
	const absent = math.MaxUint8
	sum, n := 0, 0
	for _, v := range hr {
		if v != 0 && v != absent {
			sum, n, top = sum+int(v), n+1, max(top, v)
		}
	}
	if n == 0 {
		return absent, absent
	}
	return uint8((sum + n/2) / n), top
}
