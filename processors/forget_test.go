package processors

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// What was said of the mornings that a forgotten file can have told of goes, with its deliveries and answers; the rest stays, and others' too.
func TestForgetNotices(t *testing.T) {
	r := newRig(t)
	day, err := record.ParseDate("2026-11-10")
	if err != nil {
		t.Fatal(err)
	}
	gone := []string{
		stream.NoticeSubject("ada", "morning-2026-11-09-v0"), stream.NoticeSubject("ada", "risk-2026-11-11-amber"), stream.NoticeSubject("ada", "digest-2026-11-16-week"),
		stream.DeliverySubject("ada", "risk-2026-11-11-amber", "ntfy"), stream.AnswerSubject("ada", "2026-11-10"),
	}
	kept := []string{
		stream.NoticeSubject("ada", "told"), stream.NoticeSubject("ada", "morning-2026-11-08-v0"), stream.NoticeSubject("ada", "risk-2026-11-18-red"),
		stream.DeliverySubject("ada", "risk-2026-11-18-red", "ntfy"), stream.AnswerSubject("ada", "2026-11-18"), stream.NoticeSubject("bo", "risk-2026-11-11-amber"),
	}
	for _, s := range slices.Concat(gone, kept) {
		if _, err := r.streams.Publish(t.Context(), stream.Notices, stream.Put{Subject: s, Data: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.engine.ForgetNotices(t.Context(), "ada", []record.Date{record.NoDate, day}); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, family := range []string{"notice.>", "delivery.>", "answer.>"} {
		there, err := r.streams.Subjects(t.Context(), stream.Notices, family)
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, there...)
	}
	slices.Sort(left)
	slices.Sort(kept)
	if d := cmp.Diff(kept, left); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
