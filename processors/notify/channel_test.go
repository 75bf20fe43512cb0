package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/outward"
)

// detour leads every request to a server of the test, whatever its address says.
type detour struct{ to string }

func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Asked", r.URL.Scheme+"://"+r.URL.Host)
	r.URL.Scheme, r.URL.Host = "http", d.to
	return http.DefaultTransport.RoundTrip(r)
}

// request is what a server of the test was asked.
type request struct{ method, asked, path, key, sequence, auth, body string }

// service is a server that answers a status and remembers the last request.
func service(t *testing.T, status int, answer string) (host string, last *request) {
	t.Helper()
	last = &request{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*last = request{r.Method, r.Header.Get("X-Asked"), r.URL.EscapedPath(), r.Header.Get("Idempotency-Key"), r.Header.Get("X-Sequence-ID"), r.Header.Get("Authorization"), string(b)}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(s.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return strings.TrimPrefix(s.URL, "http://"), last
}

func channel(t *testing.T, address string) Channel {
	t.Helper()
	path := filepath.Join(t.TempDir(), "address")
	if err := os.WriteFile(path, []byte(address+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Channel{Name: "c", File: path}
}

// mustAddress is the address itself.
func (c Channel) mustAddress(t *testing.T) string {
	t.Helper()
	u, err := c.address()
	if err != nil {
		t.Fatal(err)
	}
	return u.String()
}

var message = Message{ID: "session-2026-11-25-wait", Athlete: "ada", Kind: "session", Day: "2026-11-25", Level: "wait", Language: "nb", Text: "Rumpe i dag 18.00: vent.\nSøvn 6 t 05.\nEn gåtur er greit."}

// kinds are addresses of each kind of channel; HOST is that of the test's server.
func kinds() map[string]string {
	return map[string]string{
		"hook":     "https://hooks.example/x?token=sesam",
		"generic":  "generic+https://hooks.example/x?token=sesam",
		"ntfy":     "ntfy://user:sesam@ntfy.example/topic",
		"gotify":   "gotify://gotify.example/AbCdEfGhIjKlMnO",
		"pushover": "pushover://shoutrrr:sesam@userkey",
		"discord":  "discord://sesam@123456789",
		"telegram": "telegram://1234:sesam@telegram?chats=42",
		"matrix":   "matrix://:sesam@matrix.example/?rooms=!abc:matrix.example",
	}
}

func TestEachKindOfChannel(t *testing.T) {
	answers := map[string]string{"gotify": `{"id":1}`, "ntfy": `{"id":"x"}`, "telegram": `{"ok":true}`, "matrix": `{"event_id":"$1"}`}
	want := map[string]request{
		"hook":     {method: "POST", asked: "https://hooks.example", path: "/x", key: "ada-session-2026-11-25-wait"},
		"generic":  {method: "POST", asked: "https://hooks.example", path: "/x", key: "ada-session-2026-11-25-wait"},
		"ntfy":     {method: "POST", asked: "https://ntfy.example", path: "/topic", sequence: "session-2026-11-25-wait", auth: "Basic dXNlcjpzZXNhbQ=="},
		"gotify":   {method: "POST", asked: "https://gotify.example", path: "/message"},
		"pushover": {method: "POST", asked: "https://api.pushover.net", path: "/1/messages.json"},
		"discord":  {method: "POST", asked: "https://discord.com", path: "/api/webhooks/123456789/sesam"},
		"telegram": {method: "POST", asked: "https://api.telegram.org", path: "/bot1234:sesam/sendMessage"},
		"matrix": {
			method: "PUT", asked: "https://matrix.example", auth: "Bearer sesam",
			path: "/_matrix/client/v3/rooms/%21abc:matrix.example/send/m.room.message/ada-session-2026-11-25-wait",
		},
	}
	for name, address := range kinds() {
		t.Run(name, func(t *testing.T) {
			host, last := service(t, http.StatusOK, answers[name])
			c := newCarriers(outward.Rule{})
			c.http.Transport = detour{host}
			if err := c.send(t.Context(), channel(t, address), message); err != nil {
				t.Fatal(err)
			}
			got := *last
			got.body = ""
			if strings.HasPrefix(got.path, "/message") {
				got.path = "/message"
			}
			if d := cmp.Diff(want[name], got, cmp.AllowUnexported(request{})); d != "" {
				t.Errorf("asked (-want +got):\n%s", d)
			}
			if !strings.Contains(last.body, "6+t+05") && !strings.Contains(last.body, "6 t 05") {
				t.Errorf("body %q", last.body)
			}
		})
	}
}

// A failure tells whether another try makes sense, and never an address or what a service said.
func TestFailures(t *testing.T) {
	for name, address := range kinds() {
		for status, permanent := range map[int]bool{400: true, 401: true, 404: true, 302: true, 429: false, 500: false, 503: false} {
			host, _ := service(t, status, `{"error":"sesam"}`)
			c := newCarriers(outward.Rule{})
			c.http.Transport = detour{host}
			err := c.send(t.Context(), channel(t, address), message)
			var f Failure
			if !errors.As(err, &f) || f.Permanent != permanent || f.Reason != fmt.Sprintf("the service answered %d", status) {
				t.Errorf("%s answers %d: %#v", name, status, err)
			}
			if f.After != 7*time.Second {
				t.Errorf("%s answers %d: wants to be left alone for %s", name, status, f.After)
			}
		}
		c := newCarriers(outward.Rule{})
		c.http.Transport = detour{"127.0.0.1:1"} // nobody listens
		err := c.send(t.Context(), channel(t, address), message)
		if want := failure("it cannot be reached", false); !errors.Is(err, error(want)) {
			t.Errorf("%s is away: %#v", name, err)
		}
	}
}

func TestClassify(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want Failure
	}{
		"internal":  {fmt.Errorf("dial: %w", outward.ErrInternal), failure("its address lies on this computer or in its network (alerts.internal allows that)", true)},
		"mail, bad": {fmt.Errorf("x: %w", &textproto.Error{Code: 550}), failure("the mail server answered 550", true)},
		"mail, now": {fmt.Errorf("x: %w", &textproto.Error{Code: 451}), failure("the mail server answered 451", false)},
		"no name":   {&net.DNSError{Err: "no such host", Name: "sesam", IsNotFound: true}, failure("its name cannot be resolved", false)},
		"slow":      {fmt.Errorf("x: %w", context.DeadlineExceeded), failure("it did not answer in time", false)},
		"else":      {errors.New("sesam"), failure("it cannot be reached", false)},
	} {
		if got := classify(c.err); !errors.Is(got, error(c.want)) {
			t.Errorf("%s: %#v", name, got)
		}
	}
	if classify(nil) != nil {
		t.Error("success is a failure")
	}
}

// Without alerts.internal nothing on this computer is asked, by whatever kind of channel.
func TestInternalAddressesAreNotAsked(t *testing.T) {
	host, last := service(t, http.StatusOK, `{}`)
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"https://" + host, "https://localhost:" + port, "http://" + host, "ntfy://" + host + "/topic", "ntfy://" + host + "/topic?scheme=http",
		"gotify://" + host + "/AbCdEfGhIjKlMnO", "gotify://" + host + "/AbCdEfGhIjKlMnO?disabletls=yes",
		"signal://" + host + "/+4712345678/+4787654321", "signal://" + host + "/+4712345678/+4787654321?disabletls=yes",
		"matrix://:sesam@" + host + "/?rooms=!a:b&disableTLS=yes", "telegram://1:sesam@telegram?chats=1&server=http://" + host,
		"telegram://1:sesam@telegram?chats=1&server=https://" + host, "smtp://" + host + "/?from=a@example.org&to=b@example.org",
	} {
		err := newCarriers(outward.Rule{}).send(t.Context(), channel(t, address), message)
		var f Failure
		if !errors.As(err, &f) || !f.Permanent || !strings.Contains(f.Reason, "alerts.internal") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if last.method != "" {
		t.Errorf("something was asked: %+v", last)
	}
}

func TestBadAddresses(t *testing.T) {
	for address, permanent := range map[string]bool{
		"": false, "x\ny": false, "ftp://example.org": true, "smtp://example.org/?from=a@example.org&to=b@example.org,c@example.org": true,
		"telegram://1@telegram?chats=1": true, "telegram://1:sesam@telegram?chats=1,2": true, "matrix://:sesam@example.org/": true, "discord://x": true,
	} {
		err := newCarriers(outward.Rule{}).send(t.Context(), channel(t, address), message)
		var f Failure
		if !errors.As(err, &f) || f.Permanent != permanent || strings.Contains(f.Reason, "sesam") {
			t.Errorf("%q: %#v", address, err)
		}
	}
}

func TestSignal(t *testing.T) {
	for status, want := range map[int]string{http.StatusCreated: "", http.StatusBadRequest: "the service answered 400", http.StatusBadGateway: "the service answered 502"} {
		host, last := service(t, status, `{"timestamp":"1"}`)
		err := newCarriers(outward.Rule{Internal: true}).send(t.Context(), channel(t, "signal://"+host+"/+4712345678/+4787654321?disabletls=yes"), message)
		got := ""
		if err != nil {
			got = err.Error()
		}
		var body struct{ Message string }
		if json.Unmarshal([]byte(last.body), &body) != nil || got != want || body.Message != message.Text {
			t.Errorf("%d: %q, %q", status, got, last.body)
		}
	}
}

// What takes too long is not begun a second time; its end is the next attempt's.
func TestASlowSessionIsNotDoubled(t *testing.T) {
	l, begun, end := newLate(), 0, make(chan struct{})
	send := func() error {
		begun++
		<-end
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.wait(ctx, "k", send); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	close(end)
	if err := l.wait(t.Context(), "k", send); err != nil || begun != 1 {
		t.Errorf("%v, begun %d times", err, begun)
	}
}
