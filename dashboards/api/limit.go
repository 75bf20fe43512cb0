package api

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are what the public address takes at most. None of them holds on the owner's private socket.
type Limits struct {
	Requests    float64 `yaml:"requests"`    // per second, of one token; without a token, of one address
	Failed      int     `yaml:"failed"`      // wrong tokens per minute from one address
	Files       int     `yaml:"files"`       // per minute, of one athlete
	Bytes       int64   `yaml:"bytes"`       // of files per day, of one athlete
	Uploads     int     `yaml:"uploads"`     // at a time, of one athlete
	Pages       int     `yaml:"pages"`       // that wait for news at a time, of one token
	Connections int     `yaml:"connections"` // open at a time
	Address     int     `yaml:"address"`     // of them from one address
}

// defaultLimits are out of the way of a household, and of a script that sends ten years of files.
func defaultLimits() Limits {
	return Limits{Requests: 50, Failed: 10, Files: 600, Bytes: 16 << 30, Uploads: 4, Pages: 20, Connections: 1000, Address: 500}
}

// The reasons for which something was refused at the public address, as Prometheus is told.
const (
	limitRequests = "requests"
	limitFailed   = "failed"
	limitFiles    = "files"
	limitBytes    = "bytes"
	limitUploads  = "uploads"
	limitPages    = "pages"
	refusedToken  = "token"
	refusedHost   = "host"
	refusedSlow   = "slow"
)

func refusals() []string {
	return []string{
		limitRequests, limitFailed, limitFiles, limitBytes, limitUploads, limitPages, limitConnections, refusedToken, refusedHost, refusedSlow,
	}
}

// limits is how much of the limits is used up. It is this process' own and begins anew with it.
type limits struct {
	requests, failed, files, bytes *buckets
	uploads, pages                 *places
}

func newLimits(l Limits) *limits {
	const burst, minute, day = 10, 60, 24 * 60 * 60 // seconds
	return &limits{
		requests: newBuckets(l.Requests, int(math.Ceil(burst*l.Requests))),
		failed:   newBuckets(float64(l.Failed)/minute, l.Failed),
		files:    newBuckets(float64(l.Files)/minute, l.Files),
		bytes:    newBuckets(float64(l.Bytes)/day, int(l.Bytes)),
		uploads:  newPlaces(l.Uploads),
		pages:    newPlaces(l.Pages),
	}
}

// tooMany is a problem that passes by itself.
type tooMany struct {
	Problem
	after time.Duration
}

func (t tooMany) Unwrap() error { return t.Problem }

// tooMany counts what was refused and says when to come again.
func (d *Doors) tooMany(limit string, after time.Duration) error {
	d.refused.WithLabelValues(limit).Inc()
	return tooMany{Problem{http.StatusTooManyRequests, fmt.Errorf("too much at once (http.limits.%s): try again in %s", limit, wholeSeconds(after))}, after}
}

// spend takes n from the bucket of a key, or says when to come again.
func (d *Doors) spend(b *buckets, limit, key string, n int) error {
	if wait, ok := b.take(key, d.ticks(), n); !ok {
		return d.tooMany(limit, wait)
	}
	return nil
}

func wholeSeconds(d time.Duration) time.Duration {
	return max(time.Second, (d + time.Second - 1).Truncate(time.Second))
}

// What passes by itself is worth asking again after a while.
const (
	awayTime = 5 * time.Second
	fullTime = time.Minute // somebody has to make room
)

// retryAfter tells the asker when to come again.
func retryAfter(h http.Header, after time.Duration) {
	h.Set("Retry-After", strconv.Itoa(int(wholeSeconds(after)/time.Second)))
}

// passes tells whether something passes by itself, and after what time it is worth asking again.
func passes(err error, status int) (after time.Duration, ok bool) {
	if t, ok := errors.AsType[tooMany](err); ok {
		return t.after, true
	}
	switch status {
	case http.StatusServiceUnavailable:
		return awayTime, true
	case http.StatusInsufficientStorage:
		return fullTime, true
	}
	return 0, false
}

// mostBuckets bounds a table that anybody who has many addresses can fill: about 2 MB.
const mostBuckets = 10_000

// buckets are token buckets by key. Those that are full again are forgotten where there are too many; where none is, whoever is new shares one.
type buckets struct {
	rate  rate.Limit
	burst int

	mu    sync.Mutex
	of    map[string]*rate.Limiter
	swept time.Time
}

func newBuckets(perSecond float64, burst int) *buckets {
	return &buckets{rate: rate.Limit(perSecond), burst: max(burst, 1), of: map[string]*rate.Limiter{}}
}

// take takes n from the bucket of a key; false, and how long until there are as many, where it holds fewer.
func (b *buckets) take(key string, now time.Time, n int) (time.Duration, bool) {
	l := b.bucket(key, now)
	if l.AllowN(now, n) {
		return 0, true
	}
	missing := min(float64(n), float64(b.burst)) - l.TokensAt(now)
	return time.Duration(missing / float64(b.rate) * float64(time.Second)), false
}

func (b *buckets) bucket(key string, now time.Time) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.of[key]; l != nil {
		return l
	}
	if len(b.of) >= mostBuckets {
		b.sweep(now)
	}
	if len(b.of) >= mostBuckets {
		key = ""
	}
	l := b.of[key]
	if l == nil {
		l = rate.NewLimiter(b.rate, b.burst)
		b.of[key] = l
	}
	return l
}

// sweep forgets the buckets that are full, which is as if they had never been; at most once in a second.
func (b *buckets) sweep(now time.Time) {
	if now.Sub(b.swept).Abs() < time.Second {
		return
	}
	b.swept = now
	for key, l := range b.of {
		if l.TokensAt(now) >= float64(b.burst) {
			delete(b.of, key)
		}
	}
}

// places are things that go on at the same time, by key.
type places struct {
	most int
	mu   sync.Mutex
	of   map[string]int
}

func newPlaces(most int) *places { return &places{most: most, of: map[string]int{}} }

// enter takes a place until leave is called; false where none is free.
func (p *places) enter(key string) (leave func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[key] >= p.most {
		return nil, false
	}
	p.of[key]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.of[key]--; p.of[key] == 0 {
			delete(p.of, key)
		}
	}, true
}
