package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tormoder/fit/dyncrc16"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// sealed writes the checksum of a file anew.
func sealed(b []byte) []byte {
	b = b[: len(b)-2 : len(b)-2]
	return binary.LittleEndian.AppendUint16(b, dyncrc16.Checksum(b))
}

// withoutHeaderCRC is a file as old Garmin devices write it: the header's own checksum is 0.
func withoutHeaderCRC(b []byte) []byte {
	b = bytes.Clone(b)
	b[12], b[13] = 0, 0
	return sealed(b)
}

// whole is what a file amounts to, to compare parts of it with.
func (d decoded) whole() int {
	n := 0
	for _, k := range d.Counts {
		n += k
	}
	return n
}

func smallFiles() map[string][]byte {
	w := strength()
	w.HR, w.Beats = w.HR[:120], w.Beats[:40]
	d := day()
	d.HR = d.HR[:180]
	return map[string][]byte{
		"strength": synthetic.Activity(w), "run": synthetic.Activity(run()), "monitor": synthetic.Monitor(d),
		"sleep": synthetic.Sleep(night()), "hrv": synthetic.HRVStatus(nightHRV()),
	}
}

// A file cut anywhere gives what stands before the cut, and says so.
func TestCutFiles(t *testing.T) {
	table := Table(catalogue(t), DefaultLimits())
	for name, b := range smallFiles() {
		all, partial := accepted(t, b).whole(), 0
		step := max(1, len(b)/400)
		last, cuts := 0, 0
		for cut := 0; cut < len(b); cut += step {
			cuts++
			d := decodeWith(t, table, b[:cut])
			switch d.Status {
			case stream.Accepted:
				t.Fatalf("%s cut at %d of %d is accepted", name, cut, len(b))
			case stream.Partial:
				partial++
			}
			if d.Counts[kindHeartRate] < last || d.whole() > all+1 { // a workout may stand in for a session that was cut off
				t.Fatalf("%s cut at %d: %v", name, cut, d.Counts)
			}
			last = d.Counts[kindHeartRate]
		}
		if partial < cuts/3 {
			t.Errorf("%s: only %d of %d cuts gave anything", name, partial, cuts)
		}
	}
}

func TestWrongChecksum(t *testing.T) {
	for name, b := range smallFiles() {
		want := accepted(t, b)
		bad := bytes.Clone(b)
		bad[len(bad)-1] ^= 0x55
		got := decode(t, bad)
		if got.Status != stream.Partial || got.Reason != "wrong checksum" {
			t.Errorf("%s: %s: %s", name, got.Status, got.Reason)
		}
		if diff := cmp.Diff(want.records, got.records); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A head unit that crashed leaves a header that tells no length, and no checksum.
func TestHeaderWithoutLength(t *testing.T) {
	for name, b := range smallFiles() {
		want := accepted(t, b)
		bad := bytes.Clone(b[:len(b)-2])
		binary.LittleEndian.PutUint32(bad[4:], 0)
		got := decode(t, bad)
		if got.Status != stream.Partial || !strings.Contains(got.Reason, "no length") {
			t.Errorf("%s: %s: %s", name, got.Status, got.Reason)
		}
		if diff := cmp.Diff(want.records, got.records); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestChains(t *testing.T) {
	a, b := synthetic.Activity(strength()), synthetic.Activity(run())
	both := accepted(t, bytes.Join([][]byte{a, b}, nil))
	if both.Counts[kindWorkouts] != 2 || both.Counts[kindSets] != 4 {
		t.Errorf("%v", both.Counts)
	}
	broken := bytes.Clone(b)
	broken[len(broken)-1] ^= 1
	got := decode(t, bytes.Join([][]byte{a, broken}, nil))
	if got.Status != stream.Partial || got.Counts[kindWorkouts] != 2 {
		t.Errorf("damaged second: %s, %v", got.Status, got.Counts)
	}
	got = decode(t, append(bytes.Clone(a), "<html>"...))
	if got.Status != stream.Partial || got.Counts[kindWorkouts] != 1 || !strings.Contains(got.Reason, "no FIT") {
		t.Errorf("bytes behind: %s: %s, %v", got.Status, got.Reason, got.Counts)
	}
}

// A chest strap's beats are a segment of their own, without a file_id.
func TestStrapSegmentBelongsToItsActivity(t *testing.T) {
	w := run()
	for i := range w.HR {
		w.HR[i] = 255 // the watch had none
	}
	data := append(synthetic.Activity(w), strapSegment(w.Start.Unix()-fitEpoch, 60)...)
	hr := accepted(t, data).sole(t).Workouts[0].HR
	if hr.Len() != 60 || hr.T[59] != 59 || hr.V[59] != 99 {
		t.Errorf("%d heart rates", hr.Len())
	}
}

// strapSegment is a segment of message 132: each second one beat per minute more, from 40 to 99 and again.
func strapSegment(start int64, seconds int) []byte {
	body := rawDefinition(0, 132, [3]byte{253, 4, 0x86}, [3]byte{6, 1, 2}, [3]byte{9, 4, 0x86})
	for i := range seconds {
		body = append(body, 0)
		body = binary.LittleEndian.AppendUint32(body, uint32(start)+uint32(i))
		body = append(body, byte(40+i%60))
		body = binary.LittleEndian.AppendUint32(body, uint32(i)*1024)
	}
	return rawFIT(body)
}

// rawDefinition is a definition of little-endian fields: number, size, base type.
func rawDefinition(local byte, global uint16, fields ...[3]byte) []byte {
	b := binary.LittleEndian.AppendUint16([]byte{0x40 | local, 0, 0}, global)
	b = append(b, byte(len(fields)))
	for _, f := range fields {
		b = append(b, f[:]...)
	}
	return b
}

// rawFIT is a file around definitions and messages.
func rawFIT(body []byte) []byte {
	b := []byte{12, 0x10, 0, 0}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	b = append(append(b, ".FIT"...), body...)
	return sealed(append(b, 0, 0))
}

// rawActivity is a file of type 4 with other messages behind its file_id.
func rawActivity(body ...byte) []byte {
	return rawFIT(append(append(rawDefinition(0, 0, [3]byte{0, 1, 0}), 0, 4), body...))
}

// Definitions without fields would make each byte a whole message in memory.
func TestBombsAreRejected(t *testing.T) {
	laps := append(rawDefinition(1, mesgLap, [3]byte{254, 1, 2}), bytes.Repeat([]byte{1, 7}, 10_001)...)
	records := append(rawDefinition(1, mesgRecord, [3]byte{3, 1, 2}), bytes.Repeat([]byte{1, 80}, 1_000_001)...)
	unknown := append(rawDefinition(1, 0xFF00), bytes.Repeat([]byte{1}, 3_000_001)...)
	bombs := map[string][]byte{
		"laps": rawActivity(laps...), "records": rawActivity(records...), "unknown messages": rawActivity(unknown...),
		"empty compressed records": rawActivity(append(rawDefinition(1, mesgRecord), bytes.Repeat([]byte{0xA0}, 20_000)...)...),
	}
	for _, global := range []uint16{mesgSession, mesgLap, mesgRecord, mesgEvent, mesgDeviceInfo, mesgMonitoring} {
		bombs[fmt.Sprintf("empty message %d", global)] = rawActivity(append(rawDefinition(1, global), bytes.Repeat([]byte{1}, 200_000)...)...)
	}
	table := Table(catalogue(t), DefaultLimits())
	for name, b := range bombs {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d := decodeWith(t, table, b)
		runtime.ReadMemStats(&after)
		if d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, "hostile") {
			t.Errorf("%s: %s: %s", name, d.Status, d.Reason)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 2*uint64(len(b))+1<<20 {
			t.Errorf("%s: %d bytes of memory for a file of %d", name, used, len(b))
		}
	}
}

// Seen in a real file: records that are nothing but a compressed timestamp.
func TestRecordsOfATimestampAlone(t *testing.T) {
	const begin = uint32(1_140_000_000)
	body := append(rawDefinition(1, mesgRecord, [3]byte{253, 4, 0x86}, [3]byte{3, 1, 2}), 1)
	body = append(binary.LittleEndian.AppendUint32(body, begin), 70)
	body = append(body, rawDefinition(2, mesgRecord)...)
	for i := range uint32(20) {
		const compressed, local2 = 0x80, 2 << 5
		body = append(body, compressed|local2|byte((begin+i+1)&0x1F))
	}
	w := accepted(t, rawActivity(body...)).sole(t).Workouts[0]
	if w.End.Sub(w.Start).Seconds() != 20 || w.HR.Len() != 1 {
		t.Errorf("%v to %v, %d heart rates", w.Start, w.End, w.HR.Len())
	}
}

func TestTooLargeAndEmptyFiles(t *testing.T) {
	lim := DefaultLimits()
	lim.FIT = 1000
	d := decodeWith(t, Table(catalogue(t), lim), synthetic.Activity(run()))
	if d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, "too large") {
		t.Errorf("%s: %s", d.Status, d.Reason)
	}
	for _, b := range [][]byte{{0}, []byte("GARMIN"), []byte(".FIT")} {
		if d := decode(t, b); d.Status != stream.Rejected || d.Reason != unknownFormat {
			t.Errorf("%q: %s: %s", b, d.Status, d.Reason)
		}
	}
	if d := decode(t, nil); d.Status != stream.Rejected || d.Reason != nothingInIt || stream.KindOfReason(d.Reason) != stream.ReasonEmpty {
		t.Errorf("an empty file: %s: %s", d.Status, d.Reason)
	}
	if d := accepted(t, rawActivity()); d.whole() != 0 || len(d.records) != 0 {
		t.Errorf("a valid file with nothing in it: %v", d.Counts)
	}
}
