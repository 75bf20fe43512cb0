package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Forget erases one file: the tombstone first, then its bytes, its claim and its records; the receipt that is left names nothing but the
// keyed hash and the dates that were touched, and wakes whoever made something of them. It may be called again.
func (in *Intake) Forget(ctx context.Context, athlete, sha string) error {
	if err := in.archive.Forget(athlete, sha); err != nil {
		return err
	}
	return in.forgetStreams(ctx, athlete, in.archive.FileHash(athlete, sha))
}

func (in *Intake) forgetStreams(ctx context.Context, athlete, file string) error {
	if err := in.streams.Purge(ctx, stream.Uploads, stream.UploadSubject(athlete, file)); err != nil {
		return err
	}
	for {
		err := in.forgetRecords(ctx, athlete, file)
		if !errors.Is(err, stream.ErrConflict) {
			return err
		}
	}
}

// forgetRecords purges and publishes the receipt. A worker that was at the file meanwhile loses: whichever of the two comes second sees a
// conflict.
func (in *Intake) forgetRecords(ctx context.Context, athlete, file string) error {
	before, rev, _, err := lastReceipt(ctx, in.streams, athlete, file)
	if err != nil {
		return err
	}
	of := stream.RecordsOf(athlete, "", "", file)
	there, err := in.streams.Subjects(ctx, stream.Records, of)
	if err != nil {
		return err
	}
	if err := in.streams.Purge(ctx, stream.Records, of); err != nil {
		return err
	}
	data, err := json.Marshal(stream.Receipt{
		V: 1, Athlete: athlete, Hash: file, Status: stream.Rejected, Reason: reasonGone, Counts: map[string]int{},
		Dates: union(before.Dates, datesOf(there)),
	})
	if err != nil {
		return fmt.Errorf("write receipt: %w", err)
	}
	_, err = in.streams.Publish(ctx, stream.Records, stream.Put{Subject: stream.ReceiptSubject(athlete, file), Data: data, Expect: &rev})
	return err
}

// BeginForget writes down that a file is to be forgotten, or with no sha all of an athlete, with what was found of it by layer. It fails with
// ErrUnknownFile where the archive holds none of it. Begun twice is begun once.
func (in *Intake) BeginForget(ctx context.Context, athlete, sha string) (Forgetting, error) {
	f := Forgetting{V: 1, Athlete: athlete, SHA: sha, Begun: in.now().UTC()}
	if err := CheckAthlete(athlete); err != nil {
		return f, err
	}
	f.Hash = in.archive.AthleteHash(athlete)
	if sha != "" {
		if err := checkSHA(sha); err != nil {
			return f, err
		}
		f.Hash = in.archive.FileHash(athlete, sha)
	}
	begun, err := in.archive.Begun()
	if err != nil {
		return f, err
	}
	for _, b := range begun {
		if b.Hash == f.Hash {
			return b, nil
		}
	}
	if f.Found, err = in.found(ctx, f); err != nil {
		return f, err
	}
	return f, in.archive.Begin(f)
}

// found counts what the archive and the streams hold of something that is to be forgotten.
func (in *Intake) found(ctx context.Context, f Forgetting) (out map[string]int, err error) {
	if f.SHA == "" {
		if out, err = in.streams.CountAthlete(ctx, f.Athlete); err != nil {
			return nil, err
		}
		err = in.archive.Walk(f.Athlete, time.Time{}, func(Item) error {
			out[layerArchive]++
			return nil
		})
		if spoilt, serr := in.archive.Spoilt(f.Athlete); len(spoilt) > 0 || serr != nil {
			out[layerArchive] += len(spoilt)
			err = errors.Join(err, serr)
		}
		sum := 0
		for _, n := range out {
			sum += n
		}
		if err == nil && sum == 0 {
			err = ErrUnknownFile
		}
		return out, err
	}
	if there, err := in.archive.holds(f.Athlete, f.SHA); err != nil {
		return nil, err
	} else if !there {
		return nil, ErrUnknownFile
	}
	out = map[string]int{layerArchive: 1}
	for _, p := range []struct{ stream, filter string }{
		{stream.Uploads, stream.UploadSubject(f.Athlete, f.Hash)}, {stream.Records, stream.RecordsOf(f.Athlete, "", "", f.Hash)},
	} {
		there, err := in.streams.Subjects(ctx, p.stream, p.filter)
		if err != nil {
			return nil, err
		}
		out[p.stream] = len(there)
	}
	return out, nil
}

const layerArchive = "archive"

// EndForget writes the receipt of what was forgotten from every layer.
func (in *Intake) EndForget(f Forgetting) (Forgotten, error) {
	r := Forgotten{V: 1, Hash: f.Hash, What: "athlete", Begun: f.Begun, Ended: in.now().UTC(), Erased: map[string]int{}}
	if f.SHA != "" {
		r.What = "file"
	}
	for layer, n := range f.Found {
		if n > 0 {
			r.Erased[strings.ToLower(layer)] = n
		}
	}
	return r, in.archive.End(f, r)
}

// ForgottenDates are the dates that the receipt of a forgotten file names.
func (in *Intake) ForgottenDates(ctx context.Context, f Forgetting) ([]record.Date, error) {
	r, _, err := in.Receipt(ctx, f.Athlete, f.Hash)
	return r.Dates, err
}

// endForgetting does again what a crash cut short: of a file with a tombstone neither bytes nor records stay.
func (in *Intake) endForgetting(ctx context.Context) error {
	gone, err := in.archive.Tombstones()
	if err != nil || len(gone) == 0 {
		return err
	}
	athletes, err := in.archive.Athletes()
	if err != nil {
		return err
	}
	for _, athlete := range athletes {
		if err := in.endForgettingOf(ctx, athlete, maps.Clone(gone)); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) endForgettingOf(ctx context.Context, athlete string, gone map[string]bool) error {
	err := in.archive.Walk(athlete, time.Time{}, func(it Item) error {
		if !gone[it.File] {
			return nil
		}
		ended, err := in.archive.endForget(athlete, it.SHA)
		if !ended || err != nil {
			return err
		}
		return in.forgetStreams(ctx, athlete, it.File)
	})
	if err != nil {
		return err
	}
	left, err := in.leftOf(ctx, athlete, gone)
	if err != nil {
		return err
	}
	for file := range left {
		still, err := in.archive.Forgotten(athlete, file)
		if err != nil {
			return err
		}
		if !still { // taken back meanwhile
			continue
		}
		if err := in.forgetRecords(ctx, athlete, file); err != nil && !errors.Is(err, stream.ErrConflict) {
			return err
		}
	}
	return nil
}

// leftOf are those of the forgotten files of which there are records, or a receipt that still tells of them.
func (in *Intake) leftOf(ctx context.Context, athlete string, gone map[string]bool) (map[string]bool, error) {
	out := map[string]bool{}
	records, err := in.streams.Subjects(ctx, stream.Records, stream.RecordsOf(athlete, "", "", ""))
	if err != nil {
		return nil, err
	}
	for _, s := range records {
		if file := stream.Token(s, 5); gone[file] {
			out[file] = true
		}
	}
	err = eachReceipt(ctx, in.streams, athlete, func(r stream.Receipt) {
		if gone[r.Hash] && r.Reason != reasonGone {
			out[r.Hash] = true
		}
	})
	return out, err
}
