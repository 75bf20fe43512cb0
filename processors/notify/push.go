package notify

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/SherClockHolmes/webpush-go"
)

// pushScheme is that of the addresses of browsers: the endpoint of the subscription, with its keys behind the #.
const pushScheme = "webpush"

// Device is a browser's subscription (W3C Push API, PushSubscription). All of it is secret.
type Device struct {
	Endpoint string // https, of the browser's push service
	P256dh   string // public key of the browser, base64url
	Auth     string // 16 bytes, base64url
}

// address writes a subscription as a channel's address.
func (d Device) address() (string, error) {
	u, err := url.Parse(d.Endpoint)
	if err != nil || u.Host == "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", refused("the browser's subscription has no endpoint")
	}
	keys := url.Values{"p256dh": {d.P256dh}, "auth": {d.Auth}}
	if u.Scheme == "http" {
		keys.Set("tls", "no")
	}
	u.Scheme = pushScheme
	return u.String() + "#" + keys.Encode(), nil
}

const authBytes = 16 // RFC 8291 3.2

// deviceOf reads the address of a browser.
func deviceOf(to *url.URL) (Device, error) {
	keys, err := url.ParseQuery(to.Fragment)
	if err != nil {
		return Device{}, failure("its keys cannot be read", true)
	}
	at := *to
	at.Scheme, at.Fragment, at.RawFragment = "https", "", ""
	if keys.Get("tls") == "no" {
		at.Scheme = "http"
	}
	d := Device{Endpoint: at.String(), P256dh: keys.Get("p256dh"), Auth: keys.Get("auth")}
	point, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.P256dh, "="))
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	secret, err2 := base64.RawURLEncoding.DecodeString(strings.TrimRight(d.Auth, "="))
	if err != nil || err2 != nil || len(secret) != authBytes {
		return d, failure("its keys are not those of a browser", true)
	}
	return d, nil
}

// vapid is how this installation names itself to push services (RFC 8292).
type vapid struct{ public, private, contact string }

// project is the contact of an installation that names no page over https.
const project = "https://github.com/hvilepuls/hvilepuls"

// newVapid makes the key pair of 32 secret bytes. page is the address of the page, "" for none.
func newVapid(secret []byte, page string) (vapid, error) {
	key, err := ecdh.P256().NewPrivateKey(secret)
	if err != nil {
		return vapid{}, fmt.Errorf("read the key of push notices: %w; remove push.key and another is made", err)
	}
	v := vapid{public: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()), private: base64.RawURLEncoding.EncodeToString(secret), contact: project}
	if strings.HasPrefix(page, "https://") {
		v.contact = page
	}
	return v, nil
}

// errGone means that a browser's subscription has ended.
var errGone = failure("the browser takes no notices any more; switch them on again there", true)

// shown is what the page's worker shows of a notice (dashboards/web/static/worker.js).
type shown struct {
	Title    string `json:"title"`
	Body     string `json:"body"`
	Tag      string `json:"tag"` // one replaces the one before of the same tag
	Language string `json:"lang"`
	To       string `json:"to"` // the page that a click opens, from the root
}

// push sends to a browser by its push service, encrypted for it alone (RFC 8030, 8291). What comes twice replaces the first: under way by its
// topic, at the browser by its tag.
func (c carriers) push(ctx context.Context, to *url.URL, m Message) error {
	d, err := deviceOf(to)
	if err != nil {
		return err
	}
	if strings.HasPrefix(d.Endpoint, "http:") && !c.rule.Internal {
		return failure("its address has no TLS (alerts.internal allows that)", true)
	}
	what, rest, _ := strings.Cut(m.Text, "\n")
	body, err := json.Marshal(shown{Title: what, Body: rest, Tag: m.Athlete + "/" + m.ID, Language: m.Language, To: m.place()})
	if err != nil {
		return err
	}
	ttl := m.worth
	if ttl <= 0 {
		ttl = time.Hour
	}
	res, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{Auth: d.Auth, P256dh: d.P256dh}}, &webpush.Options{
		HTTPClient: c.http, Subscriber: c.vapid.contact, VAPIDPublicKey: c.vapid.public, VAPIDPrivateKey: c.vapid.private,
		Topic: topic(m), TTL: int(ttl / time.Second), Urgency: webpush.UrgencyHigh,
	})
	if err != nil {
		return err
	}
	if slices.Contains([]int{http.StatusNotFound, http.StatusGone}, res.StatusCode) { // RFC 8030 7.3
		_ = res.Body.Close()
		return errGone
	}
	_, err = answered(res)
	return err
}

// topic is a message's id in 32 characters of base64url (RFC 8030 5.4).
func topic(m Message) string {
	const most = 32
	sum := sha256.Sum256([]byte(m.Athlete + "/" + m.ID))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:most]
}

// PushKey is the public key with which browsers subscribe, base64url.
func (s *Sender) PushKey() string { return s.carriers.vapid.public }

// Subscribe adds a browser as a channel; where it was one already, the new subscription replaces the old.
func (s *Sender) Subscribe(ctx context.Context, athlete, name string, d Device) error {
	address, err := d.address()
	if err != nil {
		return err
	}
	return s.Add(ctx, athlete, name, address)
}
