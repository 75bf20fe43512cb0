package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Whoever waits for what is theirs does not wait for what a stage does for another, and is told of what comes while they wait.
func TestSettleWaitsForNobodyElse(t *testing.T) {
	s, err := stream.Open(t.Context(), stream.Defaults(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	b := backend{&engine{streams: s, progress: newProgress()}}
	begun, end := make(chan string), make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	var g errgroup.Group
	g.Go(func() error {
		return s.Run(ctx, b.progress.follow(stream.Loop{Stage: stream.Ingest, Workers: 2, Handle: func(_ context.Context, athlete string, _ []stream.Message) error {
			begun <- athlete
			if athlete == "ada" {
				<-end
			}
			return nil
		}}))
	})
	publish := func(athlete string) uint64 {
		t.Helper()
		subject := stream.UploadSubject(athlete, "0123456789abcdef0123456789abcdef")
		if _, err := s.Publish(t.Context(), stream.Uploads, stream.Put{Subject: subject, Data: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
		seq, err := s.Newest(t.Context(), stream.Uploads, stream.UploadSubject(athlete, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return seq
	}
	settle := func(athlete string, seq uint64, longest time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), longest)
		defer cancel()
		return b.settleStage(ctx, stretch{stream.Ingest, athlete}, seq)
	}
	imported := publish("ada")
	<-begun
	mine := publish("bo")
	go func() { <-begun }()
	if err := settle("bo", mine, untilTime); err != nil {
		t.Errorf("bo waits for ada: %v", err)
	}
	const moment = 200 * time.Millisecond
	if err := settle("ada", imported, moment); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ada's file is not done: %v", err)
	}
	close(end)
	if err := settle("ada", imported, untilTime); err != nil {
		t.Error(err)
	}
	stop()
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}
