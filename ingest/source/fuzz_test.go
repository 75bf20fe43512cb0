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

func FuzzApple(f *testing.F) {
	workout := `<Workout workoutActivityType="HKWorkoutActivityTypeYoga" duration="5" durationUnit="min" sourceName="Strava" ` +
		`startDate="2016-11-14 07:25:41 -0700" endDate="2016-11-14 07:30:41 -0700">` + inOslo + `</Workout>`
	f.Add(appleXML(append(aNight(), workout, quantityXML("StepCount", adasPhone, "count", "2026-09-21 07:01:00", "2026-09-21 07:09:00", "45"))...))
	f.Add([]byte(`<HealthData><Correlation><Record type="HKQuantityTypeIdentifierHeartRate" value=`))
	f.Add(appleXML("<!-- > -->", `<Record type='HKQuantityTypeIdentifierBodyMass' value="1e2`, "<a><b>"))
	fuzz(f, DefaultLimits())
}

func FuzzHealthAutoExport(f *testing.F) {
	f.Add(haeMetrics(haeSleep+"["+haeTotals+","+haeStretch("Core", "1:00:00\u202fAM", "2:00:00 AM")+"]",
		`"data":[{"date":"2026-09-21 02:05:00 +0200","Avg":61}],"units":"bpm","name":"heart_rate"`,
		`"name":"step_count","units":"count","data":[{"date":"2026-09-21 02:05:00 +0200","qty":61,"source":"a|b"}]`))
	f.Add(haeWorkouts(`"name":"Yoga","start":"2026-09-21 18:00:00 +0200","end":"2026-09-21 19:00:00 +0200","duration":3550,` +
		`"distance":{"qty":1,"units":"mi"},"heartRateData":[{"date":"2026-09-21 18:05:00 +0200","Avg":119.6}]`))
	fuzz(f, DefaultLimits())
}
