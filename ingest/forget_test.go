package ingest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// A claim that comes again after its file was forgotten brings nothing back, and removes what a killed attempt had left.
func TestAClaimOfAForgottenFile(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil)
	data := "TEST\n2026-01-01 a 1 0\n"
	ans := r.accept(t, "ada", "", data)
	if err := r.intake.Forget(ctx, "ada", ans.SHA); err != nil {
		t.Fatal(err)
	}
	left := stream.Put{Subject: stream.RecordSubject("ada", dates(t, "2026-01-01")[0], "test-a", ans.File, 0), Data: []byte("{}")}
	if _, err := r.streams.Publish(ctx, stream.Records, left); err != nil {
		t.Fatal(err)
	}
	claim, err := json.Marshal(stream.Upload{V: 1, Athlete: "ada", File: ans.File, SHA: ans.SHA, Size: int64(len(data))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.streams.Publish(ctx, stream.Uploads, stream.Put{Subject: stream.UploadSubject("ada", ans.File), Data: claim}); err != nil {
		t.Fatal(err)
	}
	r.run(t)
	waitFor(t, func() bool { return len(r.records(t, "ada")) == 0 })
	if err := r.streams.Drain(ctx, stream.Ingest); err != nil {
		t.Fatal(err)
	}
	if dead, err := r.streams.DeadList(ctx); len(dead) > 0 || err != nil {
		t.Errorf("dead letters %v, %v", dead, err)
	}
	r.clean(t)
}

// Claims that say something else than the archive go to DEAD and stop nobody.
func TestBadClaims(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	for file, data := range map[string]string{
		"a": "not json", "b": `{"v":1,"athlete":"ada","file":"b","sha":"../../etc/passwd"}`,
		"c": `{"v":1,"athlete":"bea","file":"c","sha":"` + shaOf("x") + `"}`,
	} {
		if _, err := r.streams.Publish(ctx, stream.Uploads, stream.Put{Subject: stream.UploadSubject("ada", file), Data: []byte(data)}); err != nil {
			t.Fatal(err)
		}
	}
	good := r.accept(t, "ada", "", "TEST\n2026-01-01 a 1 0\n")
	r.await(t, "ada", good.File)
	waitFor(t, func() bool {
		dead, err := r.streams.DeadList(ctx)
		return err == nil && len(dead) == 3
	})
}

// A process that was killed between the purge of a forgotten file's records and its last receipt has left a receipt that names it; the next
// start ends that.
func TestAForgettingThatWasCutShortBeforeItsReceipt(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	ans := r.accept(t, "ada", "", "TEST\n2026-01-01 a 1 0\n")
	r.await(t, "ada", ans.File)
	if err := r.archive.Forget("ada", ans.SHA); err != nil {
		t.Fatal(err)
	}
	if err := r.streams.Purge(ctx, stream.Records, stream.RecordsOf("ada", "", "", ans.File)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.intake.Reconcile(ctx, time.Time{}); err != nil {
		t.Fatal(err)
	}
	got, ok, err := r.intake.Receipt(ctx, "ada", ans.File)
	if err != nil || !ok || got.Reason != reasonGone || got.SHA != "" || got.File != "" || len(got.Dates) != 1 {
		t.Errorf("receipt %+v, %v, %v; want one that names the date and nothing else", got, ok, err)
	}
}
