package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// Whoever looks after InfluxDB sets the token inactive and active again, and deletes the buckets: in the end InfluxDB has everything, also what it had
// before.
func TestRevokedAndDeletedInInfluxDB(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	token, hold := db.Revocable()
	r := newRig(t, influxSettings(&influxtest.Server{Token: token, Org: db.Org}, db.URL, "hvilepuls"))
	up := r.up()
	files := lastDays(demoFiles(), 12)
	third := len(files) / 3
	r.brought(up, files[:third])
	r.nothingWaits(up)

	t.Run("token", func(t *testing.T) {
		c := faulttest.Start(t, "InfluxDB itself: token set inactive, then active")
		hold(false)
		r.brought(up, files[third:2*third])
		r.untilSaid(`(?s)does not show it to the token.*influx auth list`, "doctor") // 2.7 knows such a token and shows it nothing
		if status, body := r.ask(up, http.MethodGet, "/readyz", "", nil); status != http.StatusOK {
			t.Errorf("/readyz while the token is revoked: %d %s", status, body)
		}
		if !r.influxWaits(up) {
			t.Error("/metrics says that nothing waits for InfluxDB")
		}
		hold(true)
		start := time.Now()
		r.nothingWaits(up)
		r.whole(t, c, time.Since(start))
	})
	t.Run("buckets", func(t *testing.T) {
		c := faulttest.Start(t, "InfluxDB itself: both buckets deleted")
		had := db.Count("hvilepuls", "daily", "rhr")
		db.Drop("hvilepuls")
		db.Drop("hvilepuls_raw")
		start := time.Now()
		r.brought(up, files[2*third:])
		r.eventually("InfluxDB has again what it had", func() bool { return len(r.differences()) == 0 })
		r.whole(t, c, time.Since(start))
		if had == 0 {
			t.Error("there was nothing before: the test tests nothing")
		}
	})
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}
