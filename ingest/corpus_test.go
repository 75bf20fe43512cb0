package ingest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const corpus = "../../shared/corpus"

// realTable makes the rig decode the real formats.
func (r *rig) realTable(t *testing.T) *rig {
	t.Helper()
	ex, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	r.worker.table = source.Table(ex, source.DefaultLimits())
	return r
}

// Promise 2: every file gets a receipt, whatever is in it.
func TestEveryRealFileGetsAReceipt(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus of real files is not beside the repository")
	}
	r := newRig(t, t.TempDir(), nil).realTable(t).run(t)
	files := map[string]bool{}
	err := filepath.WalkDir(corpus, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		ans, err := r.intake.Accept(context.Background(), Upload{Athlete: "ada", Name: d.Name(), Door: ImportDoor, Body: f})
		files[ans.File] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	status := map[stream.Status]int{}
	for f := range files {
		status[r.await(t, "ada", f).Status]++
	}
	t.Logf("%d files: %v, %d records", len(files), status, len(r.records(t, "ada")))
	r.clean(t)
}

func TestWhatOneEntersBecomesARecord(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).realTable(t).run(t)
	tired, day := 4, record.DateOf(clock())
	for _, e := range []record.Entry{
		{Kind: record.CheckInEntry, Entered: clock(), CheckIn: &record.CheckIn{Day: day, Fatigue: &tired}},
		{Kind: record.ZoneEntry, Entered: clock(), Zone: &record.Zone{From: record.NoDate, TZ: "Europe/Oslo"}},
	} {
		ans, err := r.intake.Enter(context.Background(), "ada", e)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.await(t, "ada", ans.File); got.Status != stream.Accepted || len(got.Dates) != 1 {
			t.Errorf("%s: %+v", e.Kind, got)
		}
	}
	r.clean(t)
}
