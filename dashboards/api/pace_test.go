package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// fast makes the pace so short that a test can wait for it.
const fast = 300 * time.Millisecond

// slow opens a connection, sends the head of an upload and some bytes of its body, and gives the connection.
func slow(t *testing.T, s *httptest.Server, token string, length int, some string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := fmt.Fprintf(c, "POST /v1/athletes/ada/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", token, length, some); err != nil {
		t.Fatal(err)
	}
	return c
}

// answered reads the answer on a connection.
func answered(t *testing.T, c net.Conn) (status int, rest *bufio.Reader) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(c)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode, in
}

// Whoever stops sending is cut off, also where the answer did not need the body; whoever keeps sending is not, however long it takes.
func TestSlowSenders(t *testing.T) {
	d, tokens := doors(t, slowly{world: newWorld()})
	d.limits, d.paceTime = newLimits(wide()), fast
	s := serve(t, d)
	owner := token(t, tokens, auth.Owner)
	for name, c := range map[string]struct {
		token  string
		some   string
		status int
	}{
		"nothing comes":                     {owner, "", http.StatusRequestTimeout},
		"it stops":                          {owner, "FIT", http.StatusRequestTimeout},
		"nothing comes from a stranger":     {"hvp_guess", "", http.StatusUnauthorized},
		"much came at first, then it stops": {owner, strings.Repeat("x", 1<<20), http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			status, rest := answered(t, slow(t, s, c.token, 10<<20, c.some))
			if status != c.status {
				t.Errorf("status %d", status)
			}
			if _, err := rest.ReadByte(); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the connection stays open: %v", err)
			}
		})
	}
	t.Run("a drop now and then", func(t *testing.T) {
		c := slow(t, s, owner, 10<<20, "")
		go func() {
			for {
				if _, err := c.Write([]byte("x")); err != nil {
					return
				}
				<-time.After(fast / 20)
			}
		}()
		if status, _ := answered(t, c); status != http.StatusRequestTimeout {
			t.Errorf("status %d", status)
		}
	})
	t.Run("slow and steady", func(t *testing.T) {
		const pieces = 8
		c := slow(t, s, owner, pieces*paceBytes, "")
		go func() {
			for range pieces {
				if _, err := c.Write(make([]byte, paceBytes)); err != nil {
					return
				}
				<-time.After(fast / 3) // in all more than twice the pace's time
			}
		}()
		if status, _ := answered(t, c); status != http.StatusAccepted {
			t.Errorf("status %d", status)
		}
	})
}

// Whoever takes nothing of an answer is cut off.
func TestSlowReaders(t *testing.T) {
	d, _ := doors(t, newWorld())
	d.paceTime = fast
	ended := make(chan error, 1)
	h := d.pace(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var err error
		for err == nil {
			_, err = w.Write(make([]byte, 1<<20))
		}
		ended <- err
	}))
	d.now, d.ticks = time.Now, time.Now
	s := httptest.NewServer(h)
	defer s.Close()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the answer is still being written")
	}
}

// An open page ends soon after its token is revoked, or its session signed out.
func TestLiveEndsWithTheToken(t *testing.T) {
	d, tokens := doors(t, watching{newWorld()})
	s := serve(t, d)
	tok, g, err := tokens.Make(auth.Grant{Role: auth.Coach, Athletes: []string{"ada"}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/athletes/ada/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+tok)
	resp, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := tokens.Revoke(g.ID); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	t.Logf("the page ended %v after its token was revoked", time.Since(start).Round(time.Millisecond))
}

// watching is a backend in which something changes all the time.
type watching struct{ *world }

// Watch implements Backend.
func (watching) Watch(ctx context.Context, _ string, fn func()) error {
	fn()
	<-ctx.Done()
	return nil
}

// What trickles is read a few times a second, however many packets it comes in; what comes in packets worth the name is read at once.
func TestTrickles(t *testing.T) {
	d, _ := doors(t, newWorld())
	d.now, d.ticks = time.Now, time.Now
	for _, c := range []struct {
		name     string
		each     int // bytes
		trickles bool
	}{{"bytes", 1, true}, {"packets", trickleBytes, false}} {
		t.Run(c.name, func(t *testing.T) {
			in, out := io.Pipe()
			p := &pacedBody{ReadCloser: in, d: d, c: http.NewResponseController(httptest.NewRecorder()), until: time.Now().Add(paceTime), left: time.Now()}
			go func() {
				for range trickleReads + 2 {
					_, _ = out.Write(make([]byte, c.each))
				}
				_ = out.Close()
			}()
			for range trickleReads {
				if n, err := p.Read(make([]byte, c.each)); n != c.each || err != nil {
					t.Fatal(n, err)
				}
				if p.reads < trickleReads && p.trickles() {
					t.Fatalf("after %d reads", p.reads)
				}
			}
			if p.trickles() != c.trickles {
				t.Errorf("it trickles: %v", p.trickles())
			}
			if n, err := io.Copy(io.Discard, p); err != nil || n != int64(2*c.each) {
				t.Errorf("%d bytes, %v", n, err)
			}
		})
	}
}
