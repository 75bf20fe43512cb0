package api

import (
	"context"
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

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Config is the settings of the public address.
type Config struct {
	Listen  string `yaml:"listen"`   // host:port
	MaxFile int64  `yaml:"max_file"` // bytes of one upload
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config { return Config{Listen: "127.0.0.1:8080", MaxFile: 4 << 30} }

// Doors makes the handlers.
type Doors struct {
	cfg      Config
	backend  Backend
	tokens   *auth.Store
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	log      *slog.Logger
	now      func() time.Time
	open     atomic.Int64 // pages that wait for news
}

// New makes the doors in front of a backend.
func New(cfg Config, b Backend, tokens *auth.Store, reg *prometheus.Registry, log *slog.Logger, now func() time.Time) *Doors {
	return &Doors{
		cfg: cfg, backend: b, tokens: tokens, registry: reg, log: log, now: now,
		requests: promauto.With(reg).NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "http_request_seconds", Help: "Time of requests by route and class of the answer's status.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
		}, []string{"route", "class"}),
	}
}

// Public is the handler of the public address: every request needs a token, but for health and what the page is drawn with.
func (d *Doors) Public() http.Handler {
	cross := http.NewCrossOriginProtection()
	return harden(cross.Handler(d.routes(false)))
}

// Private is the handler of the owner's socket.
func (d *Doors) Private() http.Handler { return harden(d.routes(true)) }

// route is one line of the table of doors.
type route struct {
	pattern string
	action  auth.Action
	do      func(w http.ResponseWriter, r *http.Request, v visit) error
}

// visit is who asks, and about whom.
type visit struct {
	grant   auth.Grant
	private bool
	athlete string
}

func (d *Doors) table() []route {
	const a, p = "/v1/athletes/{athlete}", "/athletes/{athlete}"
	return []route{
		{"POST " + a + "/files", auth.BringFiles, d.postFile},
		{"GET " + a + "/receipts", auth.BringFiles, d.getReceipts},
		{"GET " + a + "/receipts/{file}", auth.BringFiles, d.getReceipt},
		{"GET " + a + "/results", auth.Read, d.getResults},
		{"GET " + a + "/verdict", auth.Read, d.getVerdict},
		{"GET " + a + "/notices", auth.Read, d.getNotices},
		{"GET " + a + "/backtest", auth.Read, d.getBacktest},
		{"GET " + a + "/days/{day}", auth.Read, d.getDay},
		{"GET " + a + "/about", auth.Read, d.getAbout},
		{"GET " + a + "/export", auth.Write, d.getExport},
		{"POST " + a + "/checkins", auth.Write, d.postCheckIn},
		{"POST " + a + "/entries", auth.Write, d.postEntry},
		{"GET /v1/athletes", auth.Read, d.getAthletes},

		{"POST /v1/admin/drain", auth.Administer, d.drain},
		{"POST /v1/admin/verify", auth.Administer, d.verify},
		{"POST /v1/admin/rebuild", auth.Administer, d.rebuild},
		{"POST /v1/admin/replay", auth.Administer, d.replay},
		{"POST /v1/admin/forget", auth.Administer, d.forget},
		{"POST /v1/admin/alerts/test", auth.Administer, d.testAlerts},
		{"GET /v1/admin/status", auth.Administer, d.status},
		{"GET /v1/admin/tokens", auth.Administer, d.listTokens},
		{"POST /v1/admin/tokens", auth.Administer, d.makeToken},
		{"DELETE /v1/admin/tokens/{id}", auth.Administer, d.revokeToken},
		{"GET /metrics", auth.Scrape, d.metrics},

		{"GET /{$}", auth.Read, d.home},
		{"GET " + p, auth.Read, d.page},
		{"GET " + p + "/days/{day}", auth.Read, d.dayPage},
		{"GET " + p + "/calendar", auth.Read, d.calendarPage},
		{"GET " + p + "/sources", auth.Read, d.sourcesPage},
		{"GET " + p + "/settings", auth.Write, d.settingsPage},
		{"GET " + p + "/data", auth.Write, d.dataPage},
		{"GET " + p + "/live", auth.Read, d.live},
		{"POST " + p + "/checkins", auth.Write, d.formCheckIn},
		{"POST " + p + "/files", auth.BringFiles, d.formFile},
		{"POST " + p + "/settings", auth.Write, d.formSettings},
		{"POST " + p + "/data/forget", auth.Write, d.formForget},
		{"POST " + p + "/days/{day}/corrections", auth.Write, d.formCorrection},
	}
}

func (d *Doors) routes(private bool) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range d.table() {
		mux.Handle(rt.pattern, d.door(rt, private))
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", d.ready)
	mux.Handle("GET /static/", web.Assets())
	mux.HandleFunc("POST /sign-in", d.signIn)
	mux.HandleFunc("GET /answer/{token}", d.byLink(d.showAsked))
	mux.HandleFunc("POST /answer/{token}", d.byLink(d.takeAnswer))
	mux.HandleFunc("POST /sign-out", signOut)
	return mux
}

func (d *Doors) ready(w http.ResponseWriter, r *http.Request) {
	if err := d.backend.Ready(r.Context()); err != nil {
		http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// door asks for the token, then for what is behind it.
func (d *Doors) door(rt route, private bool) http.Handler {
	name := rt.pattern
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := d.now()
		v := visit{athlete: r.PathValue("athlete"), private: private, grant: auth.Grant{Role: auth.Owner}}
		sw := &statusWriter{ResponseWriter: w}
		err := error(nil)
		if !private {
			v.grant, err = d.identify(sw, r)
		}
		if err == nil && strings.Contains(rt.pattern, "{athlete}") && !record.ValidAthlete(v.athlete) {
			err = bad("athlete id: want 1 to 64 of a-z, 0-9 and -")
		}
		if err == nil && !d.allowed(rt, v) {
			err = Problem{http.StatusForbidden, errors.New("this token may not do that")}
		}
		if err == nil {
			err = rt.do(sw, r, v)
		}
		if err != nil {
			d.fail(sw, r, err)
		}
		if sw.Header().Get("Content-Type") == eventStream { // it is as long as the page is open, which says nothing of the server
			return
		}
		d.requests.WithLabelValues(name, fmt.Sprintf("%dxx", sw.class())).Observe(d.now().Sub(start).Seconds())
	})
}

// allowed tells whether a visitor may pass. A door that is about no athlete in particular shows each only their own.
func (d *Doors) allowed(rt route, v visit) bool {
	if v.athlete == "" && rt.action == auth.Read {
		return v.grant.Role != auth.Metrics && v.grant.Role != auth.Upload
	}
	return v.grant.May(rt.action, v.athlete)
}

// policy lets a page use what this server serves, and nothing written into the page itself.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; " +
	"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// harden sets what holds for every answer.
func harden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// fail tells the asker what went wrong; what is not theirs to mend is logged, without health values.
func (d *Doors) fail(w *statusWriter, r *http.Request, err error) {
	var p Problem
	if !errors.As(err, &p) {
		p = Problem{http.StatusInternalServerError, errors.New("it failed on this side; nothing that was accepted is lost")}
		if r.Context().Err() == nil && !errors.Is(err, context.Canceled) {
			d.log.Error("a request failed", "route", r.Pattern, "error", err)
		}
	}
	if w.status != 0 { // the answer has begun
		return
	}
	if wantsPage(r) {
		d.failPage(w, r, p)
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

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
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
