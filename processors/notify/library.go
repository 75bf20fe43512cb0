package notify

import (
	"context"
	"encoding/base64"
	"io"
	"log" //nolint:depguard // the library takes no other; what it says goes nowhere
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/discord"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/chat/signal"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/gotify"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/ntfy"
	"github.com/nicholas-fedor/shoutrrr/pkg/services/push/pushover"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// probe is the transport that the library's services are given: it leads through the guard, adds a header, and remembers what was answered,
// for the services tell it in words only.
type probe struct {
	ctx    context.Context
	to     http.RoundTripper
	header http.Header
	plain  bool  // whether TLS may be missing
	failed error // of the last request
}

// RoundTrip implements http.RoundTripper. An answer that means failure is an error, so that no service tries again by itself.
func (p *probe) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(p.ctx)
	maps.Copy(r.Header, p.header)
	if r.URL.Scheme != "https" && !p.plain {
		p.failed = failure("its address has no TLS (alerts.internal allows that)", true)
		return nil, p.failed
	}
	res, err := p.to.RoundTrip(r)
	if err != nil {
		p.failed = err
		return nil, err
	}
	if p.failed = ofStatus(res.StatusCode, res.Header); p.failed != nil {
		_ = res.Body.Close()
		return nil, p.failed
	}
	return res, nil
}

func (c carriers) probe(ctx context.Context, h http.Header) *probe {
	return &probe{ctx: ctx, to: c.http.Transport, header: h, plain: c.rule.Internal}
}

// begin reads the address into a service.
func begin(s types.Service, to *url.URL) error {
	if err := s.Initialize(to, log.New(io.Discard, "", 0)); err != nil {
		return failure("its address is not one of its kind", true)
	}
	return nil
}

// through sends with a service that goes through a probe. What the probe saw says more than the service's own error.
func through(s types.Service, p *probe, m Message, params types.Params) error {
	err := s.Send(m.body(), &params)
	if err == nil || p.failed == nil {
		return err
	}
	return p.failed
}

// ntfy takes the id as X-Sequence-ID: a message that comes twice replaces the first (https://docs.ntfy.sh/publish/, from 2.16 on).
func (c carriers) ntfy(ctx context.Context, to *url.URL, m Message) error {
	s := &ntfy.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	if m.Picture != nil {
		return c.ntfyPicture(ctx, s.Config, m)
	}
	p := c.probe(ctx, http.Header{"X-Sequence-Id": {m.ID}})
	s.SetHTTPClient(&http.Client{Transport: p})
	params := types.Params{"title": title}
	if m.Link != "" {
		params["click"] = m.Link
	}
	return through(s, p, m, params)
}

func (c carriers) gotify(ctx context.Context, to *url.URL, m Message) error {
	s := &gotify.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	p := c.probe(ctx, nil)
	s.GetHTTPClient().Transport = p
	return through(s, p, m, types.Params{"title": title})
}

func (c carriers) pushover(ctx context.Context, to *url.URL, m Message) error {
	s := &pushover.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	if m.Picture != nil {
		return c.pushoverPicture(ctx, s.Config, m)
	}
	p := c.probe(ctx, nil)
	s.Client = &http.Client{Transport: p}
	return through(s, p, m, types.Params{"title": title})
}

func (c carriers) discord(ctx context.Context, to *url.URL, m Message) error {
	s := &discord.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	if m.Picture != nil {
		return c.discordPicture(ctx, s.Config, m)
	}
	p := c.probe(ctx, nil)
	s.HTTPClient = &http.Client{Transport: p}
	return through(s, p, m, types.Params{"title": title})
}

// signal asks a signal-cli-rest-api (https://bbernhard.github.io/signal-cli-rest-api): signal://HOST:PORT/+FROM/+TO. The library reads the
// address only: it sends through a client of its own, before which no guard can stand.
func (c carriers) signal(ctx context.Context, to *url.URL, m Message) error {
	s := &signal.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	cfg, at := s.Config, url.URL{Scheme: "https", Host: net.JoinHostPort(s.Config.Host, strconv.Itoa(s.Config.Port)), Path: "/v2/send"}
	if cfg.DisableTLS {
		at.Scheme = "http"
	}
	header := http.Header{}
	switch {
	case cfg.Token != "":
		header.Set("Authorization", "Bearer "+cfg.Token)
	case cfg.User != "":
		at.User = url.UserPassword(cfg.User, cfg.Password)
	}
	body := map[string]any{"message": m.body(), "number": cfg.Source, "recipients": cfg.Recipients}
	if m.Picture != nil {
		body["base64_attachments"] = []string{"data:" + pngType + ";filename=" + pngName + ";base64," + base64.StdEncoding.EncodeToString(m.Picture.PNG)}
	}
	return c.ask(ctx, http.MethodPost, at.String(), header, body)
}
