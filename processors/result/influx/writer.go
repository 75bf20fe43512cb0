package influx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const batchLines = 5000 // of one request

// writer sends lines to a bucket in batches. What InfluxDB refuses is found by halving and parked; the rest is written.
type writer struct {
	s     *Sink
	b     *bucket
	job   job
	buf   []byte
	lines int

	bad    []byte // refused lines
	nbad   int
	reason string
}

func (s *Sink) writer(b *bucket, j job) *writer { return &writer{s: s, b: b, job: j} }

// point adds one point.
func (w *writer) point(ctx context.Context, p result.Point) error {
	w.buf = p.AppendLine(w.buf)
	return w.added(ctx, 1)
}

// heart adds a stretch of heart rate.
func (w *writer) heart(ctx context.Context, h result.HeartRate) error {
	for from := 0; from < h.Len(); {
		to := min(h.Len(), from+batchLines-w.lines)
		w.buf = h.AppendLines(w.buf, w.job.athlete, from, to)
		if err := w.added(ctx, to-from); err != nil {
			return err
		}
		from = to
	}
	return nil
}

func (w *writer) added(ctx context.Context, n int) error {
	if w.lines += n; w.lines < batchLines {
		return nil
	}
	return w.flush(ctx)
}

func (w *writer) flush(ctx context.Context) error {
	if w.lines == 0 {
		return nil
	}
	if err := w.send(ctx, w.buf, w.lines); err != nil {
		return err
	}
	w.buf, w.lines = w.buf[:0], 0
	return nil
}

// send writes n lines, halving them as long as some are refused.
func (w *writer) send(ctx context.Context, lines []byte, n int) error {
	err := w.s.db.send(ctx, w.b, lines)
	var no refused
	switch {
	case err == nil:
		w.written(lines, n)
		return nil
	case !errors.As(err, &no):
		return err
	case n == 1 || !no.size && w.none(no, n):
		w.bad, w.nbad, w.reason = append(w.bad, lines...), w.nbad+n, no.reason
		return nil
	}
	cut := 0
	for range n / 2 {
		cut += bytes.IndexByte(lines[cut:], '\n') + 1
	}
	if err := w.send(ctx, lines[:cut], n/2); err != nil {
		return err
	}
	return w.send(ctx, lines[cut:], n-n/2)
}

// none tells whether InfluxDB says that it dropped every line, as it does with what is older than the retention.
func (w *writer) none(no refused, n int) bool {
	var dropped int
	i := bytes.LastIndex([]byte(no.reason), []byte("dropped="))
	if i < 0 {
		return false
	}
	_, err := fmt.Sscanf(no.reason[i:], "dropped=%d", &dropped)
	return err == nil && dropped >= n
}

func (w *writer) written(lines []byte, n int) {
	if w.b == w.s.db.raw {
		w.s.metrics.written.WithLabelValues("heart_rate").Add(float64(n))
		return
	}
	for len(lines) > 0 {
		w.s.metrics.written.WithLabelValues(string(lines[:bytes.IndexAny(lines, ", ")])).Inc()
		lines = lines[bytes.IndexByte(lines, '\n')+1:]
	}
}

const shownBytes = 64 << 10 // of refused lines in a dead letter

// close writes what is left and parks what was refused in DEAD, under the message that caused it: a replay of the letter handles that
// message again. It says whether InfluxDB took everything.
func (w *writer) close(ctx context.Context) (all bool, err error) {
	if err := w.flush(ctx); err != nil {
		return false, err
	}
	if w.nbad == 0 {
		return true, nil
	}
	j := w.job
	data, err := json.Marshal(stream.Dead{
		V: 1, Stage: j.stage, Athlete: j.athlete, Subject: j.cause.Subject, Kind: stream.DeadRefused, Data: j.cause.Data, At: w.s.now().UTC(),
		Reason: fmt.Sprintf("InfluxDB refused %d points: %s\n%s", w.nbad, w.reason, w.bad[:min(len(w.bad), shownBytes)]),
	})
	if err != nil {
		return false, fmt.Errorf("write dead letter: %w", err)
	}
	id := sha256.Sum256([]byte(j.cause.Subject)) // as the stage itself names the letter of a message, so that a replay removes it
	subject := stream.DeadSubject(j.athlete, j.stage, hex.EncodeToString(id[:12]))
	if _, err := w.s.streams.Publish(ctx, stream.DeadLetters, stream.Put{Subject: subject, Data: data}); err != nil {
		return false, fmt.Errorf("park refused points: %w", err)
	}
	w.s.metrics.parked.Add(float64(w.nbad))
	w.s.log.Error("InfluxDB refused points; they are in DEAD", "stage", j.stage, "points", w.nbad)
	return false, nil
}
