package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/proto"
)

// listener is told every message of a file in order; it must not keep the message.
type listener func(m *protoMessage)

// protoMessage is one message as the second decoder hands it over.
type protoMessage = proto.Message

// OnMesg implements decoder.MesgListener.
func (l listener) OnMesg(m proto.Message) { l(&m) }

// readMuktihari gives every message of the segments to on; nothing is kept. A file that ends early gives what was there and an error.
func readMuktihari(segs []byte, on listener) error {
	d := decoder.New(bytes.NewReader(segs), decoder.WithIgnoreChecksum(), decoder.WithBroadcastOnly(), decoder.WithMesgListener(on))
	for d.Next() {
		if _, err := d.Decode(); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return errors.New("cut off")
			}
			return fmt.Errorf("damaged: %w", err)
		}
	}
	return nil
}

// number is a field's value as a whole number; false if the message lacks it or says that it is invalid.
func number(m *proto.Message, field byte) (int64, bool) {
	f := m.FieldByNum(field)
	if f == nil || !f.Value.Valid(f.BaseType) {
		return 0, false
	}
	v := f.Value
	switch v.Type() {
	case proto.TypeUint8:
		return int64(v.Uint8()), true
	case proto.TypeUint16:
		return int64(v.Uint16()), true
	case proto.TypeUint32:
		return int64(v.Uint32()), true
	case proto.TypeInt8:
		return int64(v.Int8()), true
	case proto.TypeInt16:
		return int64(v.Int16()), true
	case proto.TypeInt32:
		return int64(v.Int32()), true
	case proto.TypeSliceUint8:
		if s := v.SliceUint8(); len(s) > 0 {
			return int64(s[0]), true
		}
	case proto.TypeSliceUint16:
		if s := v.SliceUint16(); len(s) > 0 {
			return int64(s[0]), true
		}
	case proto.TypeSliceUint32:
		if s := v.SliceUint32(); len(s) > 0 {
			return int64(s[0]), true
		}
	}
	return 0, false
}

// whole is a field's value, absent if there is none.
func whole(m *proto.Message, field byte) uint32 {
	v, ok := number(m, field)
	if !ok || v < 0 {
		return absent
	}
	return uint32(v)
}

// when is a field's FIT time, 0 if there is none.
func when(m *proto.Message, field byte) uint32 {
	v, ok := number(m, field)
	if !ok || v < 0 || v > latestFIT {
		return 0
	}
	return uint32(v)
}

const timestampField = 253

// classic takes an activity's classic messages from the second decoder, where the first refuses the file.
func (a *activity) classic(m *proto.Message) {
	switch m.Num {
	case mesgRecord:
		a.t = append(a.t, when(m, timestampField))
		hr := uint8(255)
		if v, ok := number(m, 3); ok {
			hr = uint8(v)
		}
		power := uint16(0xFFFF)
		if v, ok := number(m, 7); ok {
			power = uint16(v)
		}
		speed := whole(m, 6)
		if f := m.FieldByNum(73); speed == absent || f != nil && !f.IsExpandedField { // the library's expansion loses a mm/s
			speed = whole(m, 73)
		}
		a.hr, a.power, a.speed = append(a.hr, hr), append(a.power, power), append(a.speed, speed)
	case mesgSession:
		s := fitSession{
			start: when(m, 2), end: when(m, timestampField), timerMs: whole(m, 8), elapsedMs: whole(m, 7), distanceCm: whole(m, 9),
			kcal: whole(m, 11), avgHR: whole(m, 16), maxHR: whole(m, 17), rpe: absent, feel: absent, loadPeak65536: -1,
		}
		if v, ok := number(m, 5); ok {
			s.sport = sportOf(uint8(v))
		}
		if v, ok := number(m, 6); ok {
			s.sub = subSportOf(uint8(v))
		}
		a.sessions = append(a.sessions, s)
	case mesgLap:
		a.laps = append(a.laps, fitLap{start: when(m, 2), timerMs: whole(m, 8), avgHR: whole(m, 15), maxHR: whole(m, 16)})
	case mesgActivity:
		if local, ok := number(m, 5); ok {
			if utc := when(m, timestampField); utc != 0 {
				a.offset = trustedOffset(local, int64(utc))
			}
		}
	case mesgHRV:
		if f := m.FieldByNum(0); f != nil && f.Value.Type() == proto.TypeSliceUint16 {
			a.rr = append(a.rr, f.Value.SliceUint16()...)
		} else if v, ok := number(m, 0); ok {
			a.rr = append(a.rr, uint16(v))
		}
	}
}

// extra takes what only the second decoder can read: sets, exercise titles, chest strap beats, RPE and load of sessions.
func (a *activity) extra(strap *strapClock, session *int) listener {
	return func(m *proto.Message) {
		switch m.Num {
		case mesgSet:
			a.sets = append(a.sets, readSet(m))
		case mesgExerciseTitle:
			a.title(m)
		case mesgHR:
			strap.take(m, a)
		case mesgSession:
			if *session < len(a.sessions) {
				s := &a.sessions[*session]
				s.rpe, s.feel = whole(m, 193), whole(m, 192)
				if v, ok := number(m, 168); ok {
					s.loadPeak65536 = v
				}
			}
			*session++
		}
	}
}

func (a *activity) title(m *proto.Message) {
	step, ok := number(m, 254)
	category, known := number(m, 0)
	if !ok || !known {
		return
	}
	e := fitExercise{category: uint16(category), name: 0xFFFF}
	if name, ok := number(m, 1); ok {
		e.name = uint16(name)
	}
	if f := m.FieldByNum(2); f != nil {
		e.title = f.Value.String()
	}
	if a.titles == nil {
		a.titles = map[uint16]fitExercise{}
	}
	a.titles[uint16(step)] = e
}

// strapClock turns the event times of message 132 (1/1024 s of the strap's own clock) into FIT time.
type strapClock struct {
	set    bool
	fit    uint32
	events int64
}

func (c *strapClock) take(m *proto.Message, a *activity) {
	events := m.FieldByNum(9)
	bpm := m.FieldByNum(6)
	if events == nil || events.Value.Type() != proto.TypeSliceUint32 {
		return
	}
	times := events.Value.SliceUint32()
	if t := when(m, timestampField); t != 0 && len(times) > 0 {
		c.set, c.fit, c.events = true, t, int64(times[0])
	}
	if !c.set || bpm == nil || bpm.Value.Type() != proto.TypeSliceUint8 {
		return
	}
	for i, v := range bpm.Value.SliceUint8() {
		if i >= len(times) {
			return
		}
		at := int64(c.fit) + (int64(times[i])-c.events)/1024
		if at > 0 && at <= latestFIT {
			a.strapT, a.strapHR = append(a.strapT, uint32(at)), append(a.strapHR, v)
		}
	}
}
