package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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

// ForgetAthlete forgets all files of an athlete. Once what they wake is done, EraseAthlete removes what is left.
func (in *Intake) ForgetAthlete(ctx context.Context, athlete string) (files int, err error) {
	if err := CheckAthlete(athlete); err != nil {
		return 0, err
	}
	err = in.archive.Walk(athlete, time.Time{}, func(it Item) error {
		files++
		return in.Forget(ctx, athlete, it.SHA)
	})
	return files, err
}

// EraseAthlete removes claims, records, receipts and dead letters of an athlete whose files were forgotten. The tombstones stay.
func (in *Intake) EraseAthlete(ctx context.Context, athlete string) error {
	if err := CheckAthlete(athlete); err != nil {
		return err
	}
	for _, p := range []struct{ stream, filter string }{
		{stream.Uploads, stream.UploadSubject(athlete, "*")},
		{stream.Records, stream.RecordsOf(athlete, "", "", "")},
		{stream.Records, stream.ReceiptSubject(athlete, "*")},
		{stream.DeadLetters, stream.DeadSubject(athlete, stream.Ingest, "*")},
	} {
		if err := in.streams.Purge(ctx, p.stream, p.filter); err != nil {
			return err
		}
	}
	return nil
}

// endForgetting does again what a crash cut short: of a file with a tombstone neither bytes nor records stay.
func (in *Intake) endForgetting(ctx context.Context) error {
	athletes, err := in.archive.Athletes()
	if err != nil {
		return err
	}
	for _, athlete := range athletes {
		files, err := in.archive.Tombstones(athlete)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			continue
		}
		gone := make(map[string]bool, len(files))
		for _, f := range files {
			gone[f] = true
		}
		if err := in.endForgettingOf(ctx, athlete, gone); err != nil {
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
	left, err := in.streams.Subjects(ctx, stream.Records, stream.RecordsOf(athlete, "", "", ""))
	if err != nil {
		return err
	}
	for _, s := range left {
		if file := stream.Token(s, 5); gone[file] {
			delete(gone, file)
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
	}
	return nil
}
