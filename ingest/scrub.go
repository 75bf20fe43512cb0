package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	shards      = 256
	scrubRate   = 16 << 20 // bytes a second that the pass in the background reads: a tenth of what a slow disk gives
	scrubSlice  = 1 << 20  // bytes between two pauses
	scrubState  = "scrub.json"
	scrubFailed = time.Hour // after a shard that could not be read through
)

// Scrubbed is what a pass over archived files found.
type Scrubbed struct {
	Files  int          `json:"files"`
	Bytes  int64        `json:"bytes"`
	Broken []Difference `json:"broken"` // with what was done about it
}

// Scrub reads every archived file again and holds it against what was put there. Whatever is not whole is mended where only its sidecar is
// broken, and goes into quarantine otherwise.
func (in *Intake) Scrub(ctx context.Context) (Scrubbed, error) {
	var out Scrubbed
	for shard := range shards {
		if err := in.scrubShard(ctx, shard, 0, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// scrubShard looks at the files whose SHA-256 begins with one byte, no more than rate bytes a second; 0: as fast as it goes.
func (in *Intake) scrubShard(ctx context.Context, shard int, rate int64, out *Scrubbed) error {
	prefix := fmt.Sprintf("%02x", shard)
	lost, err := in.receivedIn(ctx, prefix)
	if err != nil {
		return fmt.Errorf("scrub archive: %w", err)
	}
	athletes, err := in.archive.Athletes()
	if err != nil {
		return fmt.Errorf("scrub archive: %w", err)
	}
	for _, athlete := range athletes {
		err := in.archive.walkShard(athlete, prefix, time.Time{}, func(it Item) error {
			delete(lost, it.File)
			return in.scrubFile(ctx, it, rate, out)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("scrub archive: %w", err)
		}
		spoilt, err := in.archive.Spoilt(athlete)
		if err != nil {
			return fmt.Errorf("scrub archive: %w", err)
		}
		for _, s := range spoilt {
			delete(lost, s.File)
		}
	}
	for _, r := range lost {
		if err := in.broken(ctx, r.Athlete, r.SHA, ErrUnknownFile, out); err != nil {
			return err
		}
	}
	return nil
}

// receivedIn are the receipts of files whose SHA-256 begins so, by keyed hash. What was forgotten names no file.
func (in *Intake) receivedIn(ctx context.Context, prefix string) (map[string]stream.Receipt, error) {
	out := map[string]stream.Receipt{}
	err := eachReceipt(ctx, in.streams, "*", func(r stream.Receipt) {
		if checkSHA(r.SHA) == nil && r.SHA[:len(prefix)] == prefix {
			r.Entries = nil
			out[r.Hash] = r
		}
	})
	return out, err
}

func (in *Intake) scrubFile(ctx context.Context, it Item, rate int64, out *Scrubbed) error {
	err := it.Damage
	if err == nil {
		err = in.archive.verifyPaced(ctx, it.Athlete, it.SHA, rate)
	}
	out.Files++
	out.Bytes += it.Sidecar.Size
	in.metrics.scrubbed.Inc()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return nil
	}
	return in.broken(ctx, it.Athlete, it.SHA, err, out)
}

// broken does what can be done about a file and notes it.
func (in *Intake) broken(ctx context.Context, athlete, sha string, cause error, out *Scrubbed) error {
	done, err := in.heal(ctx, athlete, sha)
	if err != nil {
		return fmt.Errorf("scrub archive: %w", err)
	}
	if done != "" {
		d := Difference{Layer: "archive", Athlete: athlete, File: in.archive.FileHash(athlete, sha), SHA: sha, What: cause.Error() + "; " + done}
		out.Broken = append(out.Broken, d)
	}
	return nil
}

// verifyPaced is Verify with pauses, so that it reads no more than rate bytes a second; 0: none.
func (a *Archive) verifyPaced(ctx context.Context, athlete, sha string, rate int64) error {
	raw, err := a.Open(athlete, sha)
	if err != nil {
		return err
	}
	defer raw.Close()
	if rate > 0 {
		pause := time.Duration(scrubSlice * int64(time.Second) / rate)
		raw.In = &paced{In: raw.In, pause: func() { wait(ctx, pause) }}
	}
	return raw.verify(ctx, sha)
}

// paced pauses after every scrubSlice bytes.
type paced struct {
	disk.In
	pause func()
	since int
}

func (p *paced) ReadAt(b []byte, off int64) (int, error) {
	if p.since += len(b); p.since >= scrubSlice {
		p.since = 0
		p.pause()
	}
	return p.In.ReadAt(b, off)
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// scrubbing is how far the pass in the background has come; it lies beside the archive's folders, so that a restart goes on where it was.
type scrubbing struct {
	Shard int       `json:"shard"`         // the next one
	Done  time.Time `json:"done,omitzero"` // when the last whole pass ended
}

// KeepScrubbed reads the whole archive again every so often, a 256th of it at a time, until ctx ends.
func (in *Intake) KeepScrubbed(ctx context.Context, every time.Duration) error {
	if every <= 0 {
		return nil
	}
	state := in.readScrubbing()
	if !state.Done.IsZero() {
		in.metrics.scrub.Set(float64(state.Done.Unix()))
	}
	for {
		pause := every / shards
		if err := in.scrubNext(ctx, &state); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			in.log.Warn("a part of the archive could not be read again", "error", err)
			pause = max(pause, scrubFailed)
		}
		if wait(ctx, pause); ctx.Err() != nil {
			return nil
		}
	}
}

func (in *Intake) scrubNext(ctx context.Context, state *scrubbing) error {
	if err := in.scrubShard(ctx, state.Shard, scrubRate, &Scrubbed{}); err != nil {
		return err
	}
	if state.Shard = (state.Shard + 1) % shards; state.Shard == 0 {
		state.Done = in.now().UTC()
		in.metrics.scrub.Set(float64(state.Done.Unix()))
	}
	data, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("note how far the scrub is: %w", err)
	}
	return disk.Replace(in.archive.fs, temporary(), scrubState, data)
}

// readScrubbing is how far an earlier process came; from the beginning where nobody knows.
func (in *Intake) readScrubbing() scrubbing {
	const limit = 1 << 10 // bytes
	var s scrubbing
	b, err := disk.ReadAll(in.archive.fs, scrubState, limit)
	if err != nil || json.Unmarshal(b, &s) != nil || s.Shard < 0 || s.Shard >= shards {
		return scrubbing{}
	}
	return s
}
