package synthetic

import (
	"fmt"
	"time"

	"github.com/muktihari/fit/encoder"
	"github.com/muktihari/fit/profile/basetype"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"
)

// fitEpoch is the Unix time of FIT's second 0: 1989-12-31T00:00:00Z.
const fitEpoch = 631065600

// Device is the watch that writes a file.
type Device struct {
	Maker   uint16 // FIT manufacturer; 1 is Garmin
	Product uint16 // FIT product of that manufacturer
	Serial  uint32
}

// fitFile builds one FIT file. The first error is kept until the end.
type fitFile struct {
	buf    memory
	enc    *encoder.StreamEncoder
	fields []proto.Field
	err    error
}

// layout is one kind of message: its global number and its fields in order.
type layout struct {
	num    typedef.MesgNum
	fields []*proto.FieldBase
}

// mesg makes a layout of pairs of field number and base type.
func mesg(num typedef.MesgNum, pairs ...byte) layout {
	l := layout{num: num}
	for i := 0; i+1 < len(pairs); i += 2 {
		l.fields = append(l.fields, &proto.FieldBase{Num: pairs[i], BaseType: basetype.BaseType(pairs[i+1]), Scale: 1})
	}
	return l
}

// Base types, short.
const (
	tEnum = byte(basetype.Enum)
	tU8   = byte(basetype.Uint8)
	tS8   = byte(basetype.Sint8)
	tU16  = byte(basetype.Uint16)
	tS16  = byte(basetype.Sint16)
	tU32  = byte(basetype.Uint32)
	tS32  = byte(basetype.Sint32)
	tU32z = byte(basetype.Uint32z)
)

const fieldTimestamp = 253

// newFit begins a file with its file_id.
func newFit(d Device, kind typedef.File, created time.Time) *fitFile {
	f := &fitFile{}
	// Sixteen local messages, so that interleaved kinds are defined once. No write buffer: the file is in memory anyway.
	f.enc, f.err = encoder.NewStream(&f.buf, encoder.WithHeaderOption(encoder.HeaderOptionNormal, 15), encoder.WithWriteBufferSize(0))
	if f.err != nil {
		return f
	}
	f.put(mesg(typedef.MesgNumFileId, 0, tEnum, 1, tU16, 2, tU16, 3, tU32z, 4, tU32),
		proto.Uint8(uint8(kind)), proto.Uint16(d.Maker), proto.Uint16(d.Product), proto.Uint32(d.Serial), fitTime(created))
	return f
}

// put writes one message.
func (f *fitFile) put(l layout, values ...proto.Value) {
	if f.err != nil {
		return
	}
	if len(values) != len(l.fields) {
		f.err = fmt.Errorf("message %d: %d values for %d fields", l.num, len(values), len(l.fields))
		return
	}
	f.fields = f.fields[:0]
	for i, v := range values {
		f.fields = append(f.fields, proto.Field{FieldBase: l.fields[i], Value: v})
	}
	f.err = f.enc.WriteMessage(&proto.Message{Num: l.num, Fields: f.fields})
}

// bytes ends the file. The encoder refuses only messages that this package itself built wrongly, so that is a panic.
func (f *fitFile) bytes() []byte {
	if f.err == nil {
		f.err = f.enc.SequenceCompleted()
	}
	if f.err != nil {
		panic(fmt.Errorf("write synthetic FIT file: %w", f.err))
	}
	return f.buf
}

// fitTime is an instant as a FIT date_time.
func fitTime(t time.Time) proto.Value { return proto.Uint32(fitSeconds(t)) }

func fitSeconds(t time.Time) uint32 { return uint32(t.Unix() - fitEpoch) }

// millis is a duration in FIT's 1/1000 s.
func millis(d time.Duration) proto.Value { return proto.Uint32(uint32(d.Milliseconds())) }

// memory is a file in memory whose header is written again at the end.
type memory []byte

// Write implements io.Writer.
func (m *memory) Write(p []byte) (int, error) {
	*m = append(*m, p...)
	return len(p), nil
}

// WriteAt implements io.WriterAt within what was written before.
func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	if at < 0 || at+int64(len(p)) > int64(len(*m)) {
		return 0, fmt.Errorf("write at %d: outside the %d bytes written", at, len(*m))
	}
	return copy((*m)[at:], p), nil
}
