package processors

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/day"
)

const (
	profileMonth  = "profile"
	conflictTries = 5 // passes in a row that another hand made void, after which the stage pauses
)

// rankReceipt puts the receipts of few dates first: this morning's file goes before a long import.
func rankReceipt(m stream.Message) int64 {
	var r stream.Receipt
	_ = json.Unmarshal(m.Data, &r) // what cannot be read goes first and to DEAD
	return int64(len(r.Dates))
}

// assemble makes the days anew that a group of an athlete's receipts touches.
func (e *Engine) assemble(ctx context.Context, athlete string, ms []stream.Message) error {
	dates := map[record.Date]bool{}
	for _, m := range ms {
		var r stream.Receipt
		if err := json.Unmarshal(m.Data, &r); err != nil {
			return fmt.Errorf("read receipt: %w", err)
		}
		for _, d := range r.Dates {
			dates[d] = true
		}
	}
	return e.pass(ctx, stream.Assemble, func() error { return e.assembleDates(ctx, athlete, dates) })
}

// pass makes one pass of a stage, again where another hand wrote meanwhile.
func (e *Engine) pass(ctx context.Context, stage string, do func() error) error {
	start := e.now()
	for range conflictTries {
		err := do()
		switch {
		case err == nil:
			e.metrics.passes.WithLabelValues(stage).Inc()
			e.metrics.seconds.WithLabelValues(stage).Observe(e.now().Sub(start).Seconds())
			return nil
		case errors.Is(err, stream.ErrFull):
			return stream.Transient(err)
		case !errors.Is(err, stream.ErrConflict) || ctx.Err() != nil:
			return err
		}
		e.metrics.conflicts.WithLabelValues(stage).Inc()
	}
	return stream.Transient(fmt.Errorf("%s: %w", stage, stream.ErrConflict))
}

// assembleDates makes the local days anew that records of the given UTC dates can touch, and what holds for all days.
func (e *Engine) assembleDates(ctx context.Context, athlete string, dates map[record.Date]bool) error {
	out := batch{stream: stream.Days, streams: e.streams, since: e.now().Add(-unseenTime)}
	about, moved, err := e.assembleAbout(ctx, athlete, &out)
	if err != nil {
		return err
	}
	if moved {
		if dates, err = e.allDates(ctx, athlete); err != nil {
			return err
		}
	}
	months, days := monthsOf(dates), 0
	for _, month := range slices.Sorted(maps.Keys(months)) {
		if err := e.assembleMonth(ctx, athlete, month, months[month], about, &out); err != nil {
			return err
		}
		days += len(months[month])
	}
	if err := out.flush(ctx); err != nil {
		return err
	}
	e.metrics.days.Add(float64(days))
	return nil
}

// monthsOf are the local days, by month and ascending, about which records of UTC dates can say something.
func monthsOf(dates map[record.Date]bool) map[string][]record.Date {
	dirty := map[record.Date]bool{}
	for d := range dates {
		if d != record.NoDate {
			dirty[d-1], dirty[d], dirty[d+1] = true, true, true
		}
	}
	out := map[string][]record.Date{}
	for _, d := range slices.Sorted(maps.Keys(dirty)) {
		out[d.Month()] = append(out[d.Month()], d)
	}
	return out
}

// assembleAbout makes the document of what holds for all days. moved tells that the zones or
// an order of sources that days are made by changed, and with them possibly every day.
func (e *Engine) assembleAbout(ctx context.Context, athlete string, out *batch) (about record.About, moved bool, err error) {
	subject := stream.DaysSubject(athlete, profileMonth)
	old, _, err := e.streams.Last(ctx, stream.Days, subject) // the revision first
	if err != nil {
		return record.About{}, false, err
	}
	recs, err := e.recordsOf(ctx, athlete, []record.Date{record.NoDate})
	if err != nil {
		return record.About{}, false, err
	}
	about = day.About(athlete, recs)
	var before record.About
	if len(old.Data) > 0 {
		if err := json.Unmarshal(old.Data, &before); err != nil {
			return record.About{}, false, fmt.Errorf("read profile: %w", err)
		}
	}
	moved = !slices.Equal(before.Zones, about.Zones)
	for _, k := range []record.ChoiceKind{record.ChooseWorkouts, record.ChooseHeartRate} { // those that Merge makes
		moved = moved || !slices.Equal(before.Profile.Order(k), about.Profile.Order(k))
	}
	if len(recs) == 0 && len(old.Data) == 0 {
		return about, moved, nil
	}
	return about, moved, out.put(ctx, subject, old, about)
}

func (e *Engine) allDates(ctx context.Context, athlete string) (map[record.Date]bool, error) {
	subjects, err := e.streams.Subjects(ctx, stream.Records, stream.RecordsOf(athlete, "", "", ""))
	if err != nil {
		return nil, err
	}
	out := map[record.Date]bool{}
	for _, s := range subjects {
		d, err := record.ParseDate(stream.Token(s, 3))
		if err != nil {
			return nil, fmt.Errorf("read subject: %w", err)
		}
		out[d] = true
	}
	return out, nil
}

// assembleMonth makes some days of a month anew and leaves the others as they are.
func (e *Engine) assembleMonth(ctx context.Context, athlete, month string, dates []record.Date, about record.About, out *batch) error {
	subject := stream.DaysSubject(athlete, month)
	old, _, err := e.streams.Last(ctx, stream.Days, subject) // the revision first
	if err != nil {
		return err
	}
	doc := record.Month{V: record.Version, Athlete: athlete, Month: month}
	if len(old.Data) > 0 {
		if err := json.Unmarshal(old.Data, &doc); err != nil {
			return fmt.Errorf("read days of a month: %w", err)
		}
	}
	if doc, err = e.mergeDays(ctx, athlete, doc, dates, about); err != nil {
		return err
	}
	if len(doc.Days) == 0 && len(old.Data) == 0 {
		return nil
	}
	return out.put(ctx, subject, old, doc)
}

// mergeDays makes some days of a document anew.
func (e *Engine) mergeDays(ctx context.Context, athlete string, doc record.Month, dates []record.Date, about record.About) (record.Month, error) {
	recs, err := e.recordsOf(ctx, athlete, dates)
	if err != nil {
		return doc, err
	}
	days := map[record.Date]record.Day{}
	for _, d := range doc.Days {
		days[d.Date] = d
	}
	for _, d := range dates {
		if made, ok := day.Merge(d, about, around(recs, d)); ok {
			days[d] = made
		} else {
			delete(days, d)
		}
	}
	doc.Days = make([]record.Day, 0, len(days))
	for _, d := range slices.Sorted(maps.Keys(days)) {
		doc.Days = append(doc.Days, days[d])
	}
	return doc, nil
}

// around are the records that can say something about a local day: those of its date and of the two beside it. recs is in order of date.
func around(recs []record.Record, d record.Date) []record.Record {
	at := func(d record.Date) int {
		i, _ := slices.BinarySearchFunc(recs, d, func(r record.Record, d record.Date) int { return int(r.Date) - int(d) })
		return i
	}
	return recs[at(d-1):at(d+2)]
}

// recordsOf reads the records of dates and of those beside them, in order of date.
func (e *Engine) recordsOf(ctx context.Context, athlete string, dates []record.Date) ([]record.Record, error) {
	wanted := map[record.Date]bool{}
	for _, d := range dates {
		wanted[d] = true
		if d != record.NoDate {
			wanted[d-1], wanted[d+1] = true, true
		}
	}
	filters := make([]string, 0, len(wanted))
	for _, d := range slices.Sorted(maps.Keys(wanted)) {
		filters = append(filters, stream.RecordsOf(athlete, d.String(), "", ""))
	}
	var out []record.Record
	err := e.streams.Read(ctx, stream.Records, filters, func(m stream.Message) error {
		var r record.Record
		if err := json.Unmarshal(m.Data, &r); err != nil {
			return fmt.Errorf("read record: %w", err)
		}
		out = append(out, r)
		return nil
	})
	slices.SortStableFunc(out, func(a, b record.Record) int { return int(a.Date) - int(b.Date) })
	return out, err
}

// batch gathers documents that changed. It is written atomically, in pieces only where it would be too large for one.
type batch struct {
	stream  string
	streams *stream.Stream
	puts    []stream.Put
	bytes   int
	changed int
	since   time.Time // what was written later may not have been looked at by the next stage: its causes go on
}

const (
	batchBytes = 8 << 20
	unseenTime = time.Minute
)

// put adds a document, if it is another than the old one, under compare-and-set on the revision of that.
func (b *batch) put(ctx context.Context, subject string, old stream.Message, doc any) error {
	data, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	if bytes.Equal(data, old.Data) {
		return nil
	}
	if len(b.puts) == stream.BatchLimit-1 || len(b.puts) > 0 && b.bytes+len(data) > batchBytes {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	cause := stream.CauseOf(ctx)
	if old.At.After(b.since) {
		cause = stream.JoinCauses(cause, old.Cause)
	}
	b.puts = append(b.puts, stream.Put{Subject: subject, Data: data, Expect: new(old.Seq), Cause: cause})
	b.bytes += len(data)
	b.changed++
	return nil
}

func (b *batch) flush(ctx context.Context) error {
	if len(b.puts) == 0 {
		return nil
	}
	err := b.streams.PublishBatch(ctx, b.stream, b.puts)
	b.puts, b.bytes = nil, 0
	return err
}
