// Package influx is the sink that makes InfluxDB hold what the streams say.
//
// InfluxDB is a projection: nothing is read back from it but to verify it. It has no null and forgets nothing by itself, so the sink keeps
// what it wrote in the stream WRITTEN: before InfluxDB is touched the union of what was there and what is to be there, afterwards what is
// there. Only where something vanished or moved is deleted, and what else lay there is written again. A month that WRITTEN knows nothing
// of is deleted and written whole. So a crash at any moment, a message that comes twice, or InfluxDB being away for a day ends in the same
// points.
package influx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Config says where InfluxDB 2.7 is. The token needs to read and write both buckets, and to make them unless they are there.
type Config struct {
	URL          string        `yaml:"url"`           // empty: no InfluxDB
	Token        string        `yaml:"token"`         //
	TokenFile    string        `yaml:"token_file"`    // holds the token, where Token is empty
	Org          string        `yaml:"org"`           // name of the organisation
	Bucket       string        `yaml:"bucket"`        // of everything but the raw heart rate
	RawBucket    string        `yaml:"raw_bucket"`    // of the raw heart rate
	RawRetention time.Duration `yaml:"raw_retention"` // how long the raw heart rate is kept; 0: forever
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config {
	return Config{Org: "hvilepuls", Bucket: "hvilepuls", RawBucket: "hvilepuls_raw"}
}

// Sink writes what the streams say to InfluxDB.
type Sink struct {
	cfg       Config
	streams   *stream.Stream
	catalogue *exercise.Catalogue
	db        *database
	metrics   *metrics
	now       func() time.Time
	log       *slog.Logger
}

// Open makes a sink. It does not ask InfluxDB for anything: the buckets are made at the first contact.
func Open(cfg Config, streams *stream.Stream, ex *exercise.Catalogue, now func() time.Time, log *slog.Logger) (*Sink, error) {
	if err := cfg.readToken(); err != nil {
		return nil, err
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	m := newMetrics()
	return &Sink{
		cfg: cfg, streams: streams, catalogue: ex, metrics: m, now: now, log: log,
		db: newDatabase(cfg, &http.Client{Timeout: requestTime, Transport: http.DefaultTransport.(*http.Transport).Clone()}, m, now),
	}, nil
}

// readToken takes the token from its file, if it stands in one.
func (c *Config) readToken() error {
	if c.Token != "" || c.TokenFile == "" {
		return nil
	}
	b, err := os.ReadFile(c.TokenFile)
	if err != nil {
		return fmt.Errorf("read influxdb.token_file: %w", err)
	}
	c.Token = strings.TrimSpace(string(b))
	return nil
}

func (c *Config) check() error {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("read influxdb.url %q: want http://host:8086", c.URL)
	}
	if c.Token == "" || c.Org == "" || c.Bucket == "" || c.RawBucket == "" {
		return errors.New("open InfluxDB: token, org, bucket and raw_bucket must be set")
	}
	if c.Bucket == c.RawBucket {
		return errors.New("open InfluxDB: bucket and raw_bucket must differ, their times are kept apart differently")
	}
	return nil
}

// Close lets go of the connections. Run must have ended.
func (s *Sink) Close() { s.db.http.CloseIdleConnections() }

// Gone tells each time that somebody deleted a bucket which this process had seen: all that it held is to be written again.
func (s *Sink) Gone() <-chan struct{} { return s.db.gone }

// Collector is the sink's metrics.
func (s *Sink) Collector() prometheus.Collector { return s.metrics }

// Trouble is why InfluxDB did not take the last request, "" if it did or none was made.
func (s *Sink) Trouble() string {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return s.db.trouble
}

const reachTime = 5 * time.Second // that somebody who asks for InfluxDB waits

// Reach asks InfluxDB for the buckets with the token and gives why it does not give them, with the kind of fault; "" if it does. Trouble of the
// last request is told first.
func (s *Sink) Reach(ctx context.Context) (trouble string, fault Fault) {
	if s.Trouble() == "" {
		ctx, stop := context.WithTimeout(ctx, reachTime)
		defer stop()
		s.db.doubt()
		_ = s.db.prepare(ctx) // it leaves the trouble
	}
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return s.db.trouble, s.db.fault
}

// Stages are the stages that the sink runs.
func Stages() []string {
	return []string{stream.InfluxRecords, stream.InfluxDays, stream.InfluxResults}
}

const (
	athletesAtATime = 2
	gather          = time.Second // at most one pass a second for an athlete while more is coming
)

// Run runs the three stages until ctx ends.
func (s *Sink) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, l := range []stream.Loop{
		{Stage: stream.InfluxRecords, Handle: s.receipts},
		{Stage: stream.InfluxDays, Handle: s.days},
		{Stage: stream.InfluxResults, Handle: s.results},
	} {
		l.Workers, l.Gather = athletesAtATime, gather
		g.Go(func() error { return s.streams.Run(ctx, l) })
	}
	return g.Wait()
}

// job is what is being done and for which message: what InfluxDB refuses is parked in its name.
type job struct {
	stage   string
	athlete string
	cause   stream.Message
}

// newest are the messages without those that a later one of the same subject replaces, in the order of their subjects.
func newest(ms []stream.Message) []stream.Message {
	last := map[string]stream.Message{}
	for _, m := range ms {
		if old, ok := last[m.Subject]; !ok || m.Seq > old.Seq {
			last[m.Subject] = m
		}
	}
	out := make([]stream.Message, 0, len(last))
	for _, m := range last {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b stream.Message) int { return cmp.Compare(a.Subject, b.Subject) })
	return out
}
