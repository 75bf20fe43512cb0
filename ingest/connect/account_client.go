package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/outward"
)

const (
	userAgent  = "hvilepuls (+https://github.com/hvilepuls/hvilepuls)"
	requestGap = 200 * time.Millisecond // between two requests: at most 5 a second, of the 10 that Intervals.icu is said to bear
)

// client asks one account's service, one request at a time.
type client struct {
	base *url.URL
	user string
	key  string
	http *http.Client
	now  func() time.Time
	wait func(context.Context, time.Duration) error
	last time.Time // when the request before was sent
}

// newServiceHTTP makes what requests with keys go through. A redirection to another host would take the key there, so that it is not followed.
func newServiceHTTP() *http.Client {
	c := outward.NewClient(outward.Web(true)) // the address is the service's own, or the settings name it
	c.CheckRedirect = func(to *http.Request, via []*http.Request) error {
		if from := via[0].URL; to.URL.Host != from.Host || to.URL.Scheme != from.Scheme || len(via) > outward.MostRedirect {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return c
}

// errNone means that the service has no such thing, and never will.
var errNone = errors.New("there is no such thing")

// get asks for a path below the base and gives the body, of at most limit bytes. It fails with errNone or a failure; no error names the key.
func (c *client) get(ctx context.Context, path string, q url.Values, limit int64) ([]byte, error) {
	if wait := requestGap - c.now().Sub(c.last); !c.last.IsZero() && wait > 0 {
		if err := c.wait(ctx, wait); err != nil {
			return nil, err
		}
	}
	c.last = c.now()
	u := c.base.JoinPath(path)
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fail(Odd, fmt.Errorf("make request: %w", err))
	}
	req.SetBasicAuth(c.user, c.key)
	req.Header.Set("User-Agent", userAgent)
	return c.send(ctx, req, limit)
}

func (c *client) send(ctx context.Context, req *http.Request, limit int64) ([]byte, error) {
	res, err := c.http.Do(req)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fail(Away, fmt.Errorf("ask the service: %w", outward.WithoutAddress(err)))
	}
	defer res.Body.Close()
	if err := c.judge(res); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fail(Away, fmt.Errorf("read the answer: %w", err))
	case int64(len(b)) > limit:
		return nil, fail(Odd, fmt.Errorf("the answer is longer than %d bytes", limit))
	}
	return b, nil
}

// judge tells trouble by the status of an answer.
func (c *client) judge(res *http.Response) error {
	err := fmt.Errorf("the service answers %d", res.StatusCode)
	switch s := res.StatusCode; {
	case s == http.StatusOK:
		return nil
	case s == http.StatusUnauthorized:
		return fail(Reauth, err)
	case s == http.StatusTooManyRequests:
		return failure{Limited, c.retryAfter(res.Header.Get("Retry-After")), err}
	case s == http.StatusServiceUnavailable:
		return failure{Away, c.retryAfter(res.Header.Get("Retry-After")), err}
	case s >= http.StatusInternalServerError, s == http.StatusRequestTimeout:
		return fail(Away, err)
	case s == http.StatusNotFound, s == http.StatusGone:
		return fmt.Errorf("%w: %w", errNone, err)
	case s == http.StatusForbidden:
		return failure{Trouble: Reauth, err: fmt.Errorf("%w: %w", errForbidden, err)}
	}
	return fail(Odd, err)
}

// errForbidden marks that the key is known, but not for this.
var errForbidden = errors.New("the key may not read it")

// retryAfter reads how long a service asks to be left alone: seconds, or a date (RFC 9110 10.2.3); 0 if it does not say.
func (c *client) retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return time.Duration(min(n, int(mostAfter/time.Second))) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(c.now()))
	}
	return 0
}
