package source

import (
	"bufio"
	"context"
	"io"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// intervalsSource reads the wellness records of Intervals.icu, one per local day, as its API gives them: JSON or CSV. They hold what a watch's
// vendor told Intervals.icu, so the source is Intervals.icu, whatever the watch.
func intervalsSource() Source {
	return Source{
		Name:  "intervals_icu",
		Title: "Intervals.icu: wellness records, JSON and CSV",
		Match: func(head []byte) bool { return wellnessJSON(head) || wellnessTable(head) },
		Decode: func(_ context.Context, f File, out *Report) error {
			w := wellnessLog{file: f, out: out, src: record.Source{Key: f.SourceKey("Intervals.icu", "", ""), Maker: "Intervals.icu", Bridge: true}}
			in := bufio.NewReaderSize(f.Reader(), headSize)
			head, _ := in.Peek(headSize) // an error comes again with the reading
			if wellnessJSON(head) {
				return eachJSON(in, out, w.day)
			}
			return w.table(in)
		},
	}
}

func wellnessJSON(head []byte) bool {
	return jsonHead(head, "id", "restingHR", "hrv", "sleepSecs", "updated")
}

func wellnessTable(head []byte) bool {
	return hasColumns(head, "restinghr", "hrv", "sleepsecs") && (hasColumns(head, "date") || hasColumns(head, "id"))
}

// What receipts count about wellness records.
const (
	kindAnswers = "answers_not_used" // on scales of 1 to 4 that are not those of the check-in, and about the body, not the glutes
)

// wellnessDay is a wellness record. Null and absent are one.
type wellnessDay struct {
	ID         string   `json:"id"` // the local date
	Updated    string   `json:"updated"`
	RestingHR  *float64 `json:"restingHR"`
	HRV        *float64 `json:"hrv"` // RMSSD, as the watch's vendor gives it for the night
	SDNN       *float64 `json:"hrvSDNN"`
	SleepSecs  *float64 `json:"sleepSecs"`
	Weight     *float64 `json:"weight"` // kg
	Steps      *float64 `json:"steps"`
	Soreness   *float64 `json:"soreness"`
	Fatigue    *float64 `json:"fatigue"`
	Stress     *float64 `json:"stress"`
	Mood       *float64 `json:"mood"`
	Motivation *float64 `json:"motivation"`
}

// wellnessLog emits wellness records.
type wellnessLog struct {
	file File
	out  *Report
	src  record.Source
}

// day emits one day. The record says when it was last changed: of two tellings the later holds.
func (w *wellnessLog) day(d *wellnessDay) error {
	date, err := record.ParseDate(d.ID)
	if err != nil || !inTime(date.Time()) {
		w.out.drop(dropTime, 1)
		return nil
	}
	const noon = 12 * time.Hour
	r := record.Record{Date: date, Wall: true, Source: w.src, TZ: w.file.TZ}
	at := date.Time().Add(noon)
	if u, ok := parseStamp(d.Updated); ok && u.Zoned && inTime(u.T) {
		r.Updated = u.T.UTC()
	}
	daily := func(kind record.DailyKind, counted string, v *float64, lo, hi, by float64) {
		if w.inside(v, lo, hi) {
			r.Daily = append(r.Daily, record.Daily{Time: at, Kind: kind, Value: *v / by})
			w.out.count(counted, 1)
		}
	}
	daily(record.VendorRHR, kindRHR, d.RestingHR, record.MinHeartRate, record.MaxHeartRate, 1)
	daily(record.SleepMinutes, kindSleep, d.SleepSecs, 60, 24*3600, 60)
	daily(record.BodyWeight, kindWeight, d.Weight, leastKg, mostKg, 1)
	daily(record.DailySteps, kindSteps, d.Steps, 1, mostSteps, 1)
	hrv := func(kind record.HRVKind, v *float64) {
		if w.inside(v, 1, mostRMSSD) {
			r.HRV = append(r.HRV, record.HRV{Time: at, Kind: kind, Ms: *v})
			w.out.count(kindHRV, 1)
		}
	}
	hrv(record.RMSSDAsleep, d.HRV)
	hrv(record.SDNNSpot, d.SDNN)
	for _, v := range []*float64{d.Soreness, d.Fatigue, d.Stress, d.Mood, d.Motivation} {
		if v != nil && *v > 0 {
			w.out.count(kindAnswers, 1)
		}
	}
	if len(r.Daily)+len(r.HRV) == 0 {
		return nil
	}
	return w.file.Emit(r)
}

// inside tells whether a value is given and plausible; 0 stands for none.
func (w *wellnessLog) inside(v *float64, lo, hi float64) bool {
	switch {
	case v == nil || *v == 0:
		return false
	case *v >= lo && *v <= hi:
		return true
	}
	w.out.drop(dropValue, 1)
	return false
}

// table emits the days of a CSV.
func (w *wellnessLog) table(r io.Reader) error {
	t, err := openTable(r, 0, w.out)
	if err != nil {
		return err
	}
	id, updated := t.col("id", "date"), t.col("updated")
	var d wellnessDay
	fields := map[string]**float64{
		"restinghr": &d.RestingHR, "hrv": &d.HRV, "hrvsdnn": &d.SDNN, "sleepsecs": &d.SleepSecs, "weight": &d.Weight, "steps": &d.Steps,
		"soreness": &d.Soreness, "fatigue": &d.Fatigue, "stress": &d.Stress, "mood": &d.Mood, "motivation": &d.Motivation,
	}
	cols := make(map[int]**float64, len(fields))
	for name, to := range fields {
		if c := t.col(name); c >= 0 {
			cols[c] = to
		}
	}
	for {
		more, err := t.next()
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
		d.ID, d.Updated = t.at(id), t.at(updated)
		for c, to := range cols {
			*to = logNumber(t.at(c))
		}
		if err := w.day(&d); err != nil {
			return err
		}
	}
}
