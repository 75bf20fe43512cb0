package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	batchRecords = stream.BatchLimit - 1 // the receipt goes with the last batch
	batchBytes   = 4 << 20
	headRoom     = 64 << 10 // bytes of a message beside its data
)

// The reasons for which the writer drops a record.
const (
	tooLarge   = "too_large"
	unwritable = "unwritable"
)

// writer writes the records of one file in atomic batches. It holds one batch, never the whole file.
type writer struct {
	streams            *stream.Stream
	athlete, file, sha string

	batch   []stream.Put
	bytes   int
	early   bool          // something was written before the last batch
	parts   map[place]int // parts written or in the batch
	dropped map[string]int
}

var sourcePattern = regexp.MustCompile(`^[a-z0-9-]+$`)

// place is what a file's records are numbered within.
type place struct {
	date   record.Date
	source string
}

func newWriter(s *stream.Stream, athlete, file, sha string) *writer {
	return &writer{streams: s, athlete: athlete, file: file, sha: sha, parts: map[place]int{}, dropped: map[string]int{}}
}

// emitTo is the function that takes a decoder's records.
func (w *writer) emitTo(ctx context.Context) func(record.Record) error {
	return func(r record.Record) error { return w.emit(ctx, r) }
}

func (w *writer) emit(ctx context.Context, r record.Record) error {
	p := place{r.Date, r.Source.Key}
	if !sourcePattern.MatchString(p.source) {
		return errors.New("write record: its source has no valid key")
	}
	r.V, r.Athlete, r.File, r.SHA, r.Part = record.Version, w.athlete, w.file, w.sha, w.parts[p]
	data, err := json.Marshal(r)
	if err != nil { // a year of five digits, or not a number
		w.dropped[unwritable]++
		return nil
	}
	if int64(len(data)) > w.streams.MaxPayload()-headRoom {
		w.dropped[tooLarge]++
		return nil
	}
	if len(w.batch) == batchRecords || len(w.batch) > 0 && w.bytes+len(data) > batchBytes {
		w.early = true
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	w.batch = append(w.batch, stream.Put{Subject: stream.RecordSubject(w.athlete, r.Date, r.Source.Key, w.file, r.Part), Data: data})
	w.bytes += len(data)
	w.parts[p]++
	return nil
}

func (w *writer) flush(ctx context.Context) error {
	err := w.streams.PublishBatch(ctx, stream.Records, w.batch)
	clear(w.batch) // lets the data go
	w.batch, w.bytes = w.batch[:0], 0
	return err
}

// withdraw takes everything back: a rejected file says nothing. What was written already is purged like any other leftover.
func (w *writer) withdraw() {
	clear(w.batch)
	clear(w.parts)
	w.batch, w.bytes = w.batch[:0], 0
}

// close puts the receipt behind the last batch: who writes that under compare-and-set on the receipt's revision finishes the file.
func (w *writer) close(ctx context.Context, r stream.Receipt, rev uint64) error {
	data, err := encodeReceipt(r, int(w.streams.MaxPayload())-headRoom)
	if err != nil {
		return err
	}
	if len(w.batch) > 0 && w.bytes+len(data) > 2*batchBytes {
		w.early = true
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	w.batch = append(w.batch, stream.Put{Subject: stream.ReceiptSubject(w.athlete, w.file), Data: data, Expect: &rev, Cause: stream.CauseOf(ctx)})
	w.bytes += len(data)
	return nil
}

// dates are the dates that the file says something about, "profile" included.
func (w *writer) dates() []record.Date {
	out := make([]record.Date, 0, len(w.parts))
	for p := range w.parts {
		out = append(out, p.date)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// purgeOthers removes those of the file's subjects that were not written now.
func (w *writer) purgeOthers(ctx context.Context, existing []string) error {
	whole := map[string]bool{}
	for _, subject := range existing {
		p, part, err := placeOf(subject)
		if err != nil {
			return err
		}
		n := w.parts[p]
		if part < n {
			continue
		}
		filter := subject
		if n == 0 {
			filter = stream.RecordsOf(w.athlete, p.date.String(), p.source, w.file)
		}
		if whole[filter] {
			continue
		}
		whole[filter] = true
		if err := w.streams.Purge(ctx, stream.Records, filter); err != nil {
			return err
		}
	}
	return nil
}

// placeOf reads a record's subject.
func placeOf(subject string) (place, int, error) {
	d, err := record.ParseDate(stream.Token(subject, 3))
	if err != nil {
		return place{}, 0, fmt.Errorf("read subject: %w", err)
	}
	part, err := strconv.Atoi(stream.Token(subject, 6))
	if err != nil {
		return place{}, 0, fmt.Errorf("read subject: %w", err)
	}
	return place{d, stream.Token(subject, 4)}, part, nil
}

func datesOf(subjects []string) []record.Date {
	var out []record.Date
	for _, s := range subjects {
		if d, err := record.ParseDate(stream.Token(s, 3)); err == nil {
			out = append(out, d)
		}
	}
	return out
}
