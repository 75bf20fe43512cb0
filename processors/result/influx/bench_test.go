package influx_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// cpu is what this process has used so far, embedded NATS included and InfluxDB not.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkYear writes a year of heart rate: 365 files, 1.37 million samples, from the records in the stream to InfluxDB.
func BenchmarkYear(b *testing.B) {
	const days, step = 365, 23
	for b.Loop() {
		b.StopTimer()
		r := newRig(b, nil)
		first := at(b, "2025-01-01T00:00")
		points := 0
		for d := range days {
			s := record.Samples{Kind: record.HeartRate, Series: record.Series{Start: first.AddDate(0, 0, d)}}
			for i := 0; i < 86400; i += step {
				s.T, s.V = append(s.T, int32(i)), append(s.V, int32(50+(i/step*7)%60))
			}
			points += s.Len()
			rec := record.Record{Date: record.DateOf(s.Start), Source: record.Source{Key: "garmin-fenix-7-1a2b3c4d"}, Samples: []record.Samples{s}}
			r.putFile("ada", rec.Date.String(), []record.Record{rec})
		}
		before := cpu(b)
		b.StartTimer()
		stop := r.run()
		r.settle()
		b.StopTimer()
		used := cpu(b) - before
		r.wants(rawBucket, "heart_rate", "bpm", points)
		b.ReportMetric(used.Seconds(), "cpu-s/year")
		b.ReportMetric(float64(used.Nanoseconds())/float64(points), "cpu-ns/point")
		stop()
		r.Stop()
		b.StartTimer()
	}
}
