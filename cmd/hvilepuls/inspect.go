package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// inspectCmd decodes a file and says what it holds.
type inspectCmd struct {
	File  string `arg:"" type:"existingfile" help:"The file."`
	TZ    string `name:"tz" help:"Zone of times that name none." placeholder:"ZONE"`
	Shape bool   `help:"Print keys and types without values: what to send to report a new layout."`
	passwordFlags
}

// inspected is what a file holds.
type inspected struct {
	source.Report
	Records []record.Record
}

// Run prints.
func (i inspectCmd) Run(ctx context.Context, a *app) error {
	f, err := os.Open(i.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if i.Shape {
		lines, err := source.Shape(f, info.Size())
		if err != nil {
			return err
		}
		if a.JSON {
			return a.print(map[string]any{"shape": lines})
		}
		fmt.Fprintln(a.stdout, strings.Join(lines, "\n"))
		return nil
	}
	password, err := i.password()
	if err != nil {
		return err
	}
	ex, err := exercise.Load()
	if err != nil {
		return err
	}
	var out inspected
	out.Report, err = source.Decode(ctx, source.Table(ex, source.DefaultLimits()), source.File{
		Name: filepath.Base(i.File), Data: f, Size: info.Size(), TZ: i.TZ, Password: password,
		SourceKey: func(maker, model, _ string) string { return strings.TrimSpace(maker + " " + model) },
		Emit: func(r record.Record) error {
			out.Records = append(out.Records, r)
			return nil
		},
	})
	if err != nil {
		return err
	}
	if a.JSON {
		err = a.printInspected(out)
	} else {
		a.tellInspected(out)
	}
	if err == nil && out.Status == stream.Rejected {
		return exitError{exitRejected, nil}
	}
	return err
}

func (a *app) printInspected(in inspected) error {
	b, err := json.Marshal(in.Records)
	if err != nil {
		return err
	}
	return a.print(map[string]any{
		"file": in.Name, "format": in.Format, "decoder": in.Decoder, "status": in.Status, "reason": in.Reason, "counts": in.Counts,
		"dropped": in.Dropped, "records": json.RawMessage(b),
	})
}

func (a *app) tellInspected(in inspected) {
	fmt.Fprintf(a.stdout, "%s: %s", in.Name, in.Status)
	if in.Reason != "" {
		fmt.Fprintf(a.stdout, " (%s)", in.Reason)
	}
	fmt.Fprintf(a.stdout, "\nformat %s, read by %s\n", orDash(in.Format), orDash(in.Decoder))
	for _, k := range slices.Sorted(maps.Keys(in.Counts)) {
		fmt.Fprintf(a.stdout, "  %8d %s\n", in.Counts[k], k)
	}
	for _, k := range slices.Sorted(maps.Keys(in.Dropped)) {
		fmt.Fprintf(a.stdout, "  %8d dropped: %s\n", in.Dropped[k], k)
	}
	for _, r := range in.Records {
		clock := "UTC"
		if r.Wall {
			clock = "local"
		}
		fmt.Fprintf(a.stdout, "%s  %s\n", r.Date, r.Source.Key)
		for _, w := range r.Workouts {
			fmt.Fprintf(a.stdout, "  %s %s %s %s, %.0f min, %d heart rates, %d sets\n", w.Start.Format("15:04"), clock, w.Sport, w.SubSport, w.TimerS/60, w.HR.Len(), len(w.Sets))
			for _, s := range w.Sets {
				fmt.Fprintf(a.stdout, "    set %d: %s\n", s.Index+1, orDash(s.Exercise))
			}
		}
		for _, s := range r.Sleep {
			fmt.Fprintf(a.stdout, "  night %s to %s %s, %d stages\n", s.Start.Format("15:04"), s.End.Format("15:04"), clock, len(s.Stages))
		}
		for _, s := range r.Samples {
			fmt.Fprintf(a.stdout, "  %d %s\n", s.Len(), s.Kind)
		}
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
