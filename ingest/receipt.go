package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// ErrDead means that a file could not be processed; its claim lies in DEAD with the reason.
var ErrDead = errors.New("the file could not be processed")

// finished tells whether a receipt stands: another set of decoders, or another word about the file, makes it unfinished.
func finished(r stream.Receipt, s Said) bool {
	return r.Decoder == source.DecoderVersion && r.TZ == s.TZ && r.Lock == s.Lock
}

// Receipt is the receipt of a file by its keyed hash; false if there is none yet.
func (in *Intake) Receipt(ctx context.Context, athlete, file string) (stream.Receipt, bool, error) {
	r, _, ok, err := lastReceipt(ctx, in.streams, athlete, file)
	return r, ok, err
}

// lastReceipt is the receipt of a file and its revision, 0 if there is none.
func lastReceipt(ctx context.Context, s *stream.Stream, athlete, file string) (stream.Receipt, uint64, bool, error) {
	m, ok, err := s.Last(ctx, stream.Records, stream.ReceiptSubject(athlete, file))
	if !ok || err != nil {
		return stream.Receipt{}, 0, false, err
	}
	var r stream.Receipt
	if err := json.Unmarshal(m.Data, &r); err != nil {
		return stream.Receipt{}, m.Seq, false, nil // it counts as none and is written anew
	}
	return r, m.Seq, true, nil
}

// Receipts are an athlete's receipts in the order in which they were written.
func (in *Intake) Receipts(ctx context.Context, athlete string) ([]stream.Receipt, error) {
	if err := CheckAthlete(athlete); err != nil {
		return nil, err
	}
	var out []stream.Receipt
	err := eachReceipt(ctx, in.streams, athlete, func(r stream.Receipt) { out = append(out, r) })
	return out, err
}

// eachReceipt gives an athlete's receipts, of all if it is "*". One that cannot be read counts as none.
func eachReceipt(ctx context.Context, s *stream.Stream, athlete string, fn func(stream.Receipt)) error {
	return s.Read(ctx, stream.Records, []string{stream.ReceiptSubject(athlete, "*")}, func(m stream.Message) error {
		var r stream.Receipt
		if json.Unmarshal(m.Data, &r) == nil {
			fn(r)
		}
		return nil
	})
}

const (
	awaitFirst   = 3 * time.Millisecond
	awaitLongest = 50 * time.Millisecond
	deadEvery    = 20 // looks for the receipt between two looks for a dead letter
)

// Await waits until a file of the archive is finished and gives its receipt. It fails with ErrDead where it never will be.
func (in *Intake) Await(ctx context.Context, athlete, file string) (stream.Receipt, error) {
	if err := CheckAthlete(athlete); err != nil {
		return stream.Receipt{}, err
	}
	if !hashPattern.MatchString(file) {
		return stream.Receipt{}, fmt.Errorf("file: %w: want the 32 hex digits of an answer", ErrBadName)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for look, wait := 1, awaitFirst; ; look, wait = look+1, min(wait*3/2, awaitLongest) {
		select {
		case <-ctx.Done():
			return stream.Receipt{}, ctx.Err()
		case <-timer.C:
		}
		r, ok, err := in.Receipt(ctx, athlete, file)
		if err != nil && !stream.IsTransient(err) {
			return stream.Receipt{}, err
		}
		if ok && err == nil {
			done, err := in.stands(athlete, r)
			if done || err != nil {
				return r, err
			}
		}
		if look%deadEvery == 0 {
			if err := in.dead(ctx, athlete, file); err != nil {
				return stream.Receipt{}, err
			}
		}
		timer.Reset(wait)
	}
}

// stands tells whether a receipt stands for what the archive says of the file now.
func (in *Intake) stands(athlete string, r stream.Receipt) (bool, error) {
	if r.Reason == reasonGone {
		return in.archive.Forgotten(athlete, r.Hash) // else it was taken back and is on its way
	}
	side, err := in.archive.Sidecar(athlete, r.SHA)
	return err == nil && finished(r, in.archive.said(athlete, side)), err
}

// dead fails with ErrDead if the claim of a file lies in DEAD and no other is on its way.
func (in *Intake) dead(ctx context.Context, athlete, file string) error {
	stats, err := in.streams.Stats(ctx)
	if err != nil {
		return passing(err)
	}
	for _, s := range stats {
		if s.Stage == stream.Ingest && (s.Pending > 0 || s.Held > 0) {
			return nil
		}
	}
	letters, err := deadClaims(ctx, in.streams)
	if err != nil {
		return passing(err)
	}
	if reason, ok := letters[stream.UploadSubject(athlete, file)]; ok {
		return fmt.Errorf("%w: %s", ErrDead, reason)
	}
	return nil
}

// deadClaims are the reasons of the claims that lie in DEAD, by subject.
func deadClaims(ctx context.Context, s *stream.Stream) (map[string]string, error) {
	letters, err := s.DeadList(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, d := range letters {
		if d.Stage == stream.Ingest {
			out[d.Subject] = d.Reason
		}
	}
	return out, nil
}

// passing leaves out an error that passes by itself.
func passing(err error) error {
	if stream.IsTransient(err) {
		return nil
	}
	return err
}
