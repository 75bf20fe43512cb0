package api

import (
	"bufio"
	"context"
	"net/http"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// listening opens the live door as a page does that was drawn from a revision.
func listening(t *testing.T, d *Doors, token, since string) *bufio.Reader {
	t.Helper()
	s := serve(t, d)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/athletes/ada/live?since="+since, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	got, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = got.Body.Close() })
	if kind := got.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("type %q", kind)
	}
	return bufio.NewReader(got.Body)
}

func line(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	for {
		s, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if s != "\n" && s != "data:\n" {
			return s
		}
	}
}

// An open page is told of changes, many at once as one; first of those since it was drawn, or that there are none.
func TestLiveTellsOfChanges(t *testing.T) {
	told := make(chan func(), 1)
	k := &desk{revision: "7.", watch: func(ctx context.Context, fn func()) error {
		fn()
		told <- fn
		<-ctx.Done()
		return nil
	}}
	d, tokens := doors(t, k)
	drawn, err := d.revision(t.Context(), "ada")
	if err != nil || drawn == "" || drawn == "7." {
		t.Fatalf("revision %q, %v", drawn, err)
	}
	if other, _ := d.revision(t.Context(), "bo"); other == drawn {
		t.Error("two athletes of the same state are known by it")
	}
	coach := token(t, tokens, auth.Coach, "ada")
	open := listening(t, d, coach, drawn)
	if got := line(t, open); got != ": nothing new\n" {
		t.Errorf("a page just drawn hears %q", got)
	}
	fn := <-told
	for range 3 {
		fn()
	}
	if got := line(t, open); got != "event: changed\n" {
		t.Errorf("after a change it hears %q", got)
	}
	k.revision = "8." // between drawing and listening
	late := listening(t, d, coach, drawn)
	if got := line(t, late); got != "event: changed\n" {
		t.Errorf("a page of before hears %q", got)
	}
	stranger := listening(t, d, coach, "")
	if got := line(t, stranger); got != "event: changed\n" {
		t.Errorf("a page of unknown state hears %q", got)
	}
}
