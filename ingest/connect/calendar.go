package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const maxICS = 16 << 20 // bytes of a calendar; one of many years has a few MiB

// Calendars fetches the athletes' calendars.
type Calendars struct {
	client  *http.Client
	streams *stream.Stream
	enter   func(ctx context.Context, athlete string, e record.Entry) error
	metrics *Metrics
	now     func() time.Time

	mu     sync.Mutex
	seen   map[string]version // by athlete
	failed map[string]string  // why the last fetch failed, by athlete
}

// version is what a server said of the calendar that it gave last.
type version struct{ url, etag, modified string }

// NewCalendars makes the fetcher of calendars. enter takes in an entry.
func NewCalendars(client *http.Client, s *stream.Stream, m *Metrics, now func() time.Time,
	enter func(ctx context.Context, athlete string, e record.Entry) error,
) *Calendars {
	return &Calendars{client: client, streams: s, enter: enter, metrics: m, now: now, seen: map[string]version{}, failed: map[string]string{}}
}

// Fill fetches a calendar that a person just named by its address. It keeps the sessions that match and nothing else.
func (c *Calendars) Fill(ctx context.Context, cal *record.Calendar) error {
	text, _, err := c.fetch(ctx, version{url: cal.URL})
	if err == nil {
		cal.Text, err = calendar.Keep(text, cal.Words)
	}
	if err != nil {
		return fmt.Errorf("fetch calendar: %w", err)
	}
	return nil
}

// Sync fetches every calendar again and enters those whose sessions changed.
func (c *Calendars) Sync(ctx context.Context) error {
	entered := c.now() // before anything is read: who names another calendar meanwhile has the newer word
	var abouts []record.About
	err := c.streams.Read(ctx, stream.Days, []string{stream.DaysSubject("*", record.NoDate.Month())}, func(m stream.Message) error {
		var a record.About
		if err := json.Unmarshal(m.Data, &a); err != nil {
			return fmt.Errorf("read profile: %w", err)
		}
		if a.Feed != nil {
			abouts = append(abouts, a)
		}
		return nil
	})
	errs := []error{err}
	for _, a := range abouts {
		outcome, err := c.refresh(ctx, a, entered)
		c.note(a.Athlete, err)
		if err != nil {
			errs, outcome = append(errs, fmt.Errorf("fetch calendar: %w", err)), fetchedFailed
		}
		c.metrics.fetches.WithLabelValues("calendar", outcome).Inc()
	}
	return errors.Join(errs...)
}

// Forget drops what is known of an athlete's calendar.
func (c *Calendars) Forget(athlete string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seen, athlete)
	delete(c.failed, athlete)
}

func (c *Calendars) note(athlete string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.failed, athlete)
	if err != nil {
		c.failed[athlete] = err.Error()
	}
}

// Trouble is why an athlete's calendar could not be fetched the last time that this process tried, "" if it could or was not tried.
func (c *Calendars) Trouble(athlete string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed[athlete]
}

// refresh fetches the calendar of one athlete.
func (c *Calendars) refresh(ctx context.Context, a record.About, entered time.Time) (outcome string, err error) {
	c.mu.Lock()
	last := c.seen[a.Athlete]
	c.mu.Unlock()
	if last.url != a.Feed.URL {
		last = version{url: a.Feed.URL}
	}
	text, now, err := c.fetch(ctx, last)
	if err != nil || text == "" {
		return fetchedSame, err
	}
	cal := record.Calendar{URL: a.Feed.URL, Words: a.Feed.Words}
	if cal.Text, err = calendar.Keep(text, cal.Words); err != nil {
		return "", err
	}
	agenda, err := calendar.Read(cal.Text, cal.Words)
	if err != nil {
		return "", err
	}
	outcome = fetchedSame
	if a.Agenda == nil || !alike(agenda, *a.Agenda) {
		e := record.Entry{Kind: record.CalendarEntry, Entered: entered.UTC(), Calendar: &cal}
		if err := e.Check(); err != nil {
			return "", err
		}
		if err := c.enter(ctx, a.Athlete, e); err != nil {
			return "", err
		}
		outcome = fetchedNew
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[a.Athlete] = now
	return outcome, nil
}

// alike compares what two calendars say of sessions, as it is written.
func alike(a, b record.Agenda) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}

// fetch gives a calendar's text and its version; no text where it has not changed since the last one.
func (c *Calendars) fetch(ctx context.Context, last version) (text string, now version, err error) {
	address := last.url
	if rest, ok := strings.CutPrefix(address, "webcal://"); ok { // what calendars call https
		address = "https://" + rest
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", last, errors.New("the address cannot be read")
	}
	req.Header.Set("Accept", "text/calendar, */*;q=0.1")
	if last.etag != "" {
		req.Header.Set("If-None-Match", last.etag)
	}
	if last.modified != "" {
		req.Header.Set("If-Modified-Since", last.modified)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return "", last, outward.WithoutAddress(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotModified:
		return "", last, nil
	default:
		return "", last, fmt.Errorf("the server answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxICS+1))
	if err != nil {
		return "", last, outward.WithoutAddress(err)
	}
	if len(b) > maxICS {
		return "", last, fmt.Errorf("it is larger than %d MiB", maxICS>>20)
	}
	if len(b) == 0 {
		return "", last, errors.New("the server answers with nothing")
	}
	return string(b), version{last.url, resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")}, nil
}
