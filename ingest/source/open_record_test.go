package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	locked "github.com/yeka/zip"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// asLines is what an export holds of records.
func asLines(t testing.TB, records []record.Record) []byte {
	t.Helper()
	var out []byte
	for _, r := range records {
		r.V = record.Version
		if !openKey.MatchString(r.Source.Key) {
			r.Source.Key = "key" // of a test that makes keys as no archive does
		}
		line, err := EncodeRecord(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, line...), '\n')
	}
	return out
}

// carry holds the open format to what a decoder said: lines carry all of it.
func carry(t testing.TB, records []record.Record) {
	t.Helper()
	if len(records) == 0 {
		return
	}
	lines := asLines(t, records)
	var again []record.Record
	report, err := Decode(context.Background(), []Source{openSource()}, File{
		Name: "file", Data: bytes.NewReader(lines), Size: int64(len(lines)),
		Emit: func(r record.Record) error { again = append(again, r); return nil },
	})
	if err != nil || report.Status != stream.Accepted || len(again) != len(records) {
		t.Fatalf("%d of %d records: %s %s %v", len(again), len(records), report.Status, report.Reason, err)
	}
	if !bytes.Equal(lines, asLines(t, again)) {
		t.Fatalf("lines (-want +got):\n%.3000s", cmp.Diff(records, again))
	}
	for i := range again {
		want, got := records[i], again[i]
		want.V, got.V, want.Source.Key, got.Source.Key = 0, 0, "", ""
		a, err := json.Marshal(want)
		b, err2 := json.Marshal(got)
		if err != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Fatalf("record %d: %v %v\n%.2000s\n%.2000s", i, err, err2, a, b)
		}
	}
}

const soundRecord = `{"hvilepuls":"record","v":1,"date":"2026-11-08","source":{"key":"ring"},"samples":[{"kind":"heart_rate","start":"2026-11-08T02:00:00Z","t":[0,60],"v":[52,51]}]}`

// A record that somebody else wrote cannot bring in what no decoder would: its line is left out, and the reason tells no value.
func TestRecordsThatAreRefused(t *testing.T) {
	entry := `{"hvilepuls":"record","v":1,"date":"profile","source":{"key":"athlete"},"entries":[{"kind":"zone","entered":"2026-11-08T02:00:00Z","zone":{"from":"profile","tz":"UTC"}}]}`
	for _, c := range []struct{ of, old, now, want string }{
		{soundRecord, `"v":1,`, `"v":2,`, "shape"},
		{soundRecord, `"v":1,`, `"v":1,"athlete":"bo",`, "shape"},
		{soundRecord, `"v":1,`, `"v":1,"sha":"00",`, "shape"},
		{soundRecord, `"v":1,`, `"v":1,"quagga":7,`, "shape"},
		{soundRecord, `"date"`, `"DATE"`, "shape"},
		{soundRecord, `[52,51]`, `[52,5e1]`, "shape"},
		{soundRecord, `[52,51]`, `[52,99999999999]`, "shape"},
		{soundRecord, `2026-11-08",`, `1926-11-08",`, "2000 and 2099"},
		{soundRecord, `"ring"`, `"../ring"`, "source"},
		{soundRecord, `"ring"`, `"athlete"`, "entries"},
		{soundRecord, `"v":1,`, `"v":1,"origin":"xyz",`, "SHA-256"},
		{soundRecord, `"v":1,`, `"v":1,"tz":"Mars/Base",`, "zone"},
		{soundRecord, `"v":1,`, `"v":1,"offset":99999,`, "zone"},
		{soundRecord, `[52,51]`, `[52,251]`, "heart_rate are out of order or out of range"},
		{soundRecord, `[52,51]`, `[52]`, "out of order"},
		{soundRecord, `[0,60]`, `[60,0]`, "out of order"},
		{soundRecord, `[0,60]`, `[0,0]`, "out of order"},
		{soundRecord, `[0,60]`, `[0,86400]`, "another date"},
		{soundRecord, `"heart_rate","start"`, `"quagga","start"`, "no known kind"},
		{soundRecord, `"samples":[`, `"daily":[{"time":"2026-11-08T02:00:00Z","kind":"rhr","value":1e300}],"samples":[`, "daily value"},
		{soundRecord, `"samples":[`, `"hrv":[{"time":"2026-11-08T02:00:00Z","kind":"rmssd_asleep","ms":-61.5}],"samples":[`, "variability"},
		{soundRecord, `"samples":[`, `"sleep":[{"start":"2026-11-08T02:00:00Z","end":"2026-11-08T01:00:00Z"}],"samples":[`, "night"},
		{soundRecord, `"samples":[`, `"sleep":[{"start":"2026-11-08T02:00:00Z","end":"2026-11-08T03:00:00Z","stages":[{"from":9,"to":3,"kind":"deep"}]}],"samples":[`, "stages"},
		{soundRecord, `"samples":[`, `"workouts":[{"start":"2026-11-09T02:00:00Z","end":"2026-11-09T03:00:00Z","sport":""}],"samples":[`, "workout"},
		{soundRecord, `"samples":[`, `"workouts":[{"start":"2026-11-08T02:00:00Z","end":"2026-11-08T03:00:00Z","sport":"","sets":[{"index":1,"start":"2026-11-08T02:00:00Z","exercise":"","layer":0}]}],"samples":[`, "set"},
		{soundRecord, `"samples":[`, `"workouts":[{"start":"2026-11-08T02:00:00Z","end":"2026-11-08T03:00:00Z","sport":"","sets":[{"index":0,"start":"2026-11-08T02:00:00Z","exercise":"","layer":3}]}],"samples":[`, "set"},
		{entry, `"tz":"UTC"`, `"tz":"Mars"`, "entry"},
		{entry, `"profile","source"`, `"2026-11-08","source"`, "entry"},
		{entry, `"athlete"`, `"ring"`, "entries"},
	} {
		line := strings.Replace(c.of, c.old, c.now, 1)
		d := decode(t, []byte(c.of+"\n"+line+"\n"+c.of+"\n"))
		if line == c.of || d.Status != stream.Partial || !strings.HasPrefix(d.Reason, "line 2: ") || !strings.Contains(d.Reason, c.want) || len(d.records) != 2 {
			t.Errorf("%s\n%s: %s, %d records; want %q", line, d.Status, d.Reason, len(d.records), c.want)
		}
		for _, never := range []string{"quagga", "61.5", "Mars", "xyz"} {
			if strings.Contains(d.Reason, never) {
				t.Errorf("%s tells %q", d.Reason, never)
			}
		}
	}
	if c := accepted(t, []byte(soundRecord)).Counts; c[kindHeartRate] != 2 {
		t.Errorf("counted %v", c)
	}
}

// Of an export's open files that is taken which no file beside them says: here that of an archive whose password nobody knows.
func TestExportsAsAWhole(t *testing.T) {
	night, day := synthetic.Sleep(night()), synthetic.Monitor(day())
	shut := lockedZip(t, "golden", locked.AES256Encryption, file{"a.fit", night})
	sum := func(b []byte) string {
		sha := sha256.Sum256(b)
		return hex.EncodeToString(sha[:])
	}
	from := func(file, said []byte) (lines []byte) {
		d := decode(t, said)
		for i := range d.records {
			d.records[i].SHA = sum(file)
		}
		return asLines(t, d.records)
	}
	for _, root := range []string{"", "unpacked and packed again/"} {
		b := zipped(t, file{root + "files.json", []byte("[]")}, file{root + "open/2026-11.ndjson", append(from(shut, night), from(day, day)...)},
			file{root + "files/" + sum(shut) + "/shut.zip", shut}, file{root + "files/" + sum(day) + "/day.fit", day})
		d := decode(t, b)
		alone := len(decode(t, day).records)
		if d.Format != "export" || len(d.records) != alone+1 || d.records[alone].Origin != sum(shut) || len(d.records[alone].Sleep) != 1 {
			t.Errorf("%q: %s, %s %s: %d records, want %d and that of the night", root, d.Format, d.Status, d.Reason, len(d.records), alone)
		}
	}
}

func FuzzExport(f *testing.F) { fuzz(f, "export") }

// exportSeeds are exports: of open files alone, in all dresses, with the file that said it beside them, and cut off.
func exportSeeds(t testing.TB) (all [][]byte) {
	night := synthetic.Sleep(night())
	sha := sha256.Sum256(night)
	d := decode(t, night)
	for i := range d.records {
		d.records[i].SHA = hex.EncodeToString(sha[:])
	}
	list := file{"files.json", []byte("[]")}
	for _, said := range append(texts(string(asLines(t, d.records))), []byte(openWeek)) {
		all = append(all, zipped(t, list, file{"open/2026-11.ndjson", said}))
	}
	raw := file{"files/" + hex.EncodeToString(sha[:]) + "/night.fit", night}
	return append(all, zipped(t, list, file{"open/2026-11.ndjson", asLines(t, d.records)}, raw), all[0][:len(all[0])/2])
}
