package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hvilepuls/hvilepuls/internal/audit"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Config is the settings of the public address.
type Config struct {
	Listen  string   `yaml:"listen"`   // host:port
	Hosts   []string `yaml:"hosts"`    // names by which browsers and proxies ask for it, besides those of this machine
	Plain   bool     `yaml:"plain"`    // others may reach it without TLS: a proxy in front has that
	TLS     TLS      `yaml:"tls"`      //
	MaxFile int64    `yaml:"max_file"` // bytes of one upload
	Limits  Limits   `yaml:"limits"`

	Invented bool `yaml:"-"` // the athlete does not exist, and the page says so: the demonstration
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config {
	return Config{Listen: "127.0.0.1:8080", Hosts: []string{}, MaxFile: 4 << 30, TLS: TLS{ACME: ACME{Hosts: []string{}}}, Limits: defaultLimits()}
}

// Doors makes the handlers.
type Doors struct {
	cfg      Config
	backend  Backend
	tokens   *auth.Store
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	trail    *audit.Log
	limits   *limits
	refused  *prometheus.CounterVec
	paceTime time.Duration
	log      *slog.Logger
	now      func() time.Time
	ticks    func() time.Time // how time passes for connections and limits, whatever day it is taken to be
	open     atomic.Int64     // pages that wait for news
	secret   []byte           // of the revisions' names, another one at each start
}

// New makes the doors in front of a backend.
func New(cfg Config, b Backend, tokens *auth.Store, trail *audit.Log, reg *prometheus.Registry, log *slog.Logger, now, ticks func() time.Time) *Doors {
	secret := make([]byte, sha256.Size)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	d := &Doors{
		secret: secret,
		cfg:    cfg, backend: b, tokens: tokens, trail: trail, registry: reg, log: log, now: now, ticks: ticks, limits: newLimits(cfg.Limits), paceTime: paceTime,
		refused: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "http_refused_total", Help: "Requests and connections refused at the public address, by the reason.",
		}, []string{"reason"}),
		requests: promauto.With(reg).NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "http_request_seconds", Help: "Time of requests by route and class of the answer's status.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
		}, []string{"route", "class"}),
	}
	for _, reason := range refusals() { // a series that is not there cannot rise
		d.refused.WithLabelValues(reason)
	}
	return d
}

// Public is the handler of the public address: every request needs a token, but for health and what the page is drawn with.
func (d *Doors) Public() http.Handler {
	cross := http.NewCrossOriginProtection()
	return d.trace(harden(d.named(d.pace(cross.Handler(d.routes(false))))))
}

// Private is the handler of the owner's socket.
func (d *Doors) Private() http.Handler { return d.trace(harden(d.routes(true))) }

func (d *Doors) ready(w http.ResponseWriter, r *http.Request) {
	if err := d.backend.Ready(r.Context()); err != nil { // why is the owner's to know: `hvilepuls doctor` tells it
		retryAfter(w.Header(), awayTime)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// door asks for the token, then for what is behind it.
func (d *Doors) door(rt route, private bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := d.ticks()
		v := visit{private: true, grant: auth.Grant{Role: auth.Owner}, still: func() bool { return true }}
		sw := &statusWriter{ResponseWriter: w}
		err := error(nil)
		if !private {
			v, err = d.admit(sw, r)
		}
		v.athlete = r.PathValue("athlete")
		if err == nil && sw.status == 0 {
			err = d.pass(sw, r, rt, v)
		}
		if err != nil {
			d.fail(sw, r, v.grant, err)
		}
		d.noteVisit(r, rt, v, sw, err)
		if sw.Header().Get("Content-Type") == eventStream { // it is as long as the page is open, which says nothing of the server
			return
		}
		d.requests.WithLabelValues(rt.pattern, fmt.Sprintf("%dxx", sw.class())).Observe(d.ticks().Sub(start).Seconds())
	})
}

// admit lets in whoever has a token and does not ask too often. Where the token stood in the address it has answered.
func (d *Doors) admit(w http.ResponseWriter, r *http.Request) (visit, error) {
	if answered, err := d.byKey(w, r); answered || err != nil {
		return visit{}, err
	}
	v, err := d.identify(r)
	who := v.grant.ID
	if err != nil {
		who = clientAddr(r)
	}
	if err := d.spend(d.limits.requests, limitRequests, who, 1); err != nil {
		return visit{}, err
	}
	return v, err
}

// pass does what a visitor wants, if they may.
func (d *Doors) pass(w http.ResponseWriter, r *http.Request, rt route, v visit) error {
	if strings.Contains(rt.pattern, "{athlete}") && !record.ValidAthlete(v.athlete) {
		return bad("athlete id: want 1 to 64 of a-z, 0-9 and -")
	}
	if !d.allowed(rt, v) { // before anything is asked about the athlete: who is not theirs is as if not there
		return Problem{http.StatusForbidden, errors.New("this token may not do that")}
	}
	if rt.json && !isJSON(r) {
		return Problem{http.StatusUnsupportedMediaType, errors.New("send JSON, as Content-Type: application/json")}
	}
	return rt.do(w, r, v)
}

// allowed tells whether a visitor may pass. A door that is about no athlete in particular shows each only their own.
func (d *Doors) allowed(rt route, v visit) bool {
	if v.athlete == "" && rt.action == auth.Read {
		return reads(v.grant)
	}
	return v.grant.May(rt.action, v.athlete)
}

// reads tells whether a grant is one to look at anything with.
func reads(g auth.Grant) bool { return g.Role != auth.Metrics && g.Role != auth.Upload }

// errOurs is all that a stranger is told of what went wrong here.
var errOurs = errors.New("it failed on this side; nothing that was accepted is lost")

// fail tells the asker what went wrong; what is not theirs to mend is logged, without health values.
func (d *Doors) fail(w *statusWriter, r *http.Request, who auth.Grant, err error) {
	var p Problem
	if !errors.As(err, &p) {
		p = Problem{http.StatusInternalServerError, errOurs}
		if r.Context().Err() == nil && !errors.Is(err, context.Canceled) {
			d.log.Error("a request failed", "route", r.Pattern, "request", stream.CauseOf(r.Context()), "error", err)
		}
	}
	if w.status != 0 { // the answer has begun
		return
	}
	if after, ok := passes(err, p.Status); ok {
		retryAfter(w.Header(), after)
	}
	if wantsPage(r) {
		d.failPage(w, r, who, p)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": p.Error()})
}

func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/v1/") && r.URL.Path != "/metrics"
}

func (d *Doors) metrics(w http.ResponseWriter, r *http.Request, _ visit) error {
	promhttp.HandlerFor(d.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	return nil
}

// statusWriter remembers the status, and what the audit log is to tell.
type statusWriter struct {
	http.ResponseWriter
	status int
	remark string // for the audit log
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController flush.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) class() int { return max(w.status, http.StatusOK) / 100 }

func answer(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
	return nil
}

func bad(format string, args ...any) error {
	return Problem{http.StatusBadRequest, fmt.Errorf(format, args...)}
}
