package ingest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestReconcileBringsWhatTheStreamsLost(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	var files []string
	for i := range 30 {
		files = append(files, r.accept(t, "ada", "", fmt.Sprintf("TEST\n2026-01-%02d a 1 0\n", i+1)).File)
	}
	for _, f := range files {
		r.await(t, "ada", f)
	}
	want := r.records(t, "ada")
	if n, err := r.intake.Reconcile(ctx, time.Time{}); n != 0 || err != nil {
		t.Errorf("all finished: brought %d, %v", n, err)
	}
	resume, err := r.streams.Pause(ctx, stream.Ingest)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.streams.Rebuild(ctx, stream.Uploads, stream.Records); err != nil {
		t.Fatal(err)
	}
	resume()
	if d, err := r.intake.Verify(ctx, Whole); len(d) != len(files) || err != nil {
		t.Errorf("verify finds %d, %v; want %d", len(d), err, len(files))
	}
	if n, err := r.intake.Reconcile(ctx, time.Now().Add(-time.Hour)); n != len(files) || err != nil {
		t.Errorf("all lost: brought %d, %v", n, err)
	}
	for _, f := range files {
		r.await(t, "ada", f)
	}
	if d := cmp.Diff(want, r.records(t, "ada")); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	r.clean(t)
}

func TestReconcileLooksAtWhatCameLast(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil)
	hour := time.Now().Add(-time.Hour)
	r.accept(t, "ada", "", "TEST\n2026-01-01 a 1 0\n")
	if n, err := r.intake.Reconcile(ctx, hour); n != 0 || err != nil {
		t.Errorf("its claim is pending: brought %d, %v", n, err)
	}
	late := "TEST\n2026-01-02 a 1 0\n" // put by a process that died before it published the claim
	s := mustPut(t, r.archive, "ada", "", late)
	if n, err := r.intake.Reconcile(ctx, time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("nothing came since: brought %d, %v", n, err)
	}
	r.run(t)
	ctx, cancel := context.WithCancel(ctx)
	var g errgroup.Group
	g.Go(func() error { return r.intake.KeepReconciled(ctx, 10*time.Millisecond) })
	r.await(t, "ada", s.File)
	cancel()
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	r.clean(t)
}

func TestReconcileEndsAForgettingThatWasCutShort(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	var files []Answer
	for i := range 2 {
		ans := r.accept(t, "ada", "", fmt.Sprintf("TEST\n2026-01-0%d a 2 0\n", i+1))
		r.await(t, "ada", ans.File)
		files = append(files, ans)
	}
	if err := r.archive.bury(files[0].File); err != nil { // and then the power failed
		t.Fatal(err)
	}
	if err := r.archive.Forget("ada", files[1].SHA); err != nil { // and then the power failed
		t.Fatal(err)
	}
	if _, err := r.intake.Reconcile(ctx, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if left := r.records(t, "ada"); len(left) > 0 {
		t.Errorf("records left: %v", left)
	}
	for i, f := range files {
		got, ok, err := r.intake.Receipt(ctx, "ada", f.File)
		if want := dates(t, fmt.Sprintf("2026-01-0%d", i+1)); !ok || err != nil || got.Reason != reasonGone || cmp.Diff(want, got.Dates) != "" {
			t.Errorf("receipt %+v, %v, %v", got, ok, err)
		}
		if _, err := r.archive.Open("ada", f.SHA); !errors.Is(err, ErrUnknownFile) {
			t.Errorf("its bytes: %v", err)
		}
	}
	r.clean(t)
}
