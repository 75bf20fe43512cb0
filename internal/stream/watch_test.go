package stream_test

import (
	"context"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestWatchHearsOfItsOwnSubjectsAlone(t *testing.T) {
	s := open(t, t.TempDir())
	head, receipts := stream.ResultsSubject("ada", "head"), stream.ReceiptSubject("ada", "*")
	put(t, s, stream.Results, head, "from before")
	ctx, stop := context.WithCancel(context.Background())
	heard, ended := make(chan bool), make(chan error, 1)
	go func() {
		ended <- s.Watch(ctx, map[string][]string{stream.Results: {head}, stream.Records: {receipts}}, func() { heard <- true })
	}()
	<-heard // it watches both
	put(t, s, stream.Results, stream.ResultsSubject("bea", "head"), "not hers")
	put(t, s, stream.Results, stream.ResultsSubject("ada", "2026-11"), "not the head")
	for range 2 {
		put(t, s, stream.Results, head, "new")
		<-heard
		put(t, s, stream.Records, stream.ReceiptSubject("ada", "aa"), "new")
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

func TestNewestIsOfOnesOwn(t *testing.T) {
	s := open(t, t.TempDir())
	newest := func() uint64 {
		n, err := s.Newest(t.Context(), stream.Records, stream.ReceiptSubject("ada", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := newest(); n != 0 {
		t.Errorf("%d of nothing", n)
	}
	put(t, s, stream.Records, stream.ReceiptSubject("ada", "aa"), "one")
	first := newest()
	put(t, s, stream.Records, stream.ReceiptSubject("bea", "bb"), "not hers")
	if n := newest(); n != first || n == 0 {
		t.Errorf("%d after somebody else's, want %d", n, first)
	}
	put(t, s, stream.Records, stream.ReceiptSubject("ada", "cc"), "two")
	if n := newest(); n <= first {
		t.Errorf("%d after another one", n)
	}
}
