package influx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
	influxhttp "github.com/influxdata/influxdb-client-go/v2/api/http"
	"github.com/influxdata/influxdb-client-go/v2/domain"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const (
	requestTime = time.Minute
	day         = 24 * time.Hour
	mainShard   = 52 * 7 * day // a year of daily points in one shard: 4 times faster to read than in weekly ones
	rawShard    = 7 * day
)

// bucket is one of the two buckets.
type bucket struct {
	name      string
	shard     time.Duration
	retention time.Duration // 0: forever
	write     api.WriteAPIBlocking
	seen      bool // it was there, or was made; held by database.making
}

// database is InfluxDB with its two buckets.
type database struct {
	org    string
	http   *http.Client
	client influxdb2.Client
	main   *bucket
	raw    *bucket
	m      *metrics
	now    func() time.Time
	gone   chan struct{} // told where a bucket had to be made that was there before

	making  sync.Mutex // held while the buckets are looked for; mu never is during a request, so that trouble can be told at any time
	mu      sync.Mutex
	ready   bool      // the buckets are there
	until   time.Time // before which InfluxDB wants to hear nothing
	trouble string    // why the last request failed, "" if it did not
	fault   Fault     // of the trouble
}

func newDatabase(cfg Config, h *http.Client, m *metrics, now func() time.Time) *database {
	connect := func(precision time.Duration) influxdb2.Client {
		return influxdb2.NewClientWithOptions(cfg.URL, cfg.Token, influxdb2.DefaultOptions().
			SetHTTPClient(h).SetUseGZip(!nearby(cfg.URL)).SetPrecision(precision).SetApplicationName("hvilepuls"))
	}
	client := connect(result.PointPrecision)
	return &database{
		org: cfg.Org, http: h, client: client, m: m, now: now, gone: make(chan struct{}, 1),
		main: &bucket{name: cfg.Bucket, shard: mainShard, write: client.WriteAPIBlocking(cfg.Org, cfg.Bucket)},
		raw: &bucket{
			name: cfg.RawBucket, shard: rawShard, retention: cfg.RawRetention, write: connect(time.Second).WriteAPIBlocking(cfg.Org, cfg.RawBucket),
		},
	}
}

// nearby tells whether InfluxDB runs on this machine: packing would cost both sides more than the bytes (1.5 s of CPU for a year of heart
// rate, a third of all that the sink takes).
func nearby(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// refused is InfluxDB's answer to lines that it will never take.
type refused struct {
	reason string
	size   bool // they are too many at a time
}

func (r refused) Error() string { return "InfluxDB refused points: " + r.reason }

// send writes lines to a bucket. It fails with refused where InfluxDB will never take some of them; any other error passes by itself, or
// when whoever runs InfluxDB puts it right.
func (d *database) send(ctx context.Context, b *bucket, lines []byte) error {
	if err := d.prepare(ctx); err != nil {
		return err
	}
	timer := prometheus.NewTimer(d.m.seconds)
	killpoint.Before(killpoint.Write, "")
	err := b.write.WriteRecord(ctx, string(lines)) // a copy: a request that was given up may still read it
	killpoint.After(killpoint.Write, "")
	timer.ObserveDuration()
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.trouble, d.fault = "", NoFault
		return nil
	}
	if answer, ok := errors.AsType[*influxhttp.Error](err); ok {
		switch answer.StatusCode {
		case http.StatusBadRequest, http.StatusUnprocessableEntity:
			return refused{reason: answer.Message}
		case http.StatusRequestEntityTooLarge:
			return refused{reason: answer.Message, size: true}
		}
	}
	return d.away(faultOf(err), fmt.Errorf("write to bucket %s: %w", b.name, err))
}

// remove deletes what lies between two instants, both included, and fits the tags (of which "_measurement" is one).
func (d *database) remove(ctx context.Context, b *bucket, from, to time.Time, tags ...result.Tag) error {
	if err := d.prepare(ctx); err != nil {
		return err
	}
	var terms []string
	for _, t := range tags {
		if strings.ContainsAny(t.Value, "\"\\\n") {
			return fmt.Errorf("delete points: %s %q cannot be named in a predicate", t.Key, t.Value)
		}
		terms = append(terms, t.Key+`="`+t.Value+`"`)
	}
	d.m.deletes.Inc()
	killpoint.Before(killpoint.Delete, "")
	err := d.client.DeleteAPI().DeleteWithName(ctx, d.org, b.name, from, to, strings.Join(terms, " AND "))
	killpoint.After(killpoint.Delete, "")
	if err != nil {
		return d.away(faultOf(err), fmt.Errorf("delete from bucket %s: %w", b.name, err))
	}
	return nil
}

const longestSilence = 5 * time.Minute // that InfluxDB may ask for

// away marks an error as one that passes by itself. The buckets are looked for again: they may be what is missing.
func (d *database) away(f Fault, err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if answer, ok := errors.AsType[*influxhttp.Error](err); ok && answer.RetryAfter > 0 {
		d.until = d.now().Add(min(time.Duration(answer.RetryAfter)*time.Second, longestSilence))
	}
	d.ready, d.trouble, d.fault = false, err.Error(), f
	return stream.Transient(err)
}

// doubt has the next request look for the buckets first.
func (d *database) doubt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ready = false
}

// prepare makes the buckets that are missing, once.
func (d *database) prepare(ctx context.Context) error {
	d.making.Lock()
	defer d.making.Unlock()
	d.mu.Lock()
	ready, trouble, wait := d.ready, d.trouble, d.until.Sub(d.now())
	d.mu.Unlock()
	switch {
	case wait > 0 && wait <= longestSilence: // more than that only where the clock was set
		return stream.Transient(fmt.Errorf("InfluxDB asked to be left alone for a while: %s", trouble))
	case ready:
		return nil
	}
	for _, b := range []*bucket{d.main, d.raw} {
		if err := d.ensure(ctx, b); err != nil {
			return d.away(faultOf(err), fmt.Errorf("make bucket %s: %w; is influxdb.url reachable, and may the token read and make buckets?", b.name, err))
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ready, d.trouble, d.fault = true, "", NoFault
	return nil
}

// ensure makes a bucket, or gives the one that is there the configured retention.
func (d *database) ensure(ctx context.Context, b *bucket) error {
	found, err := d.client.APIClient().GetBuckets(ctx, &domain.GetBucketsParams{Name: &b.name, Org: &d.org})
	if err != nil && !strings.HasPrefix(err.Error(), string(domain.ErrorCodeNotFound)) { // the client gives it no type
		return err
	}
	if err == nil && found.Buckets != nil && len(*found.Buckets) > 0 {
		b.seen = true
		return d.retain(ctx, b, (*found.Buckets)[0])
	}
	org, err := d.client.OrganizationsAPI().FindOrganizationByName(ctx, d.org)
	if err != nil {
		return err
	}
	if _, err = d.client.BucketsAPI().CreateBucket(ctx, &domain.Bucket{Name: b.name, OrgID: org.Id, RetentionRules: b.rules()}); err != nil {
		return err
	}
	if b.seen {
		select {
		case d.gone <- struct{}{}:
		default: // it was told already
		}
	}
	b.seen = true
	return nil
}

func (b *bucket) rules() domain.RetentionRules {
	shard, expire := int64(b.shard/time.Second), domain.RetentionRuleTypeExpire
	return domain.RetentionRules{{EverySeconds: int64(b.retention / time.Second), ShardGroupDurationSeconds: &shard, Type: &expire}}
}

func (d *database) retain(ctx context.Context, b *bucket, is domain.Bucket) error {
	every := int64(0)
	if len(is.RetentionRules) > 0 {
		every = is.RetentionRules[0].EverySeconds
	}
	if b != d.raw || every == int64(b.retention/time.Second) { // the main bucket's is left to whoever runs InfluxDB
		return nil
	}
	is.RetentionRules = b.rules()
	_, err := d.client.BucketsAPI().UpdateBucket(ctx, &is)
	return err
}
