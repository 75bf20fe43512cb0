package api

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// clocked are doors whose clock the test moves.
func clocked(t *testing.T, b Backend, l Limits) (*Doors, *auth.Store, func(time.Duration)) {
	t.Helper()
	d, tokens := doors(t, b)
	now := clock()
	d.limits, d.now, d.ticks = newLimits(l), func() time.Time { return now }, func() time.Time { return now }
	return d, tokens, func(by time.Duration) { now = now.Add(by) }
}

func wide() Limits {
	return Limits{Requests: 1e6, Failed: 1e6, Files: 1e6, Bytes: 1e12, Uploads: 100, Pages: 100, Connections: 100, Address: 100}
}

// tooSoon checks that an answer says when to come again.
func tooSoon(t *testing.T, w *httptest.ResponseRecorder, limit string, most int) {
	t.Helper()
	after, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if w.Code != http.StatusTooManyRequests || err != nil || after < 1 || after > most {
		t.Errorf("%s: status %d, again after %q", limit, w.Code, w.Header().Get("Retry-After"))
	}
	if !strings.Contains(w.Body.String(), "http.limits."+limit) {
		t.Errorf("%s: the answer does not name the setting: %.300s", limit, w.Body)
	}
}

func TestRequestsAreLimited(t *testing.T) {
	l := wide()
	l.Requests = 2 // 20 at once
	d, tokens, wait := clocked(t, newWorld(), l)
	mine, other := token(t, tokens, auth.Coach, "ada"), token(t, tokens, auth.Coach, "ada")
	h := d.Public()
	for i := range 20 {
		if w := ask(h, "GET", "/v1/athletes", mine); w.Code != http.StatusOK {
			t.Fatalf("request %d: %d", i, w.Code)
		}
	}
	tooSoon(t, ask(h, "GET", "/v1/athletes", mine), "requests", 1)
	if w := ask(h, "GET", "/v1/athletes", other); w.Code != http.StatusOK {
		t.Errorf("another token has to wait: %d", w.Code)
	}
	if w := ask(d.Private(), "GET", "/v1/athletes", ""); w.Code != http.StatusOK {
		t.Errorf("the owner's socket has a limit: %d", w.Code)
	}
	wait(time.Second)
	if w := ask(h, "GET", "/v1/athletes", mine); w.Code != http.StatusOK {
		t.Errorf("after a second: %d", w.Code)
	}
	for range 20 {
		ask(h, "GET", "/v1/athletes", "")
	}
	tooSoon(t, ask(h, "GET", "/v1/athletes", ""), "requests", 1)
	tooSoon(t, ask(h, "POST", "/sign-in", ""), "requests", 1)
	if got := testutil.ToFloat64(d.refused.WithLabelValues(limitRequests)); got != 3 {
		t.Errorf("%v refusals counted, want 3", got)
	}
}

// Whoever guesses is told to wait; nobody who has a token is locked out by that, though they come from the same address.
func TestGuessesAreLimited(t *testing.T) {
	l := wide()
	l.Failed = 5
	d, tokens, wait := clocked(t, newWorld(), l)
	mine := token(t, tokens, auth.Coach, "ada")
	h := d.Public()
	signIn := func(token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "http://localhost/sign-in", strings.NewReader("token="+token))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for i := range 5 {
		guess := func() *httptest.ResponseRecorder { return ask(h, "GET", "/v1/athletes", "hvp_guess") }
		if i%2 == 1 {
			guess = func() *httptest.ResponseRecorder { return signIn("hvp_guess") }
		}
		if got := guess().Code; got != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i, got)
		}
	}
	tooSoon(t, ask(h, "GET", "/v1/athletes", "hvp_guess"), "failed", 12)
	r := httptest.NewRequest("GET", "http://localhost/v1/athletes", nil)
	r.Header.Set("Authorization", "Bearer hvp_guess")
	for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded"} { // anybody can say to be somebody else
		r.Header.Set(name, "203.0.113.7")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	tooSoon(t, w, "failed", 12)
	tooSoon(t, signIn("hvp_guess"), "failed", 12)
	tooSoon(t, ask(h, "GET", "/?key=hvp_guess", ""), "failed", 12)
	if w := ask(h, "GET", "/v1/athletes", mine); w.Code != http.StatusOK {
		t.Errorf("a right token is locked out: %d", w.Code)
	}
	if w := signIn(mine); w.Code != http.StatusSeeOther {
		t.Errorf("a right token cannot sign in: %d", w.Code)
	}
	wait(12 * time.Second)
	if w := signIn("hvp_guess"); w.Code != http.StatusUnauthorized {
		t.Errorf("after 12 s: %d", w.Code)
	}
	if got := testutil.ToFloat64(d.refused.WithLabelValues(refusedToken)); got != 10 {
		t.Errorf("%v wrong tokens counted, want 10", got)
	}
}

// slowly is a backend that reads what is sent.
type slowly struct {
	*world
	began, end chan struct{} // if given: told of an upload, and waited for
}

func (b slowly) Accept(_ context.Context, u Upload) (Answer, error) {
	if b.began != nil {
		b.began <- struct{}{}
		<-b.end
	}
	n, err := io.Copy(io.Discard, u.Body)
	if err != nil {
		err = fmt.Errorf("archive file: %w", err)
	}
	return Answer{Status: stream.Accepted, Reason: strconv.FormatInt(n, 10)}, err
}

func upload(h http.Handler, athlete, token string, size int) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://localhost/v1/athletes/"+athlete+"/files", strings.NewReader(strings.Repeat("x", size)))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestUploadsAreLimited(t *testing.T) {
	for _, c := range []struct {
		limit     string
		l         func(*Limits)
		uploads   []int // sizes of which the last is too much
		most      int   // seconds to wait at most
		untilGood time.Duration
	}{
		{"files", func(l *Limits) { l.Files = 3 }, []int{1, 1, 1, 1}, 20, 20 * time.Second},
		{"bytes", func(l *Limits) { l.Bytes = 86400 }, []int{50000, 30000, 10000}, 10000, 3 * time.Hour},
	} {
		l := wide()
		c.l(&l)
		d, tokens, wait := clocked(t, slowly{world: newWorld()}, l)
		owner := token(t, tokens, auth.Owner)
		last := len(c.uploads) - 1
		for _, size := range c.uploads[:last] {
			if w := upload(d.Public(), "ada", owner, size); w.Code != http.StatusAccepted {
				t.Fatalf("%s: %d: %s", c.limit, w.Code, w.Body)
			}
		}
		tooSoon(t, upload(d.Public(), "ada", owner, c.uploads[last]), c.limit, c.most)
		if w := upload(d.Public(), "bo", owner, 1); w.Code != http.StatusAccepted {
			t.Errorf("%s: another athlete has to wait: %d", c.limit, w.Code)
		}
		if w := upload(d.Private(), "ada", "", 100_000); w.Code != http.StatusAccepted {
			t.Errorf("%s: the owner's socket has a limit: %d", c.limit, w.Code)
		}
		wait(c.untilGood)
		if w := upload(d.Public(), "ada", owner, c.uploads[last]); w.Code != http.StatusAccepted {
			t.Errorf("%s, later: %d: %s", c.limit, w.Code, w.Body)
		}
	}
}

// Ten years of files, as a script sends them, one after the other, stay below what the settings allow without being told.
func TestTenYearsFit(t *testing.T) {
	d, tokens, wait := clocked(t, slowly{world: newWorld()}, defaultLimits())
	owner := token(t, tokens, auth.Athlete, "ada")
	const each = 120 * time.Millisecond // the answer to one file, with its fsync; measured 2 to 12 ms by the archive alone
	for i := range 10 * 365 {
		if w := upload(d.Public(), "ada", owner, 1000); w.Code != http.StatusAccepted {
			t.Fatalf("file %d: %d: %s", i, w.Code, w.Body)
		}
		wait(each)
	}
}

func TestUploadsAtATime(t *testing.T) {
	l := wide()
	l.Uploads = 2
	b := slowly{newWorld(), make(chan struct{}), make(chan struct{})}
	d, tokens, _ := clocked(t, b, l)
	owner := token(t, tokens, auth.Owner)
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() { upload(d.Public(), "ada", owner, 1) })
		<-b.began
	}
	tooSoon(t, upload(d.Public(), "ada", owner, 1), "uploads", 1)
	close(b.end)
	running.Wait()
	go func() { <-b.began }()
	if w := upload(d.Public(), "ada", owner, 1); w.Code != http.StatusAccepted {
		t.Errorf("once the others ended: %d", w.Code)
	}
}

// A table that strangers fill stays small, and who was told to wait still waits.
func TestBucketsAreBounded(t *testing.T) {
	b := newBuckets(1, 1)
	now := clock()
	b.take("guesser", now, 1)
	for i := range 3 * mostBuckets {
		b.take(strconv.Itoa(i), now.Add(time.Duration(i)*time.Microsecond), 1)
	}
	if n := len(b.of); n > mostBuckets+1 {
		t.Errorf("%d buckets", n)
	}
	if _, ok := b.take("guesser", now.Add(time.Millisecond), 1); ok {
		t.Error("the bucket was emptied by others")
	}
	b.take("late", now.Add(2*time.Second), 1) // all are full again: those of before are forgotten
	if n := len(b.of); n > 10 {
		t.Errorf("%d buckets that are full again are kept", n)
	}
}

func TestConnectionsAreLimited(t *testing.T) {
	d, _ := doors(t, newWorld())
	d.cfg.Limits.Connections, d.cfg.Limits.Address = 3, 2
	under, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := d.Listener(under)
	defer func() { _ = l.Close() }()
	in := make(chan net.Conn)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			in <- c
		}
	}()
	dial := func(from string) net.Conn {
		t.Helper()
		c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", under.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	refused := func(name string, c net.Conn) {
		t.Helper()
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Errorf("%s: it says something", name)
		}
	}
	dial("127.0.0.1")
	first := <-in
	dial("127.0.0.1")
	<-in
	refused("a third from one address", dial("127.0.0.1"))
	dial("127.0.0.2")
	<-in
	refused("a fourth in all", dial("127.0.0.3"))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	_ = first.Close() // twice, as servers do: it gives up one place
	dial("127.0.0.1")
	<-in
	refused("a fourth again", dial("127.0.0.3"))
	if got := testutil.ToFloat64(d.refused.WithLabelValues(limitConnections)); got != 3 {
		t.Errorf("%v refusals counted, want 3", got)
	}
}

// Every reason for a refusal is a series from the start.
func TestRefusalsAreThere(t *testing.T) {
	d, _ := doors(t, newWorld())
	if got := testutil.CollectAndCount(d.refused); got != len(refusals()) || len(slices.Compact(slices.Sorted(slices.Values(refusals())))) != got {
		t.Errorf("%d series for %q", got, refusals())
	}
}
