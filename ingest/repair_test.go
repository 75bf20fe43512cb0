package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Whatever RECORDS lost or has too much of is made again from the archive.
func TestRepairMendsRecords(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	var files []Answer
	for i := range 4 {
		ans := r.accept(t, "ada", "", fmt.Sprintf("TEST\n2026-01-0%d a 3 0\n2026-02-0%d b 1 0\n", i+1, i+1))
		r.await(t, "ada", ans.File)
		files = append(files, ans)
	}
	want := r.records(t, "ada")
	purge := func(filter string) {
		t.Helper()
		if err := r.streams.Purge(ctx, stream.Records, filter); err != nil {
			t.Fatal(err)
		}
	}
	purge(stream.ReceiptSubject("ada", files[0].File))
	purge(stream.RecordsOf("ada", "2026-01-02", "", files[1].File))
	surplus := stream.RecordSubject("ada", dates(t, "2026-03-01")[0], "a", files[2].File, 0)
	stray := stream.RecordSubject("ada", dates(t, "2026-03-01")[0], "a", "0123456789abcdef0123456789abcdef", 0)
	for _, s := range []string{surplus, stray} {
		if _, err := r.streams.Publish(ctx, stream.Records, stream.Put{Subject: s, Data: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := r.intake.Verify(ctx, Quick)
	if err != nil || len(found) != 4 {
		t.Fatalf("found %v, %v; want 4", found, err)
	}
	mended, err := r.intake.Repair(ctx, found)
	if err != nil || len(mended) != 4 {
		t.Errorf("mended %v, %v", mended, err)
	}
	if err := r.streams.Drain(ctx, stream.Ingest); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, r.records(t, "ada")); d != "" {
		t.Errorf("(-want +mended):\n%s", d)
	}
	r.clean(t)
}

// A broken file of the archive is named and missed until its bytes come again; what was decoded of it stays.
func TestRepairOfTheArchive(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil).run(t)
	const data = "TEST\n2026-01-01 a 3 0\n"
	ans := r.accept(t, "ada", "", data)
	r.await(t, "ada", ans.File)
	want := r.records(t, "ada")
	if err := os.Truncate(filepath.Join(dir, "archive", fileName("ada", ans.SHA, ".raw")), 3); err != nil {
		t.Fatal(err)
	}
	found, err := r.intake.Verify(ctx, Quick)
	if err != nil || len(found) != 1 || found[0].Layer != "archive" {
		t.Fatalf("found %v, %v", found, err)
	}
	if _, err := r.intake.Repair(ctx, found); err != nil {
		t.Fatal(err)
	}
	left, err := r.intake.Verify(ctx, Whole)
	if err != nil || len(left) != 1 || left[0].SHA != ans.SHA {
		t.Errorf("left %v, %v; want the file that is lost", left, err)
	}
	if d := cmp.Diff(want, r.records(t, "ada")); d != "" {
		t.Errorf("(-want +after):\n%s", d)
	}
	if again := r.accept(t, "ada", "", data); again.Status != stream.Accepted {
		t.Errorf("given again: %+v", again)
	}
	r.clean(t)
}

// A person who names a file may do so because it rotted: its bytes are read, not believed.
func TestImportReplacesRot(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a := archiveIn(t, dir)
	s := mustPut(t, a, "ada", "", "hello")
	write(t, "jello", dir, fileName("ada", s.SHA, ".raw"))
	if s, err := a.Put(ctx, Upload{Athlete: "ada", Name: "n", Door: ImportDoor, Body: body("hello")}); s.Known || err != nil {
		t.Errorf("put: %+v, %v", s, err)
	}
	if err := a.Verify(ctx, "ada", s.SHA); err != nil {
		t.Error(err)
	}
}
