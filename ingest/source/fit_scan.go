package source

import (
	"encoding/binary"

	"github.com/tormoder/fit/dyncrc16"
)

// Global FIT message numbers (FIT profile 21.212).
const (
	mesgFileID         = 0
	mesgUserProfile    = 3
	mesgZonesTarget    = 7
	mesgSession        = 18
	mesgLap            = 19
	mesgRecord         = 20
	mesgEvent          = 21
	mesgDeviceInfo     = 23
	mesgWeight         = 30
	mesgActivity       = 34
	mesgMonitoring     = 55
	mesgHRV            = 78
	mesgMonitoringInfo = 103
	mesgHR             = 132
	mesgMonitoringHR   = 211
	mesgSet            = 225
	mesgStress         = 227
	mesgExerciseTitle  = 264
	mesgSpO2           = 269
	mesgSleepLevel     = 275
	mesgRespiration    = 297
	mesgSleepScore     = 346
	mesgHRVSummary     = 370
	mesgHRVValue       = 371
	countedMesgs       = 512 // higher numbers are not counted
)

// mostChained is how many FIT files one may hold; each takes 2 KiB to be looked at, and real ones hold two.
const mostChained = 1000

// fitSegment is one FIT file within a chain, as the pre-scan saw it.
type fitSegment struct {
	from, to  int // bytes of the whole file
	header    int // bytes of the header
	hasFileID bool
	fileType  uint8
	maker     uint16
	product   uint16
	serial    uint32
	counts    [countedMesgs]int32
	total     int
	empty     int    // messages whose only content is a compressed timestamp
	beyond    bool   // it has session fields that tormoder cannot give (168, 192, 193) or developer fields
	damage    string // what is wrong with it, "" if nothing
	sizeFixed bool   // the header tells no length: its writer crashed
}

// scanFIT walks over a file's bytes without keeping anything: it finds the segments, counts the messages and refuses what would make a
// decoder eat memory. A definition with no fields makes every following byte a whole message in memory.
func scanFIT(b []byte) ([]*fitSegment, error) {
	var out []*fitSegment
	for at := 0; at < len(b); {
		s, err := scanSegment(b, at)
		if err != nil {
			return nil, err
		}
		if s == nil { // trailing bytes that are no FIT
			if len(out) > 0 {
				out[len(out)-1].note("bytes behind the end that are no FIT")
			}
			break
		}
		if len(out) == mostChained {
			return nil, rejected("hostile: more than %d FIT files behind one another", mostChained)
		}
		out = append(out, s)
		at = s.to
	}
	if len(out) == 0 {
		return nil, rejected("not a FIT file: its header is damaged")
	}
	return out, nil
}

func (s *fitSegment) note(damage string) {
	if s.damage == "" {
		s.damage = damage
	}
}

// scanSegment walks over one segment; nil if no header begins at that byte.
func scanSegment(b []byte, at int) (*fitSegment, error) {
	if len(b)-at < 12 {
		return nil, nil
	}
	h := int(b[at])
	if h != 12 && h != 14 || len(b)-at < h || string(b[at+8:at+12]) != ".FIT" {
		return nil, nil
	}
	size := int64(binary.LittleEndian.Uint32(b[at+4:]))
	s := &fitSegment{from: at, header: h}
	end := int64(at) + int64(h) + size
	switch {
	case size == 0 && len(b)-at > h+2:
		s.sizeFixed, end = true, int64(len(b))
		s.note("the header tells no length: the recording was cut off")
		s.to = len(b)
	case end+2 > int64(len(b)):
		s.note("cut off")
		end = min(end, int64(len(b)))
		s.to = len(b)
	default:
		s.to = int(end) + 2
		if crc := binary.LittleEndian.Uint16(b[end:]); crc != dyncrc16.Checksum(b[at:end]) {
			s.note("wrong checksum")
		}
	}
	if err := s.walk(b[at+h : end]); err != nil {
		return nil, err
	}
	return s, nil
}

// definition is a local message definition.
type definition struct {
	known  bool
	global uint16
	size   int // bytes of a data message
	big    bool
	fields []byte // of file_id only: triples of number, size, base type
}

func (s *fitSegment) walk(b []byte) error {
	var defs [16]definition
	for at := 0; at < len(b); {
		head := b[at]
		at++
		local := head & 0x0F
		compressed := head&0x80 != 0 // timestamp
		if compressed {
			local = head >> 5 & 0x03
		} else if head&0x40 != 0 {
			n, err := s.define(&defs[local], b[at:], head&0x20 != 0)
			if err != nil {
				return err
			}
			if n == 0 {
				s.note("cut off in a definition")
				return nil
			}
			at += n
			continue
		}
		d := &defs[local]
		if !d.known {
			s.note("a message without a definition")
			return nil
		}
		if at+d.size > len(b) {
			s.note("cut off in a message")
			return nil
		}
		if err := s.tally(d, b[at:at+d.size], compressed); err != nil {
			return err
		}
		at += d.size
	}
	return nil
}

// define reads a definition message and returns its length, 0 if it is cut off.
func (s *fitSegment) define(d *definition, b []byte, dev bool) (int, error) {
	if len(b) < 5 {
		return 0, nil
	}
	n := int(b[4])
	need := 5 + 3*n
	if len(b) < need {
		return 0, nil
	}
	*d = definition{known: true, big: b[1] == 1, global: binary.LittleEndian.Uint16(b[2:])}
	if d.big {
		d.global = binary.BigEndian.Uint16(b[2:])
	}
	for i := range n {
		d.size += int(b[5+3*i+1])
		if d.global == mesgSession {
			switch b[5+3*i] {
			case 168, 192, 193:
				s.beyond = true
			}
		}
	}
	if d.global == mesgFileID {
		d.fields = b[5:need]
	}
	if dev {
		if len(b) < need+1 {
			return 0, nil
		}
		k := int(b[need])
		if len(b) < need+1+3*k {
			return 0, nil
		}
		for i := range k {
			d.size += int(b[need+1+3*i+1])
		}
		need += 1 + 3*k
		s.beyond = s.beyond || k > 0
	}
	return need, nil
}

// tally counts a data message against the budgets (FIT.md, limits against bombs: seen in real files are 7 sessions, 99 laps, 857 events,
// 310 device_info, 99,998 records, and 755 messages without a field that carry nothing but a compressed timestamp).
func (s *fitSegment) tally(d *definition, b []byte, compressed bool) error {
	const mostEmpty = 10_000
	s.total++
	if d.size == 0 {
		s.empty++
	}
	if d.global < countedMesgs {
		s.counts[d.global]++
		if d.size == 0 && (!compressed || s.empty > mostEmpty) {
			return rejected("hostile: messages without content (number %d)", d.global)
		}
		if limit := budget(d.global); s.counts[d.global] > limit {
			return rejected("hostile: more than %d messages of number %d", limit, d.global)
		}
	}
	if s.total > 3_000_000 {
		return rejected("hostile: more than 3,000,000 messages")
	}
	if d.global == mesgFileID && !s.hasFileID {
		s.hasFileID = true
		s.readFileID(d, b)
	}
	return nil
}

func budget(global uint16) int32 {
	switch global {
	case mesgSession:
		return 100
	case mesgLap:
		return 10_000
	case mesgEvent, mesgDeviceInfo:
		return 50_000
	default:
		return 1_000_000
	}
}

func (s *fitSegment) readFileID(d *definition, b []byte) {
	var order binary.ByteOrder = binary.LittleEndian
	if d.big {
		order = binary.BigEndian
	}
	at := 0
	for i := 0; i+2 < len(d.fields); i += 3 {
		num, size := d.fields[i], int(d.fields[i+1])
		v := b[at : at+size]
		at += size
		switch {
		case num == 0 && size >= 1:
			s.fileType = v[0]
		case num == 1 && size >= 2:
			s.maker = order.Uint16(v)
		case num == 2 && size >= 2:
			s.product = order.Uint16(v)
		case num == 3 && size >= 4:
			s.serial = order.Uint32(v)
		}
	}
}

// bytes are the segment's, with the length written into the header where its writer crashed before it could.
func (s *fitSegment) bytes(b []byte) []byte {
	seg := b[s.from:s.to]
	if !s.sizeFixed {
		return seg
	}
	fixed := append([]byte(nil), seg...)
	binary.LittleEndian.PutUint32(fixed[4:], uint32(len(fixed)-s.header))
	if s.header == 14 {
		fixed[12], fixed[13] = 0, 0
	}
	return fixed
}

func (s *fitSegment) has(global uint16) bool { return s.counts[global] > 0 }
