package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// importCmd takes files in and waits until they are in the results.
type importCmd struct {
	Athlete string   `help:"Athlete the files are of; made if new." placeholder:"ID"`
	TZ      string   `name:"tz" help:"Zone of times that name none (Europe/Oslo); the athlete's home zone if none is set yet." placeholder:"ZONE"`
	Paths   []string `arg:"" name:"path" help:"Files, folders, archives."`
	passwordFlags
}

// uploads is how many files are sent at a time: each waits for the disk.
const uploads = 4

// Run imports and prints a receipt for every file.
func (i importCmd) Run(ctx context.Context, a *app) error {
	if err := ingest.CheckZone(i.TZ); err != nil {
		return exitError{exitUsage, err}
	}
	password, err := i.password()
	if err != nil {
		return err
	}
	files, err := found(i.Paths)
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	receipts, err := i.through(ctx, a, c, files, password)
	if done(&err); err != nil {
		return err
	}
	if err := a.printReceipts(receipts); err != nil {
		return err
	}
	for _, r := range receipts {
		if r.Status == stream.Rejected {
			return exitError{exitRejected, nil}
		}
	}
	return nil
}

// found lists the files of the paths, folders gone through in order. A path that is not there is listed too: its receipt says so.
func found(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil || !info.IsDir() {
			out = append(out, p)
			continue
		}
		err = filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("look through %s: %w", p, err)
			}
			if d.Type().IsRegular() {
				out = append(out, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (i importCmd) through(ctx context.Context, a *app, c *client, files []string, password string) ([]stream.Receipt, error) {
	athlete, err := a.athlete(ctx, c, i.Athlete)
	if err != nil {
		return nil, err
	}
	err = i.home(ctx, c, athlete)
	forgotten := isGone(err) // the first file takes them back
	if err != nil && !forgotten {
		return nil, err
	}
	bar := progressbar.NewOptions(2*len(files), progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetVisibility(a.bars()),
		progressbar.OptionSetDescription("files"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	answers := make([]api.Answer, len(files))
	g, upCtx := errgroup.WithContext(ctx)
	g.SetLimit(uploads)
	for k, name := range files {
		g.Go(func() (err error) {
			answers[k], err = i.send(upCtx, c, athlete, name, password)
			_ = bar.Add(1)
			return err
		})
	}
	err = g.Wait()
	if err == nil && forgotten {
		err = i.home(ctx, c, athlete)
	}
	if err != nil {
		return nil, err
	}
	receipts := make([]stream.Receipt, len(files))
	seen := map[string]bool{}
	for k, ans := range answers {
		if receipts[k], err = receiptOf(ctx, c, athlete, ans); err != nil {
			return nil, err
		}
		if wantsPassword(receipts[k]) {
			_ = bar.Clear() // the question stands on a line of its own
			if receipts[k], err = i.unlock(ctx, a, c, athlete, files[k], receipts[k]); err != nil {
				return nil, err
			}
		}
		if seen[ans.File] && receipts[k].Status != stream.Rejected {
			receipts[k].Status = stream.Duplicate
		}
		seen[ans.File] = ans.File != ""
		receipts[k].File = filepath.Base(files[k])
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	left, err := c.drain(ctx)
	if err == nil && left.Waiting != "" {
		a.note("Everything is in the results. InfluxDB does not have it yet (%s); it is sent as soon as that answers.", left.Waiting)
	}
	return receipts, err
}

// isGone tells whether an error says that the athlete was forgotten.
func isGone(err error) bool {
	p, ok := errors.AsType[api.Problem](err)
	return ok && p.Status == http.StatusGone
}

// home makes the zone the athlete's home zone if none is set.
func (i importCmd) home(ctx context.Context, c *client, athlete string) error {
	if i.TZ == "" {
		return nil
	}
	about, err := c.about(ctx, athlete)
	if err != nil || slices.ContainsFunc(about.Zones, func(z record.Zone) bool { return z.From == record.NoDate }) {
		return err
	}
	var ans api.Answer
	e := record.Entry{Kind: record.ZoneEntry, Zone: &record.Zone{From: record.NoDate, TZ: i.TZ}}
	return c.post(ctx, athletePath(athlete, "entries"), e, &ans)
}

// unlock asks for a file's password and sends the file again with it, until it is right or none is typed.
func (i importCmd) unlock(ctx context.Context, a *app, c *client, athlete, name string, r stream.Receipt) (stream.Receipt, error) {
	for wantsPassword(r) {
		password, err := a.askPassword(filepath.Base(name))
		if password == "" || err != nil {
			return r, err
		}
		ans, err := i.send(ctx, c, athlete, name, password)
		if err != nil {
			return r, err
		}
		if r, err = receiptOf(ctx, c, athlete, ans); err != nil {
			return r, err
		}
	}
	return r, nil
}

// send uploads one file. What is wrong with the file itself becomes a rejected answer, so that the others go on.
func (i importCmd) send(ctx context.Context, c *client, athlete, name, password string) (api.Answer, error) {
	f, err := os.Open(name)
	if err != nil {
		return unreadable(err), nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return unreadable(errors.Join(err, errors.New("not a file"))), nil
	}
	in := &readErr{Reader: f}
	ans, err := c.upload(ctx, athlete, filepath.Base(name), i.TZ, password, in)
	var p api.Problem
	switch {
	case in.err != nil:
		return unreadable(in.err), nil
	case errors.As(err, &p) && p.Status == 413:
		return api.Answer{Status: stream.Rejected, Reason: p.Error()}, nil
	}
	return ans, err
}

func unreadable(err error) api.Answer {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return api.Answer{Status: stream.Rejected, Reason: "it cannot be read: " + err.Error()}
}

// readErr remembers why reading failed.
type readErr struct {
	io.Reader
	err error
}

func (r *readErr) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// receiptOf waits for the receipt that an answer stands for.
func receiptOf(ctx context.Context, c *client, athlete string, ans api.Answer) (stream.Receipt, error) {
	switch {
	case ans.Receipt != nil:
		r := *ans.Receipt
		r.Status = ans.Status
		return r, nil
	case ans.Status == stream.Rejected:
		return stream.Receipt{SHA: ans.SHA, Status: ans.Status, Reason: ans.Reason, Counts: map[string]int{}}, nil
	}
	r, err := c.await(ctx, athlete, ans.File)
	var p api.Problem
	if errors.As(err, &p) && p.Status == 422 {
		return stream.Receipt{SHA: ans.SHA, Status: stream.Rejected, Reason: p.Error(), Counts: map[string]int{}}, nil
	}
	return r, err
}

// printReceipts prints them all as JSON, or for a person what is worth reading.
func (a *app) printReceipts(rs []stream.Receipt) error {
	if a.JSON {
		return a.print(map[string]any{"receipts": rs})
	}
	count := map[stream.Status]int{}
	for _, r := range rs {
		count[r.Status]++
		if r.Status == stream.Partial || r.Status == stream.Rejected {
			fmt.Fprintf(a.stdout, "%-9s %s: %s\n", r.Status, r.File, r.Reason)
		}
	}
	var parts []string
	for _, s := range []stream.Status{stream.Accepted, stream.Partial, stream.Duplicate, stream.Rejected} {
		if count[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing found"}
	}
	fmt.Fprintf(a.stdout, "%d files: %s\n", len(rs), strings.Join(parts, ", "))
	return nil
}
