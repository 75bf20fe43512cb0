package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// heal mends a file of the archive that is not whole, as far as that can be done: bytes that are whole get their sidecar again from the
// receipt; all else goes into quarantine and is missed until its bytes come again. It tells what it did, "" if nothing.
func (in *Intake) heal(ctx context.Context, athlete, sha string) (string, error) {
	r, _, received, err := lastReceipt(ctx, in.streams, athlete, in.archive.FileHash(athlete, sha))
	if err != nil {
		return "", err
	}
	side, readable := in.known(athlete, sha, r, received)
	if readable {
		err := in.archive.mendSidecar(ctx, athlete, sha, side)
		if err == nil {
			return "its sidecar was written again", nil
		}
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnknownFile) {
			return "", err
		}
	}
	if _, err := in.archive.Sidecar(athlete, sha); !received && errors.Is(err, ErrUnknownFile) {
		return "", nil // a put that a crash cut short, before anybody was told that it was there
	}
	moved, err := in.archive.quarantine(ctx, athlete, sha, side)
	if !moved || err != nil {
		return "", err
	}
	in.spoilt.Add(1)
	in.metrics.spoilt.Inc()
	in.log.Error("an archived file was not what was put there and is in quarantine; hvilepuls verify names it")
	return "it is in quarantine", nil
}

// known is what is known of a file whose sidecar is not to be trusted, and whether its bytes can be read with that: what the receipt says,
// and the password that the sidecar still tells if it is the receipt's.
func (in *Intake) known(athlete, sha string, r stream.Receipt, received bool) (Sidecar, bool) {
	old, err := in.archive.readSidecar(athlete, sha)
	if err == nil {
		return old, true
	}
	side := Sidecar{V: sidecarVersion, Name: sha[:12], Door: doorMended}
	if !received {
		return side, true
	}
	side.Name, side.Size, side.TZ = r.File, r.Size, r.TZ
	if r.Lock == "" {
		return side, true
	}
	side.Password = old.Password
	return side, in.archive.said(athlete, side).Lock == r.Lock
}

// doorMended is the door of a file whose sidecar was made again.
const doorMended = "mended"

// redecode has a file of the archive decoded again, whatever its receipt says. That is marked as unfinished before the claim is published, so
// that a crash in between changes nothing, and so that the worker looks for what the file said before.
func (in *Intake) redecode(ctx context.Context, it Item) error {
	before, rev, _, err := lastReceipt(ctx, in.streams, it.Athlete, it.File)
	if err != nil {
		return err
	}
	there, err := in.streams.Subjects(ctx, stream.Records, stream.RecordsOf(it.Athlete, "", "", it.File))
	if err != nil {
		return err
	}
	open := stream.Receipt{
		V: 1, Athlete: it.Athlete, Hash: it.File, File: it.Sidecar.Name, SHA: it.SHA, Size: it.Sidecar.Size, Decoder: undecoded, Status: stream.Rejected,
		Reason: "it is being decoded again", Counts: map[string]int{}, Dates: union(before.Dates, datesOf(there)),
	}
	data, err := json.Marshal(open)
	if err != nil {
		return fmt.Errorf("write receipt: %w", err)
	}
	put := stream.Put{Subject: stream.ReceiptSubject(it.Athlete, it.File), Data: data, Expect: &rev}
	if _, err := in.streams.Publish(ctx, stream.Records, put); err != nil {
		return err
	}
	return in.claim(ctx, in.claimOf(it))
}

const undecoded = -1 // version of no decoder
