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
}

// Verify holds the archive against its hashes and RECORDS against the archive: every file is whole and has a receipt that stands, its
// records are on as many dates as the receipt says, and nothing is there of a file that the archive does not hold. Ingest must be drained.
func (in *Intake) Verify(ctx context.Context) ([]Difference, error) {
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
		d, err := in.verifyAthlete(ctx, a, held[a])
		if err != nil {
			return out, fmt.Errorf("verify archive: %w", err)
		}
		out = append(out, d...)
	}
	return out, nil
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

func (in *Intake) verifyAthlete(ctx context.Context, athlete string, held map[string]*account) ([]Difference, error) {
	var out []Difference
	add := func(layer, file, sha, what string) { out = append(out, Difference{layer, athlete, file, sha, what}) }
	err := in.archive.Walk(athlete, time.Time{}, func(it Item) error {
		acc := held[it.File]
		delete(held, it.File)
		if it.Damage != nil && acc == nil && errors.Is(it.Damage, ErrUnknownFile) {
			return nil // a put that a crash cut short, before anybody was told that it was there
		}
		err := it.Damage
		if err == nil {
			err = in.archive.Verify(ctx, athlete, it.SHA)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			add("archive", it.File, it.SHA, err.Error())
		case acc == nil || acc.receipt == nil:
			add("records", it.File, it.SHA, "there is no receipt")
		case !finished(*acc.receipt, in.archive.said(athlete, it.Sidecar)):
			add("records", it.File, it.SHA, "its receipt is of other decoders or of another zone or password")
		case acc.days() != acc.receipt.Days:
			add("records", it.File, it.SHA, fmt.Sprintf("its records are on %d dates, the receipt says %d", acc.days(), acc.receipt.Days))
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	for file, acc := range held {
		switch {
		case acc.receipt != nil && acc.receipt.Reason == reasonGone && len(acc.dates) == 0:
		case acc.receipt != nil && acc.receipt.Reason == reasonGone:
			add("records", file, "", "it was forgotten and has records")
		default:
			add("archive", file, "", "RECORDS tells of a file that the archive does not hold")
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.File, b.File)) })
	return out, nil
}

// days is the number of dates with records, without "profile".
func (a *account) days() int {
	n := len(a.dates)
	if a.dates[record.NoDate] {
		n--
	}
	return n
}
