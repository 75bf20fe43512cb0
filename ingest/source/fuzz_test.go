package source

import (
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// fuzz decodes whatever comes; decodeWith holds what becomes of it to the laws.
func fuzz(f *testing.F, lim Limits) {
	table := Table(catalogue(f), lim)
	f.Fuzz(func(t *testing.T, b []byte) { decodeWith(t, table, b) })
}

func FuzzFIT(f *testing.F) {
	w := strength()
	w.HR, w.Beats = w.HR[:20], w.Beats[:7]
	d := day()
	d.HR = d.HR[:40]
	for _, b := range [][]byte{
		synthetic.Activity(w), synthetic.Monitor(d), synthetic.Sleep(night()), synthetic.HRVStatus(nightHRV()),
		append(synthetic.Activity(w), strapSegment(1_140_000_000, 5)...), rawActivity(),
		rawActivity(append(rawDefinition(1, mesgRecord), 0xA0, 0xA1)...),
	} {
		f.Add(b)
	}
	fuzz(f, DefaultLimits())
}

func FuzzZip(f *testing.F) {
	sleep := synthetic.Sleep(night())
	f.Add(zipped(f, file{"a.fit", sleep}))
	f.Add(zipped(f, file{"a.zip", zipped(f, file{"b.gz", gzipped(f, sleep)})}, file{"x", []byte("x")}))
	f.Add(gzipped(f, sleep))
	lim := DefaultLimits()
	lim.Total = 64 << 20
	fuzz(f, lim)
}

func FuzzEntry(f *testing.F) {
	b, err := EncodeEntry(checkIn())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"hvilepuls":"entry/1","entry":{"kind":"zone","entered":"2026-03-04T05:30:00Z","zone":{"from":"profile","tz":"Europe/Oslo"}}}`))
	f.Add([]byte(`{"hvilepuls":"entry/1","entry":{"kind":"plan","entered":"2026-03-04T05:30:00Z","plan":{"weekly":[{"weekday":1,"time":"18:00","name":"Glutes"}]}}}`))
	fuzz(f, DefaultLimits())
}
