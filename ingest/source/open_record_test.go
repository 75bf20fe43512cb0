package source

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

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
