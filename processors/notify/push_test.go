package notify

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/pushtest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// browser is a browser and its push service: it holds what arrives against VAPID and opens it.
type browser struct {
	*pushtest.Browser
	t      *testing.T
	server *httptest.Server
	status int
	got    []shown
	header http.Header // of the last
	public string      // of the installation, with which it subscribed
}

func newBrowser(t *testing.T, public string) *browser {
	t.Helper()
	keys, err := pushtest.New()
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{Browser: keys, t: t, status: http.StatusCreated, public: public}
	b.server = httptest.NewServer(b)
	t.Cleanup(b.server.Close)
	return b
}

func (b *browser) device() Device {
	return Device{Endpoint: b.server.URL + "/wpush/v2/sesam:%2F?x=1", P256dh: b.P256dh(), Auth: b.Auth()}
}

func (b *browser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Encoding") != "aes128gcm" || r.URL.EscapedPath() != "/wpush/v2/sesam:%2F" || r.URL.RawQuery != "x=1" {
		b.t.Errorf("%s %s %v: %v", r.Method, r.URL, r.Header, err)
	}
	from, err := pushtest.SenderOf(r.Header.Get("Authorization"))
	if err != nil || from.Key != b.public || from.Aud != b.server.URL || from.Sub != "https://hvilepuls.example" {
		b.t.Errorf("sender %+v, %v", from, err)
	}
	if left := time.Until(time.Unix(from.Exp, 0)); left <= 0 || left > 24*time.Hour {
		b.t.Errorf("the token ends in %s", left)
	}
	if b.header = r.Header; b.status == http.StatusCreated {
		var s shown
		plain, err := b.Open(body)
		if err == nil {
			err = json.Unmarshal(plain, &s)
		}
		if err != nil {
			b.t.Error(err)
		}
		b.got = append(b.got, s)
	}
	w.WriteHeader(b.status)
}

// pushPost is a sender of whose athletes ada has a browser.
func pushPost(t *testing.T) (*post, *browser) {
	t.Helper()
	p := newPost(t, noon())
	p.cfg.Page, p.cfg.Athletes = "https://hvilepuls.example", nil
	p.begin()
	b := newBrowser(t, p.s.PushKey())
	if err := p.s.Subscribe(t.Context(), "ada", "hook", b.device()); err != nil {
		t.Fatal(err)
	}
	return p, b
}

func TestPush(t *testing.T) {
	p, b := pushPost(t)
	p.decide("ada", "n", noon().Add(6*time.Hour))
	p.after(0)
	p.want(result.DeliveryDelivered, 1, "")
	if d := cmp.Diff([]shown{{Title: "Wait.", Tag: "ada/n", To: "/athletes/ada"}}, b.got); d != "" {
		t.Errorf("shown (-want +got):\n%s", d)
	}
	first := b.header.Get("Topic")
	if ttl := b.header.Get("TTL"); ttl != "21600" || len(first) != 32 || b.header.Get("Urgency") != "high" {
		t.Errorf("header %v", b.header)
	}
	for id, same := range map[string]bool{"n": true, "m": false} {
		if got := topic(Message{Athlete: "ada", ID: id}); (got == first) != same {
			t.Errorf("topic of %s: %s", id, got)
		}
	}
}

// A browser that takes nothing any more is forgotten; the next notice does not go there.
func TestABrowserThatIsGone(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		p, b := pushPost(t)
		b.status = status
		p.decide("ada", "n", noon().Add(6*time.Hour))
		p.after(0)
		p.want(result.DeliveryFailed, 1, errGone.Reason)
		if all, err := p.s.Channels("ada"); err != nil || len(all) != 0 {
			t.Errorf("%d: channels %v, %v", status, all, err)
		}
	}
	p, b := pushPost(t)
	b.status = http.StatusTooManyRequests
	p.decide("ada", "n", noon().Add(6*time.Hour))
	p.after(0)
	p.want(result.DeliveryDecided, 1, "the service answered 429")
	if all, err := p.s.Channels("ada"); err != nil || len(all) != 1 {
		t.Errorf("channels %v, %v", all, err)
	}
}

// The same browser is one channel however often it subscribes; another athlete's list does not change.
func TestDevices(t *testing.T) {
	p, b := pushPost(t)
	d := b.device()
	d.Auth = base64.RawURLEncoding.EncodeToString(make([]byte, authBytes))
	if err := p.s.Subscribe(t.Context(), "ada", "phone", d); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Listed{{Name: "phone", Kind: pushScheme, Own: true, Added: noon()}}, mustList(t, p, "ada")); d != "" {
		t.Errorf("channels (-want +got):\n%s", d)
	}
	if got := mustList(t, p, "bo"); len(got) != 0 {
		t.Errorf("of another: %v", got)
	}
	for name, bad := range map[string]Device{
		"no endpoint": {}, "a file": {Endpoint: "file:///etc/passwd", P256dh: d.P256dh, Auth: d.Auth}, "no keys": {Endpoint: d.Endpoint},
		"no point": {Endpoint: d.Endpoint, P256dh: base64.RawURLEncoding.EncodeToString(make([]byte, 65)), Auth: d.Auth},
		"short":    {Endpoint: d.Endpoint, P256dh: d.P256dh, Auth: "AA"},
	} {
		err := p.s.Subscribe(t.Context(), "ada", "new", bad)
		if _, ok := errors.AsType[Refused](err); !ok || strings.Contains(err.Error(), "sesam") {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.cfg.Internal = false
	p.begin()
	for _, endpoint := range []string{d.Endpoint, strings.Replace(d.Endpoint, "http:", "https:", 1), "https://169.254.169.254/x", "https://[::1]/x", "https://localhost/x"} {
		err := p.s.Subscribe(t.Context(), "ada", "new", Device{Endpoint: endpoint, P256dh: d.P256dh, Auth: d.Auth})
		if err == nil || !strings.Contains(err.Error(), "alerts.internal") {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}

func mustList(t *testing.T, p *post, athlete string) []Listed {
	t.Helper()
	all, err := p.s.Channels(athlete)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestQuietHoursOfAnAthlete(t *testing.T) {
	p := newPost(t, noon().Add(11*time.Hour)) // 23:00
	p.about.Profile.Alerts = &record.Alerts{QuietFrom: new("23:30"), QuietTo: new("05:00")}
	p.decide("ada", "n", p.now.Add(24*time.Hour))
	p.decide("ada", "m", p.now.Add(24*time.Hour))
	p.after(0)
	p.want(result.DeliveryDelivered, 1, "")
	p.after(30 * time.Minute)
	p.decide("ada", "o", p.now.Add(24*time.Hour))
	p.after(5 * time.Hour)
	if d := p.receipt("ada", "o"); d.State != result.DeliveryDecided {
		t.Errorf("in the night: %+v", d)
	}
	p.after(30 * time.Minute)
	if d := p.receipt("ada", "o"); d.State != result.DeliveryDelivered {
		t.Errorf("in the morning: %+v", d)
	}
}

// What an athlete adds is used like what the settings name, told to nobody, and gone once it is removed.
func TestChannelsOfOnesOwn(t *testing.T) {
	p := newPost(t, noon())
	address := "http://" + strings.TrimPrefix(p.cfg.Athletes["bo"][0].mustAddress(t), "http://") + "-sesam"
	add := func(name, address string) error { return p.s.Add(context.Background(), "ada", name, address) }
	if err := add("mine", address); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]string{
		"mine": address, "hook": address, "Capital": address, "": address, "x": "", "y": "ftp://example.org/x", "z": "file:///etc/passwd", "e": "env:HOME", "f": "/etc/passwd",
		"l": "http://" + strings.Repeat("x", maxAddress), "n": "https://a\nb", "m": "smtp://example.org/?from=a@example.org",
	} {
		err := add(name, a)
		if _, ok := errors.AsType[Refused](err); !ok || strings.Contains(err.Error(), "sesam") || strings.Contains(err.Error(), "/etc") {
			t.Errorf("%q: %v", name, err)
		}
	}
	want := []Listed{{Name: "hook", Kind: "webhook"}, {Name: "mine", Kind: "webhook", Own: true, Added: noon()}}
	if d := cmp.Diff(want, mustList(t, p, "ada")); d != "" {
		t.Errorf("channels (-want +got):\n%s", d)
	}
	if tried, err := p.s.Test(t.Context(), "ada", "mine", "en"); err != nil || len(tried) != 1 || tried[0].Reason != "" {
		t.Errorf("test: %v, %v", tried, err)
	}
	p.asked = nil
	p.begin() // another process
	p.decide("ada", "n", noon().Add(6*time.Hour))
	if err := p.s.Remove("bo", "mine"); err == nil {
		t.Error("one athlete removed another's")
	}
	p.after(0)
	slices.Sort(p.asked)
	if d := cmp.Diff([]string{"ada ada-n", "bo-sesam ada-n"}, p.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	p.decide("ada", "m", noon().Add(6*time.Hour))
	if err := p.s.Remove("ada", "mine"); err != nil {
		t.Fatal(err)
	}
	p.after(0)
	if d := p.lastOn("ada", "m", "mine"); d.State != result.DeliveryFailed || d.Reason != reasonGone {
		t.Errorf("once it is removed: %+v", d)
	}
	for _, name := range []string{"mine", "hook"} {
		err := p.s.Remove("ada", name)
		if r, ok := errors.AsType[Refused](err); !ok || !r.Unknown {
			t.Errorf("remove %s: %v", name, err)
		}
	}
	for i := range mostNamed {
		if err := add("c"+string(rune('a'+i)), address); err != nil {
			t.Fatal(err)
		}
	}
	if add("one-too-many", address) == nil {
		t.Error("there is no end of channels")
	}
}
