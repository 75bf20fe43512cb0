package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// exportCmd takes everything out.
type exportCmd struct {
	Athlete string `help:"Athlete; may be left out with one." placeholder:"ID"`
	Out     string `help:"Where to: a file that is not there yet, or - for the standard output. Without it hvilepuls-<athlete>.zip." placeholder:"FILE.zip"`
}

// Run writes the archive.
func (e exportCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, e.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	path := athletePath(athlete, "export")
	if e.Out == "-" {
		return c.get(ctx, path, nil, a.stdout)
	}
	if e.Out == "" {
		e.Out = "hvilepuls-" + athlete + ".zip"
	}
	f, err := os.OpenFile(e.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // health data
	if err != nil {
		return usage("write export: %w; name another file with --out", err)
	}
	var size counter
	err = a.spin("export", func() error { return c.get(ctx, path, nil, io.MultiWriter(f, &size)) })
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(e.Out))
	}
	if a.JSON {
		return a.print(map[string]any{"file": e.Out, "bytes": int64(size)})
	}
	fmt.Fprintf(a.stdout, "%s holds everything that is known of %s. Its README.txt says what is what.\n", e.Out, athlete)
	return nil
}

// counter counts bytes.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// Months gives what is known of an athlete, month by month.
func (b backend) Months(ctx context.Context, athlete string, fn func(record.Month, result.Month) error) error {
	return b.proc.Months(ctx, athlete, fn)
}

// OpenLines gives what the records hold as lines of the open format. A record that is longer than a line may be is left to the file that it came
// from: no device measures that much in a day.
func (b backend) OpenLines(ctx context.Context, athlete string, fn func(month string, line []byte) error) error {
	return b.proc.Records(ctx, athlete, func(r record.Record) error {
		line, err := source.EncodeRecord(r)
		if errors.Is(err, source.ErrLongLine) {
			b.log.Warn("an export leaves out a record that is too long for the open format", "date", r.Date.String(), "part", r.Part)
			return nil
		}
		if err != nil {
			return err
		}
		return fn(r.Date.Month(), line)
	})
}

// ArchivedFiles gives an athlete's files as they came.
func (b backend) ArchivedFiles(ctx context.Context, athlete string, fn func(api.ArchivedFile) error) error {
	return b.archive.Walk(athlete, time.Time{}, func(it ingest.Item) error {
		if ctx.Err() != nil || it.Damage != nil { // verify tells of damage
			return ctx.Err()
		}
		raw, err := b.archive.Open(athlete, it.SHA)
		if errors.Is(err, ingest.ErrUnknownFile) {
			return nil // forgotten meanwhile
		}
		if err != nil {
			return err
		}
		defer raw.Close()
		s := raw.Sidecar
		return fn(api.ArchivedFile{
			SHA: it.SHA, Name: s.Name, Size: s.Size, TZ: s.TZ, Door: s.Door, Received: s.Received, Body: io.NewSectionReader(raw, 0, raw.Size()),
		})
	})
}
