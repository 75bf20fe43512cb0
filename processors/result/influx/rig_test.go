package influx_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"go.uber.org/goleak"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	mainBucket = "hvilepuls"
	rawBucket  = "hvilepuls_raw"
)

// rig is the sink between real streams and a real InfluxDB.
type rig struct {
	*influxtest.Server
	t       testing.TB
	streams *stream.Stream
	sink    *influx.Sink
	now     func() time.Time
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	out, err := time.Parse("2006-01-02T15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// newRig has the stages run only once run is called.
func newRig(t testing.TB, change func(*influx.Config)) *rig {
	t.Helper()
	return rigOn(influxtest.Start(t), t, change)
}

func rigOn(db *influxtest.Server, t testing.TB, change func(*influx.Config)) *rig {
	t.Helper()
	r := &rig{Server: db, t: t, now: func() time.Time { return at(t, "2026-11-01T12:00") }}
	var err error
	if r.streams, err = stream.Open(context.Background(), stream.Defaults(), t.TempDir(), slog.New(slog.NewTextHandler(t.Output(), nil))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.streams.Close)
	r.open(change)
	return r
}

// open makes a sink, as a process that starts does.
func (r *rig) open(change func(*influx.Config)) {
	r.t.Helper()
	cfg := influx.Defaults()
	cfg.URL, cfg.Token, cfg.Org = r.URL, r.Token, r.Org
	if change != nil {
		change(&cfg)
	}
	ex, err := exercise.Load()
	if err != nil {
		r.t.Fatal(err)
	}
	if r.sink, err = influx.Open(cfg, r.streams, ex, r.now, slog.New(slog.NewTextHandler(r.t.Output(), nil))); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.sink.Close)
}

// run runs the sink until the test ends or stop is called.
func (r *rig) run() (stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.sink.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			r.t.Error(err)
		}
	}
	r.t.Cleanup(stop)
	return stop
}

// settle waits until all that was published is in InfluxDB.
func (r *rig) settle() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.streams.Drain(ctx, influx.Stages()...); err != nil {
		r.t.Fatal(err)
	}
}

// restarted waits until the consumers that were made anew are there: Drain passes over a stage that has none.
func (r *rig) restarted() {
	r.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		stats, err := r.streams.Stats(context.Background())
		if err != nil {
			r.t.Fatal(err)
		}
		if len(stats) == len(influx.Stages()) {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			r.t.Fatalf("only %v run", stats)
		}
	}
}

// agrees settles and compares InfluxDB with the documents.
func (r *rig) agrees() {
	r.t.Helper()
	r.settle()
	differences, err := r.sink.Verify(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range differences {
		r.t.Error(d)
	}
}

func (r *rig) put(name, subject string, doc any) {
	r.t.Helper()
	data, err := json.Marshal(doc)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.streams.Publish(context.Background(), name, stream.Put{Subject: subject, Data: data}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) putDays(athlete, month string, days ...record.Day) {
	r.t.Helper()
	r.put(stream.Days, stream.DaysSubject(athlete, month), record.Month{V: 1, Athlete: athlete, Month: month, Days: days})
}

func (r *rig) putResults(athlete, month string, days ...result.Day) {
	r.t.Helper()
	r.put(stream.Results, stream.ResultsSubject(athlete, month), result.Month{V: 1, Athlete: athlete, Month: month, Days: days})
}

// putVerdicts publishes verdicts by their session's token, and a head that names them and no others.
func (r *rig) putVerdicts(athlete string, verdicts map[string]result.Verdict) {
	r.t.Helper()
	head := result.Head{V: 1, Athlete: athlete, Verdicts: map[string]string{}}
	for token, v := range verdicts {
		r.put(stream.Results, stream.VerdictSubject(athlete, token), v)
		head.Verdicts[token] = v.Text
	}
	r.put(stream.Results, stream.ResultsSubject(athlete, "head"), head)
}

// putFile publishes a file's records and its receipt, which also names dates that it spoke of before.
func (r *rig) putFile(athlete, sha string, records []record.Record, before ...record.Date) {
	r.t.Helper()
	file := "f" + sha
	receipt := stream.Receipt{V: 1, Athlete: athlete, SHA: sha, Size: 100, Format: "fit", Status: stream.Accepted, Dates: before}
	for i, rec := range records {
		rec.V, rec.Athlete, rec.File, rec.SHA, rec.Part = 1, athlete, file, sha, i
		r.put(stream.Records, stream.RecordSubject(athlete, rec.Date, rec.Source.Key, file, i), rec)
		receipt.Dates = append(receipt.Dates, rec.Date)
		if receipt.Last == nil || rec.Date > *receipt.Last {
			receipt.Last = &rec.Date
		}
	}
	receipt.Days = len(records)
	r.put(stream.Records, stream.ReceiptSubject(athlete, file), receipt)
}

// dropRecords purges what a file says of a date, as the ingest worker does before it writes the receipt.
func (r *rig) dropRecords(athlete, sha string, d record.Date) {
	r.t.Helper()
	if err := r.streams.Purge(context.Background(), stream.Records, stream.RecordsOf(athlete, d.String(), "", "f"+sha)); err != nil {
		r.t.Fatal(err)
	}
}

// metric is the sum of a counter of the sink's over its labels.
func (r *rig) metric(name string) float64 {
	r.t.Helper()
	return gather(r.t, r.sink, name)
}

// samples is a record of heart rate from an instant on, one sample a minute.
func samples(source string, from time.Time, bpm ...int32) record.Record {
	s := record.Samples{Kind: record.HeartRate, Series: record.Series{Start: from}}
	for i, v := range bpm {
		s.T, s.V = append(s.T, int32(i*60)), append(s.V, v)
	}
	return record.Record{Date: record.DateOf(from), Source: record.Source{Key: source}, Samples: []record.Samples{s}}
}

func daily(date string, offset time.Duration, values map[string]float64) result.Day {
	d, err := record.ParseDate(date)
	if err != nil {
		panic(err)
	}
	out := result.Day{Date: d, Noon: d.Time().Add(12*time.Hour - offset), Values: map[string]result.Value{}}
	for k, v := range values {
		out.Values[k] = result.Value{V: v}
	}
	return out
}

func (r *rig) wants(bucket, measurement, field string, n int) {
	r.t.Helper()
	if got := r.Count(bucket, measurement, field); got != n {
		r.t.Errorf("%s: %d values of %s, want %d", measurement, got, field, n)
	}
}

// write writes as somebody else would. Times are in microseconds.
func (r *rig) write(bucket, line string) {
	r.t.Helper()
	client := influxdb2.NewClientWithOptions(r.URL, r.Token, influxdb2.DefaultOptions().SetPrecision(time.Microsecond))
	defer client.Close()
	if err := client.WriteAPIBlocking(r.Org, bucket).WriteRecord(context.Background(), line); err != nil {
		r.t.Fatal(err)
	}
}
