package processors

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Records come in order of date, file and part, whatever the order in which they came in; those of earlier dates are let go meanwhile.
func TestRecordsAreReadADateAtATime(t *testing.T) {
	const dates, files, samples = 24, 2, 20_000
	r, first := newRig(t), record.DateOf(clock())
	for i := range dates * files {
		d, file := first+record.Date(i*7%dates), strconv.Itoa(i/dates)
		rec := record.Record{V: record.Version, Athlete: "ada", Date: d, Source: record.Source{Key: "watch"}, File: file, SHA: strconv.Itoa(9 - i/dates)}
		s := record.Samples{Kind: record.Beats, Series: record.Series{Start: d.Time(), T: make(record.Ints, samples), V: make(record.Ints, samples)}}
		rec.Samples = append(rec.Samples, s)
		data, err := json.Marshal(rec)
		if err == nil {
			_, err = r.streams.Publish(t.Context(), stream.Records, stream.Put{Subject: stream.RecordSubject("ada", d, "watch", file, 0), Data: data})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var order []string
	var alive atomic.Int64
	err := r.engine.Records(t.Context(), "ada", func(rec record.Record) error {
		alive.Add(1)
		runtime.AddCleanup(&rec.Samples[0].V[0], func(struct{}) { alive.Add(-1) }, struct{}{})
		order = append(order, rec.Date.String()+" "+rec.SHA)
		if len(order)%files > 0 {
			return nil
		}
		for end := time.Now().Add(time.Minute); alive.Load() > files; runtime.GC() {
			if time.Now().After(end) {
				return fmt.Errorf("%d records are held after %d, with %d on a date", alive.Load(), len(order), files)
			}
		}
		return nil
	})
	if err != nil || len(order) != dates*files || !slices.IsSorted(order) {
		t.Errorf("%v: %v", err, order)
	}
}
