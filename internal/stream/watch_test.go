package stream_test

import (
	"context"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestWatchHearsOfItsOwnSubjectsAlone(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, stream.Results, stream.ResultsSubject("ada", "head"), "from before")
	ctx, stop := context.WithCancel(context.Background())
	heard, ended := make(chan bool), make(chan error, 1)
	go func() {
		ended <- s.Watch(ctx, stream.Results, []string{stream.ResultsSubject("ada", "head")}, func() { heard <- true })
	}()
	<-heard // it watches
	put(t, s, stream.Results, stream.ResultsSubject("bea", "head"), "not hers")
	put(t, s, stream.Results, stream.ResultsSubject("ada", "2026-11"), "not the head")
	for range 2 {
		put(t, s, stream.Results, stream.ResultsSubject("ada", "head"), "new")
		<-heard
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	select {
	case <-heard:
		t.Error("it heard of somebody else's")
	default:
	}
}
