package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Difference is something that verify found.
type Difference struct {
	Layer   string `json:"layer"` // "archive" or "records"
	Athlete string `json:"athlete"`
	File    string `json:"file"`             // keyed hash
	SHA     string `json:"sha256,omitempty"` // "" where it is not known
	What    string `json:"what"`

	mend func(context.Context) error // nil where nothing but the bytes themselves helps
}

// Depth is how far verify goes.
type Depth int

// The depths. Reading every archived file takes as long as its disk needs.
const (
	Quick Depth = iota // what lies in the archive, by name and size
	Whole              // every byte of it
)

// Verify holds the archive against its hashes and RECORDS against the archive: every file is whole and has a receipt that stands, its
// records are on as many dates as the receipt says, and nothing is there of a file that the archive does not hold. Ingest must be drained.
func (in *Intake) Verify(ctx context.Context, depth Depth) ([]Difference, error) {
	athletes, err := in.archive.Athletes()
	if err != nil {
		return nil, err
	}
	held, err := in.heldByStreams(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify records: %w", err)
	}
	for a := range held {
		if !slices.Contains(athletes, a) {
			athletes = append(athletes, a)
		}
	}
	slices.Sort(athletes)
	var out []Difference
	for _, a := range athletes {
		if held[a] == nil {
			held[a] = map[string]*account{}
		}
		d, err := in.verifyAthlete(ctx, a, held[a], depth)
		if err != nil {
			return out, fmt.Errorf("verify archive: %w", err)
		}
		out = append(out, d...)
	}
	return out, nil
}

// Repair mends what Verify found, as far as the layer before says what is right, and gives what it mended. Files are decoded again by the
// worker: drain it afterwards. Of an archived file that is not whole nothing is made again: it goes into quarantine, and what was decoded
// of it while it was whole stays.
func (in *Intake) Repair(ctx context.Context, found []Difference) ([]Difference, error) {
	var mended []Difference
	for _, d := range found {
		if d.mend == nil {
			continue
		}
		if err := d.mend(ctx); err != nil {
			return mended, fmt.Errorf("mend %s: %w", d.Layer, err)
		}
		mended = append(mended, d)
	}
	return mended, nil
}

// account is what RECORDS holds of one file.
type account struct {
	receipt *stream.Receipt
	dates   map[record.Date]bool
}

// heldByStreams is what RECORDS holds, by athlete and keyed hash of the file.
func (in *Intake) heldByStreams(ctx context.Context) (map[string]map[string]*account, error) {
	out := map[string]map[string]*account{}
	at := func(athlete, file string) *account {
		if out[athlete] == nil {
			out[athlete] = map[string]*account{}
		}
		if out[athlete][file] == nil {
			out[athlete][file] = &account{dates: map[record.Date]bool{}}
		}
		return out[athlete][file]
	}
	err := eachReceipt(ctx, in.streams, "*", func(r stream.Receipt) {
		r.Entries = nil
		at(r.Athlete, r.Hash).receipt = &r
	})
	if err != nil {
		return nil, err
	}
	subjects, err := in.streams.Subjects(ctx, stream.Records, "record.>")
	if err != nil {
		return nil, err
	}
	for _, s := range subjects {
		p, _, err := placeOf(s)
		if err != nil {
			return nil, err
		}
		at(stream.AthleteOf(s), stream.Token(s, 5)).dates[p.date] = true
	}
	return out, nil
}

func (in *Intake) verifyAthlete(ctx context.Context, athlete string, held map[string]*account, depth Depth) ([]Difference, error) {
	var out []Difference
	err := in.archive.Walk(athlete, time.Time{}, func(it Item) error {
		acc := held[it.File]
		delete(held, it.File)
		d, err := in.verifyFile(ctx, it, acc, depth)
		if d.What != "" {
			out = append(out, d)
		}
		return err
	})
	if err != nil {
		return out, err
	}
	spoilt, err := in.archive.Spoilt(athlete)
	if err != nil {
		return out, err
	}
	for _, s := range spoilt {
		delete(held, s.File)
		out = append(out, Difference{Layer: "archive", Athlete: athlete, File: s.File, SHA: s.SHA, What: s.String()})
	}
	for file, acc := range held {
		if d := in.verifyRest(athlete, file, acc); d.What != "" {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.File, b.File)) })
	return out, nil
}

// verifyFile judges a file of the archive; its What is "" if it is well.
func (in *Intake) verifyFile(ctx context.Context, it Item, acc *account, depth Depth) (Difference, error) {
	d := Difference{Layer: "records", Athlete: it.Athlete, File: it.File, SHA: it.SHA, mend: func(ctx context.Context) error { return in.redecode(ctx, it) }}
	err := it.Damage
	if err != nil && acc == nil && errors.Is(err, ErrUnknownFile) && !in.archive.hasBytes(it.Athlete, it.SHA) {
		return d, nil // a put that a crash cut short, before anybody was told that it was there
	}
	if err == nil && depth == Whole {
		err = in.archive.Verify(ctx, it.Athlete, it.SHA)
	}
	switch {
	case ctx.Err() != nil:
		return d, ctx.Err()
	case err != nil:
		d.Layer, d.What = "archive", err.Error()
		d.mend = func(ctx context.Context) error {
			_, err := in.heal(ctx, it.Athlete, it.SHA)
			return err
		}
	case acc == nil || acc.receipt == nil:
		d.What = "there is no receipt"
	case !finished(*acc.receipt, in.archive.said(it.Athlete, it.Sidecar)):
		d.What = "its receipt is of other decoders or of another zone or password"
	case acc.days() != acc.receipt.Days:
		d.What = fmt.Sprintf("its records are on %d dates, the receipt says %d", acc.days(), acc.receipt.Days)
	}
	return d, nil
}

// verifyRest judges what RECORDS holds of a file that the archive does not; its What is "" if that is well.
func (in *Intake) verifyRest(athlete, file string, acc *account) Difference {
	d := Difference{Layer: "records", Athlete: athlete, File: file}
	gone := acc.receipt != nil && acc.receipt.Reason == reasonGone
	switch {
	case gone && len(acc.dates) == 0:
	case gone:
		d.What = "it was forgotten and has records"
		d.mend = func(ctx context.Context) error { return in.forgetRecords(ctx, athlete, file) }
	case acc.receipt == nil:
		d.What = "there are records of a file that the archive does not hold"
		d.mend = func(ctx context.Context) error {
			return in.streams.Purge(ctx, stream.Records, stream.RecordsOf(athlete, "", "", file))
		}
	default:
		sha := acc.receipt.SHA
		d.Layer, d.SHA, d.What = "archive", sha, "RECORDS tells of a file that the archive does not hold"
		d.mend = func(ctx context.Context) error {
			if checkSHA(sha) != nil {
				return nil // a receipt that names nothing
			}
			_, err := in.heal(ctx, athlete, sha)
			return err
		}
	}
	return d
}

// days is the number of dates with records, without "profile".
func (a *account) days() int {
	n := len(a.dates)
	if a.dates[record.NoDate] {
		n--
	}
	return n
}
