package api

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// Whatever a signed-in client writes as a request: nothing breaks inside, every answer holds the browser to the rules, leads nowhere else, and
// has no script in it that the request brought.
func FuzzRequest(f *testing.F) {
	d, tokens := doors(f, newWorld())
	d.limits = newLimits(Limits{Requests: 1e9, Failed: 1e9, Files: 1e9, Bytes: 1e15, Uploads: 1000, Pages: 1000})
	owner := "Bearer " + token(f, tokens, auth.Owner)
	h := d.Public()
	for _, line := range []string{
		"GET /", "GET /athletes/ada", "GET /athletes/ada/settings?saved&to=//evil.example", "GET /athletes/ada/calendar?month=2026-13", "GET /athletes/ada/days/2026-02-30",
		"GET /v1/athletes/ada/results?from=2026-11-01&to=9999-99-99&metrics=rhr,%3Cscript%3E&format=csv", "GET /v1/athletes/ada/verdict?at=now&language=%00", "GET /?key=hvp_x", "GET /static/../page.key",
		"GET /v1/athletes/%2e%2e/files", "HEAD /healthz", "DELETE /v1/tokens/x", "GET /v1/athletes/ada/receipts?wait=1e9h", "GET /athletes/ada/sources?%ZZ", "GET /answer/a.b.c.d", "OPTIONS *", "PATCH /v1/athletes/ada",
	} {
		f.Add([]byte(line + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	}
	f.Add([]byte("POST /v1/athletes/ada/checkins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n{\"fatigue\":2,\"soreness\":3}\n"))
	f.Add([]byte("POST /athletes/ada/checkins HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 32\r\n\r\nday=2026-11-25&fatigue=2&rpe=NaN"))
	f.Add([]byte("POST /v1/athletes/ada/files?name=..%2f%3Cscript%3E HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(b))))
		if err != nil {
			return // Go's server refuses it
		}
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond) // of the pages that wait for news
		defer cancel()
		r = r.WithContext(ctx)
		r.RemoteAddr = "127.0.0.1:1234"
		r.Header.Set("Authorization", owner)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError || w.Code < 200 {
			t.Errorf("%s %s: %d %s", r.Method, r.URL, w.Code, w.Body)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: no policy: %v", r.Method, r.URL, w.Header())
		}
		if to := w.Header().Get("Location"); to != "" && (to[0] != '/' || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
			t.Errorf("%s %s leads to %s", r.Method, r.URL, to)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s %s: a script without an address: %s", r.Method, r.URL, w.Body)
		}
	})
}
