// Package ingest takes files in and turns each into what it says about every date.
//
//	Intake    the one door behind all doors: a file is durable in the Archive, then its claim goes to UPLOADS
//	Worker    finds the format of a claimed file, decodes it and writes RECORDS, the receipt last
//	Watcher   brings what somebody copies into the watch folder
//	Reconcile brings what is in the archive and neither finished nor pending
package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Intake is the one door behind all doors.
type Intake struct {
	archive *Archive
	streams *stream.Stream
	metrics *Metrics
	log     *slog.Logger
	now     func() time.Time

	spoilt atomic.Int64 // files put into quarantine by this process

	mu    sync.Mutex
	asked time.Time // when the streams were last asked how full they are
	full  bool
}

// NewIntake makes the door to an archive and the streams behind it.
func NewIntake(a *Archive, s *stream.Stream, m *Metrics, log *slog.Logger, now func() time.Time) *Intake {
	return &Intake{archive: a, streams: s, metrics: m, log: log, now: now}
}

// Upload is a file at the door.
type Upload struct {
	Athlete  string
	Name     string // as the user gave it
	TZ       string // IANA zone for times of the file that name none, "" if none is given
	Password string // of an encrypted archive, "" if none is given
	Door     string // "import" (a person names the file), "watch", "upload", "entry", "connect"
	Body     io.Reader
}

// Answer says what became of an upload. An accepted file is durable.
type Answer struct {
	File    string          // keyed hash, as in subjects
	SHA     string          // SHA-256, hex
	Status  stream.Status   // Accepted, Duplicate or Rejected
	Reason  string          // why it is rejected
	Receipt *stream.Receipt // of a file that was finished before, nil otherwise
}

const (
	fullShare  = 0.8             // of any stream's limit, from which on no upload is taken
	askEvery   = time.Second     // how often the streams are asked
	claimTime  = 5 * time.Second // the longest an answer waits for NATS; after it the reconciler brings the file
	reasonGone = "forgotten"
)

// Accept takes a file in. It fails with ErrNoSpace or stream.ErrFull where there is no room (HTTP 507), with ErrTooLarge (413) and with
// ErrBadName (400). A file that was forgotten is rejected, except by import.
func (in *Intake) Accept(ctx context.Context, u Upload) (Answer, error) {
	start := in.now()
	if err := in.roomInStreams(ctx); err != nil {
		in.metrics.refused.WithLabelValues("stream_full").Inc()
		return Answer{}, err
	}
	st, err := in.archive.Put(ctx, u)
	if errors.Is(err, ErrForgotten) {
		in.metrics.refused.WithLabelValues(reasonGone).Inc()
		return Answer{Status: stream.Rejected, Reason: reasonGone}, nil
	}
	if err != nil {
		in.metrics.refused.WithLabelValues(refusal(err)).Inc()
		return Answer{}, err
	}
	in.metrics.stages.WithLabelValues("archive").Observe(in.now().Sub(start).Seconds())
	ans := Answer{File: st.File, SHA: st.SHA, Status: stream.Accepted}
	if st.Known {
		in.metrics.duplicate.Inc()
		if r, ok := in.finishedBefore(ctx, u.Athlete, st); ok {
			ans.Status, ans.Receipt = stream.Duplicate, &r
			if r.Status == stream.Rejected {
				ans.Status, ans.Reason = stream.Rejected, r.Reason
			}
			return ans, nil
		}
	} else {
		in.metrics.accepted.Inc()
	}
	claim := stream.Upload{V: 1, Athlete: u.Athlete, File: st.File, SHA: st.SHA, Size: st.Size, TZ: st.Said.TZ, Lock: st.Said.Lock}
	if err := in.claim(ctx, claim); err != nil {
		in.metrics.deferred.Inc()
		in.log.Warn("an accepted file waits for the reconciler", "error", err)
	}
	return ans, nil
}

// Enter takes in what a person entered.
func (in *Intake) Enter(ctx context.Context, athlete string, e record.Entry) (Answer, error) {
	b, err := source.EncodeEntry(e)
	if err != nil {
		return Answer{}, fmt.Errorf("enter %s: %w", e.Kind, err)
	}
	return in.Accept(ctx, Upload{Athlete: athlete, Name: string(e.Kind) + ".json", Door: "entry", Body: bytes.NewReader(b)})
}

// finishedBefore is the receipt of a known file, if it stands for the decoders, the zone and the password of now. Where NATS does not answer the file
// counts as unfinished, and whoever decodes it finds out.
func (in *Intake) finishedBefore(ctx context.Context, athlete string, st Stored) (stream.Receipt, bool) {
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	r, ok, err := in.Receipt(ctx, athlete, st.File)
	return r, err == nil && ok && finished(r, st.Said)
}

// claim publishes the claim check.
func (in *Intake) claim(ctx context.Context, c stream.Upload) error {
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write claim: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	_, err = in.streams.Publish(ctx, stream.Uploads, stream.Put{Subject: stream.UploadSubject(c.Athlete, c.File), Data: b, Cause: stream.CauseOf(ctx)})
	return err
}

// roomInStreams refuses uploads while any stream is nearly full: what comes behind needs the rest. Where NATS does not answer, the
// archive takes the file all the same.
func (in *Intake) roomInStreams(ctx context.Context) error {
	now := in.now()
	in.mu.Lock()
	full, fresh := in.full, now.Sub(in.asked).Abs() < askEvery
	in.mu.Unlock()
	if !fresh {
		ctx, cancel := context.WithTimeout(ctx, claimTime)
		defer cancel()
		used, err := in.streams.Usage(ctx)
		full = err == nil && used >= fullShare
		in.mu.Lock()
		in.full, in.asked = full, now
		in.mu.Unlock()
	}
	if full {
		return fmt.Errorf("take a file: %w", stream.ErrFull)
	}
	return nil
}

// refusal is the label for a file that was not accepted.
func refusal(err error) string {
	for _, r := range []struct {
		is    error
		label string
	}{{ErrNoSpace, "disk_full"}, {ErrTooLarge, "too_large"}, {ErrBadName, "bad_name"}} {
		if errors.Is(err, r.is) {
			return r.label
		}
	}
	return "error"
}
