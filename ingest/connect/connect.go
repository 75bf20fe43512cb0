// Package connect fetches what lies elsewhere and enters it, on a schedule: one file per kind of place and one table of them.
//
// What was fetched is a file like any other: it lies in the archive, and nothing here is needed to make everything behind that anew. Of
// calendars whom to ask is the athlete's word, so every address is held against [outward.NewClient]'s rules before anything is sent to it;
// accounts at services stand in the settings.
package connect

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"golang.org/x/sync/errgroup"
)

// Config is the settings of what is fetched.
type Config struct {
	Every    time.Duration `yaml:"every"`    // how often calendars are fetched; 0: never again after they were named
	Internal bool          `yaml:"internal"` // whether addresses on this computer or in its network are asked
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config { return Config{Every: time.Hour} }

// Connector is one kind of place: Sync fetches what is new there for every athlete who named one, and tells what failed.
type Connector struct {
	Name  string
	Every time.Duration // 0: never
	Sync  func(ctx context.Context) error
}

// Table lists the connectors. Accounts may be nil.
func Table(cfg Config, calendars *Calendars, accounts *Accounts) []Connector {
	out := []Connector{{"calendar", cfg.Every, calendars.Sync}}
	if accounts != nil {
		out = append(out, Connector{"accounts", lookEvery, accounts.Sync})
	}
	return out
}

// Run syncs each connector at once and then on its schedule until ctx ends.
func Run(ctx context.Context, table []Connector, log *slog.Logger) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range table {
		if c.Every > 0 {
			g.Go(func() error { return c.keep(ctx, log) })
		}
	}
	return g.Wait()
}

func (c Connector) keep(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(c.Every)
	defer tick.Stop()
	for {
		if err := c.Sync(ctx); err != nil && ctx.Err() == nil {
			log.Warn("not everything could be fetched", "connector", c.Name, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Metrics are what Prometheus is told of the connectors.
type Metrics struct{ fetches *prometheus.CounterVec }

// The outcomes of a fetch.
const (
	fetchedNew    = "new"
	fetchedSame   = "same"
	fetchedFailed = "failed"
)

// NewMetrics registers the metrics; with nil they are kept and told to nobody.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Namespace: "hvilepuls", Name: "fetches_total", Help: "What was fetched on schedule, by what came of it.",
	}, []string{"connector", "outcome"})}
	for _, outcome := range []string{fetchedNew, fetchedSame, fetchedFailed} {
		m.fetches.WithLabelValues("calendar", outcome)
	}
	return m
}
