package source

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// file is a member of an archive.
type file struct {
	name string
	data []byte
}

func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		m, err := w.Create(f.name)
		if err == nil {
			_, err = m.Write(f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGzipIsTheFileWithin(t *testing.T) {
	b := synthetic.Activity(run())
	want, got := accepted(t, b), accepted(t, gzipped(t, b))
	if diff := cmp.Diff(want.records, got.records); diff != "" {
		t.Error(diff)
	}
	if got.Format != "fit" || got.Name != "file" || len(got.Entries) != 0 {
		t.Errorf("%+v", got.Report)
	}
}

func TestZip(t *testing.T) {
	a, b := synthetic.Activity(strength()), synthetic.Sleep(night())
	d := accepted(t, zipped(t,
		file{"GARMIN/", nil}, file{"GARMIN/a.fit", a}, file{"README.txt", []byte("hello")}, file{"copy of a.fit", a},
		file{"inner.zip", zipped(t, file{"b.fit.gz", gzipped(t, b)}, file{"photo.jpg", []byte("\xff\xd8")})},
		file{"only.zip", zipped(t, file{"notes.txt", []byte("nothing for us")})},
	))
	if d.Counts[kindWorkouts] != 1 || d.Counts[kindSleep] != 1 || len(d.records) != 2 || len(d.Entries) != 2 {
		t.Errorf("%v, %d records, %d entries", d.Counts, len(d.records), len(d.Entries))
	}
	if d.Dropped[dropUnknown] != 3 {
		t.Errorf("%v, want 3 members of unknown format", d.Dropped)
	}
	if in := d.Entries[1]; in.Name != "inner.zip" || in.Format != "zip" || in.Entries[0].Name != "b.fit.gz" || len(in.SHA) != 64 {
		t.Errorf("%+v", in)
	}
}

func TestArchivesThatCannotBeUsed(t *testing.T) {
	a := synthetic.Activity(strength())
	good := zipped(t, file{"a.fit", a})
	locked := bytes.Clone(good)
	for _, at := range []int{6, bytes.Index(good, []byte("PK\x01\x02")) + 8} { // the flags, in both headers
		locked[at] |= zipEncrypted
	}
	deep := good
	for range 3 {
		deep = zipped(t, file{"deeper.zip", deep})
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"cut off":        {good[:20], "damaged"},
		"encrypted":      {locked, "encrypted"},
		"nothing for us": {zipped(t, file{"a.txt", []byte("a")}, file{"b.txt", nil}), unknownFormat},
		"too deep":       {gzipped(t, gzipped(t, gzipped(t, gzipped(t, a)))), "archives within archives"},
		"gzip cut off":   {gzipped(t, a)[:200], "damaged"},
		"gzip damaged":   {append([]byte{0x1f, 0x8b, 8}, "no gzip at all"...), "damaged"},
	} {
		d := decode(t, c.data)
		if d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, c.want) || len(d.records) != 0 {
			t.Errorf("%s: %s: %s, %d records", name, d.Status, d.Reason, len(d.records))
		}
	}
	if d := decode(t, deep); d.Status == stream.Accepted || len(d.records) != 0 {
		t.Errorf("four deep: %s, %d records", d.Status, len(d.records))
	}
}

func TestNamesOfMembers(t *testing.T) {
	night := synthetic.Sleep(night())
	for name, want := range map[string]string{
		"a/\xc3\xb8vre.fit": "a/øvre.fit", "\x94lf.fit": "ölf.fit", "a\x1b[2Jb.fit": "a\ufffd[2Jb.fit", "../../etc/x.fit": "../../etc/x.fit",
		`..\..\x.fit`: `..\..\x.fit`,
	} {
		if d := accepted(t, zipped(t, file{name, night})); d.Entries[0].Name != want {
			t.Errorf("%q: %q, want %q", name, d.Entries[0].Name, want)
		}
	}
}

// One bad member never stops the others.
func TestADamagedMember(t *testing.T) {
	a, b := synthetic.Activity(strength()), synthetic.Activity(run())
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range []file{{"bad.fit", a}, {"b.fit", b}} {
		m, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err == nil {
			_, err = m.Write(f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := out.Bytes()
	data[bytes.Index(data, a)+len(a)-5] ^= 0xFF
	d := decode(t, append(data, 0)) // and a byte behind the end
	if d.Status != stream.Partial || len(d.records) != 1 || d.Counts[kindWorkouts] != 1 || len(d.Entries) != 2 {
		t.Errorf("%s: %s, %d records, %+v", d.Status, d.Reason, len(d.records), d.Entries)
	}
	if bad := d.Entries[0]; bad.Status != stream.Rejected || !strings.HasPrefix(bad.Reason, "damaged") {
		t.Errorf("%+v", bad)
	}
}

func TestArchiveBombs(t *testing.T) {
	fit := append(synthetic.Activity(strength()), make([]byte, 8<<20)...) // packs to a thousandth
	few := DefaultLimits()
	few.Members = 2
	tight := DefaultLimits()
	tight.Member = 1000
	total := DefaultLimits()
	total.Total = int64(len(synthetic.Activity(run()))) + 100
	three := zipped(t, file{"a", nil}, file{"b", nil}, file{"c", nil})
	for name, c := range map[string]struct {
		data []byte
		lim  Limits
		want stream.Status
	}{
		"ratio of a member": {zipped(t, file{"a.fit", fit}), DefaultLimits(), stream.Rejected},
		"ratio of a gzip":   {gzipped(t, fit), DefaultLimits(), stream.Rejected},
		"many members":      {three, few, stream.Rejected},
		"large member":      {zipped(t, file{"a.fit", synthetic.Activity(run())}), tight, stream.Rejected},
		"large in all": {
			zipped(t, file{"a.fit", synthetic.Activity(run())}, file{"b.fit", synthetic.Activity(strength())}), total, stream.Partial,
		},
	} {
		d := decodeWith(t, Table(catalogue(t), c.lim), c.data)
		reason := d.Reason
		if c.want == stream.Partial {
			reason = d.Entries[1].Reason
		}
		if d.Status != c.want || !strings.HasPrefix(reason, "hostile") {
			t.Errorf("%s: %s: %s", name, d.Status, reason)
		}
	}
}

// What does not fit into memory goes through a file; it says the same.
func TestLargeMembersAreSpooled(t *testing.T) {
	body, noise := rawDefinition(0, 0xFF00, [3]byte{0, 255, 13}), rand.NewChaCha8([32]byte{})
	for range 20_000 { // noise does not pack, so that it is no bomb
		message := make([]byte, 256)
		_, _ = noise.Read(message[1:])
		body = append(body, message...)
	}
	b := append(synthetic.Activity(run()), rawFIT(body)...)
	if len(b) < inMemory {
		t.Fatalf("%d bytes fit into memory", len(b))
	}
	want, got := accepted(t, b), accepted(t, zipped(t, file{"long.fit", b}))
	if !reflect.DeepEqual(want.records, got.records) {
		t.Error("not the same records")
	}
}

func checkIn() record.Entry {
	two := 2
	return record.Entry{
		Kind: record.CheckInEntry, Entered: time.Date(2026, 3, 4, 5, 30, 0, 0, time.UTC),
		CheckIn: &record.CheckIn{Day: record.DateOf(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)), Fatigue: &two},
	}
}

func TestEntries(t *testing.T) {
	b, err := EncodeEntry(checkIn())
	if err != nil {
		t.Fatal(err)
	}
	r := accepted(t, b).sole(t)
	if diff := cmp.Diff([]record.Entry{checkIn()}, r.Entries); diff != "" || r.Date.String() != "2026-03-04" {
		t.Errorf("%v: %s", r.Date, diff)
	}
	zone := record.Entry{Kind: record.ZoneEntry, Entered: checkIn().Entered, Zone: &record.Zone{From: record.NoDate, TZ: "Europe/Oslo"}}
	if b, err = EncodeEntry(zone); err != nil {
		t.Fatal(err)
	}
	if r := accepted(t, b).sole(t); r.Date != record.NoDate {
		t.Errorf("a zone is filed under %v", r.Date)
	}
	bad := checkIn()
	*bad.CheckIn.Fatigue = 6
	if _, err := EncodeEntry(bad); err == nil {
		t.Error("a fatigue of 6 was written")
	}
}

func TestEntriesThatAreNone(t *testing.T) {
	const head = `{"hvilepuls":"entry/1","entry":`
	const fine = `{"kind":"checkin","entered":"2026-03-04T05:30:00Z","checkin":{"day":"2026-03-04"}}`
	accepted(t, []byte(head+fine+"}\n"))
	for name, c := range map[string][2]string{
		"cut off":         {head + fine, "not an entry"},
		"two of them":     {head + fine + "}{}", "not an entry"},
		"no content":      {head + `{"kind":"checkin","entered":"2026-03-04T05:30:00Z"}}`, "entry"},
		"unknown kind":    {head + `{"kind":"x","entered":"2026-03-04T05:30:00Z"}}`, "entry"},
		"no time":         {head + `{"kind":"checkin","checkin":{"day":"2026-03-04"}}}`, "entry"},
		"out of range":    {head + strings.Replace(fine, `"day"`, `"soreness":0,"day"`, 1) + "}", "check-in"},
		"no number":       {head + strings.Replace(fine, `"day"`, `"soreness":"much","day"`, 1) + "}", "not an entry"},
		"a later version": {strings.Replace(head, "entry/1", "entry/9", 1) + fine + "}", "an entry of a later version"},
		"too large":       {head + fine + "}" + strings.Repeat(" ", 1<<20), "too large"},
	} {
		d := decode(t, []byte(c[0]))
		if d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, c[1]) || len(d.records) != 0 {
			t.Errorf("%s: %s: %s", name, d.Status, d.Reason)
		}
	}
}
