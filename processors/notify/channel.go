package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
	"github.com/hvilepuls/hvilepuls/internal/outward"
)

// Message is what a channel carries.
type Message struct {
	ID       string `json:"id"` // idempotency key, the same at every attempt
	Athlete  string `json:"athlete"`
	Kind     string `json:"kind"`
	Day      string `json:"day"`
	Level    string `json:"level"`
	Language string `json:"language"`
	Text     string `json:"text"`
	Link     string `json:"link,omitempty"` // by which the morning question is answered, or to the page of a digest

	Picture *Picture `json:"picture,omitempty"`

	worth time.Duration // for how long it is worth showing, 0 where that is not known
}

// place is the page that a notice is about, from the root of the installation.
func (m Message) place() string {
	if u, err := url.Parse(m.Link); err == nil && m.Link != "" {
		return u.EscapedPath()
	}
	return "/athletes/" + m.Athlete
}

// body is the text with its link.
func (m Message) body() string {
	if m.Link == "" {
		return m.Text
	}
	return m.Text + "\n" + m.Link
}

const title = "Hvilepuls"

// sendTime is the longest an attempt may take.
const sendTime = 20 * time.Second

// carrier sends to one kind of channel. Errors need not be a Failure.
type carrier func(ctx context.Context, to *url.URL, m Message) error

// carriers are the kinds of channels by the scheme of their address.
type carriers struct {
	rule outward.Rule
	http *http.Client
	dial func(ctx context.Context, network, address string) (net.Conn, error) // guarded
	late *late

	vapid vapid
}

func newCarriers(rule outward.Rule) carriers {
	c := outward.NewClient(rule)
	c.Timeout = sendTime
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // it would take the key elsewhere
	return carriers{rule: rule, http: c, dial: rule.Dialer().DialContext, late: newLate()}
}

// check makes an attempt that ends where it would connect. It fails where no attempt can succeed: an address of no kind, or one that may
// not be asked.
func (c carriers) check(ctx context.Context, to *url.URL) error {
	rule := c.rule
	rule.Dry = true
	dry := newCarriers(rule)
	dry.vapid = c.vapid
	carry, err := dry.of(to)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	err = carry(ctx, to, Message{ID: "check", Athlete: "check", Text: title})
	if f, ok := errors.AsType[Failure](classify(err)); ok && f.Permanent && !errors.Is(err, outward.ErrDry) {
		return f
	}
	return nil
}

// of is the carrier for an address.
func (c carriers) of(to *url.URL) (carrier, error) {
	switch schemeOf(to) {
	case "https", "http":
		return c.hook, nil
	case "telegram":
		return c.telegram, nil
	case "matrix":
		return c.matrix, nil
	case "ntfy":
		return c.ntfy, nil
	case "gotify":
		return c.gotify, nil
	case "pushover":
		return c.pushover, nil
	case "discord":
		return c.discord, nil
	case "signal":
		return c.signal, nil
	case "smtp":
		return c.mail, nil
	case pushScheme:
		return c.push, nil
	}
	return nil, failure("its address is of no kind that is known", true)
}

// send makes one attempt on a channel and gives nil or a Failure. Where a picture is refused for good the words go alone.
func (c carriers) send(ctx context.Context, ch Channel, m Message) error {
	to, err := ch.address()
	if err != nil {
		return err
	}
	carry, err := c.of(to)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if kind := kindOf(to); kind == "gotify" || kind == pushScheme { // they take words
		m.Picture = nil
	}
	killpoint.Before(killpoint.Send, "")
	err = classify(carry(ctx, to, m))
	if f, ok := errors.AsType[Failure](err); ok && f.Permanent && m.Picture != nil {
		m.Picture = nil
		err = classify(carry(ctx, to, m))
	}
	killpoint.After(killpoint.Send, "")
	return err
}

// ask sends JSON and gives the failure that the answer means.
func (c carriers) ask(ctx context.Context, method, address string, header http.Header, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	header.Set("Content-Type", "application/json")
	_, err = c.call(ctx, method, address, header, b)
	return err
}

// call sends a request and gives what was answered, or the failure that this means.
func (c carriers) call(ctx context.Context, method, address string, header http.Header, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, failure("its address cannot be read", true)
	}
	if req.URL.Scheme != "https" && !c.rule.Internal {
		return nil, failure("its address has no TLS (alerts.internal allows that)", true)
	}
	req.Header = header
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	return answered(res)
}

// answered reads an answer, so that the connection can be used again, and gives the failure that it means.
func answered(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	const most = 64 << 10 // bytes
	said, err := io.ReadAll(io.LimitReader(res.Body, most))
	if bad := ofStatus(res.StatusCode, res.Header); bad != nil {
		return nil, bad
	}
	return said, err
}
