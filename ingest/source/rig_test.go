package source

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones of entries, also where the machine has none

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// garmin is the watch of most tests.
func garmin() synthetic.Device {
	return synthetic.Device{Maker: 1, Product: 4315, Serial: 3_451_987_965}
}

func catalogue(t testing.TB) *exercise.Catalogue {
	t.Helper()
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// decoded is what came of a file.
type decoded struct {
	Report
	records []record.Record
}

// decode decodes a file with every source and holds its records to the laws.
func decode(t testing.TB, data []byte) decoded {
	t.Helper()
	return decodeWith(t, Table(catalogue(t), DefaultLimits()), data)
}

func decodeWith(t testing.TB, table []Source, data []byte) decoded {
	t.Helper()
	return decodeNamed(t, "file", table, data)
}

// decodeNamed is decodeWith for a source that needs the file's name.
func decodeNamed(t testing.TB, name string, table []Source, data []byte) decoded {
	t.Helper()
	var d decoded
	var err error
	d.Report, err = Decode(context.Background(), table, File{
		Name: name, Data: bytes.NewReader(data), Size: int64(len(data)),
		SourceKey: func(maker, model, serial string) string {
			return strings.ToValidUTF8(maker+"-"+model+"-"+serial, "?")
		},
		Emit: func(r record.Record) error {
			d.records = append(d.records, r)
			return nil
		},
	})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	if (d.Status == stream.Accepted) != (d.Reason == "") {
		t.Errorf("%s for the reason %q", d.Status, d.Reason)
	}
	if d.Status == stream.Rejected && d.Format == "fit" && len(d.records) > 0 {
		t.Errorf("rejected (%s), but %d records", d.Reason, len(d.records))
	}
	carry(t, d.records)
	usable(t, d)
	return d
}

// accepted fails unless all of a file could be used.
func accepted(t testing.TB, data []byte) decoded {
	t.Helper()
	d := decode(t, data)
	if d.Status != stream.Accepted {
		t.Fatalf("%s: %s", d.Status, d.Reason)
	}
	return d
}

// hold is what every record must keep.
func hold(t testing.TB, r record.Record) {
	t.Helper()
	for _, s := range r.Samples {
		holdSeries(t, string(s.Kind), s.Series, s.Kind != record.Beats)
		for i := range s.T {
			if got := record.DateOf(s.At(i)); got != r.Date {
				t.Errorf("%s of %v filed under %v", s.Kind, got, r.Date)
				break
			}
		}
		if s.Kind == record.HeartRate {
			holdHR(t, s.Series)
		}
	}
	for _, w := range r.Workouts {
		if record.DateOf(w.Start) != r.Date || w.End.Before(w.Start) {
			t.Errorf("workout of %v to %v filed under %v", w.Start, w.End, r.Date)
		}
		for _, s := range []record.Series{w.HR, w.Power, w.Speed} {
			holdSeries(t, "workout", s, true)
		}
		holdSeries(t, "beats", w.Beats, false)
		holdHR(t, w.HR)
		for i, s := range w.Sets {
			if s.Index != i {
				t.Errorf("set %d has index %d", i, s.Index)
			}
		}
	}
	for _, s := range r.Sleep {
		if record.DateOf(s.End) != r.Date || s.End.Before(s.Start) {
			t.Errorf("night of %v to %v filed under %v", s.Start, s.End, r.Date)
		}
		at := 0
		for _, st := range s.Stages {
			if st.From < at || st.To <= st.From {
				t.Errorf("stages overlap or are empty: %+v after %d", st, at)
			}
			at = st.To
		}
	}
}

func holdSeries(t testing.TB, what string, s record.Series, rising bool) {
	t.Helper()
	if len(s.T) != len(s.V) {
		t.Errorf("%s: %d times and %d values", what, len(s.T), len(s.V))
	}
	for i := 1; i < len(s.T); i++ {
		if s.T[i] < s.T[i-1] || rising && s.T[i] == s.T[i-1] {
			t.Errorf("%s: time %d follows %d", what, s.T[i], s.T[i-1])
			return
		}
	}
}

func holdHR(t testing.TB, s record.Series) {
	t.Helper()
	for _, v := range s.V {
		if v < record.MinHeartRate || v > record.MaxHeartRate {
			t.Errorf("heart rate %d", v)
			return
		}
	}
}

// sole is the only record of a file.
func (d decoded) sole(t testing.TB) record.Record {
	t.Helper()
	if len(d.records) != 1 {
		t.Fatalf("%d records, want 1 (%s %s)", len(d.records), d.Status, d.Reason)
	}
	return d.records[0]
}

// at is an instant in UTC.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}
