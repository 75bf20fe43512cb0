package source

import (
	"bytes"
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// fuzz begins with a format's seeds, decodes whatever comes and holds it to the laws.
func fuzz(f *testing.F, format string) {
	for _, b := range seeds()[format](f) {
		f.Add(b)
	}
	lim := DefaultLimits()
	lim.Total = 64 << 20
	table := Table(catalogue(f), lim)
	f.Fuzz(func(t *testing.T, b []byte) { lawful(t, seedName, table, b) })
}

func FuzzFIT(f *testing.F) { fuzz(f, "fit") }

func fitSeeds(testing.TB) [][]byte {
	w := strength()
	w.HR, w.Beats = w.HR[:20], w.Beats[:7]
	d := day()
	d.HR = d.HR[:40]
	return [][]byte{
		synthetic.Activity(w), synthetic.Monitor(d), synthetic.Sleep(night()), synthetic.HRVStatus(nightHRV()),
		append(synthetic.Activity(w), strapSegment(1_140_000_000, 5)...), rawActivity(),
		rawActivity(append(rawDefinition(1, mesgRecord), 0xA0, 0xA1)...),
	}
}

func FuzzZip(f *testing.F) { fuzz(f, "zip") }

func zipSeeds(t testing.TB) [][]byte {
	sleep := synthetic.Sleep(night())
	return [][]byte{
		zipped(t, file{"a.fit", sleep}), zipped(t, file{"a.zip", zipped(t, file{"b.gz", gzipped(t, sleep)})}, file{"x", []byte("x")}),
		zipped(t, file{"../../a.fit", sleep}, file{"", sleep}, file{"C:\\a\x00b", sleep}, file{"\xff\xfe.csv", []byte(strongIOS)}),
		zipped(t, file{"a.csv", []byte(strongIOS)}, file{"a.csv", []byte(hevyKg)}),
	}
}

func FuzzGzip(f *testing.F) { fuzz(f, "gzip") }

func gzipSeeds(t testing.TB) [][]byte {
	sleep, log := gzipped(t, synthetic.Sleep(night())), gzipped(t, []byte(strongIOS))
	return [][]byte{sleep, log, gzipped(t, log), log[:len(log)/2], append(bytes.Clone(log), log...), gzipped(t, zipped(t, file{"a", log})), append(bytes.Clone(log), "behind"...)}
}

func FuzzEntry(f *testing.F) { fuzz(f, "entry") }

func entrySeeds(t testing.TB) (all [][]byte) {
	b, err := EncodeEntry(checkIn())
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, texts(string(b))...)
	all = append(all, texts(`{"hvilepuls":"entry/1","entry":{"kind":"zone","entered":"2026-03-04T05:30:00Z","zone":{"from":"profile","tz":"Europe/Oslo"}}}`)...)
	all = append(all, texts(`{"hvilepuls":"entry/1","entry":{"kind":"plan","entered":"2026-03-04T05:30:00Z","plan":{"weekly":[{"weekday":1,"time":"18:00","name":"Glutes"}]}}}`)...)
	return all
}

func FuzzApple(f *testing.F) { fuzz(f, "apple_health") }

func appleSeeds(t testing.TB) (all [][]byte) {
	workout := `<Workout workoutActivityType="HKWorkoutActivityTypeYoga" duration="5" durationUnit="min" sourceName="Strava" ` +
		`startDate="2016-11-14 07:25:41 -0700" endDate="2016-11-14 07:30:41 -0700">` + inOslo + `</Workout>`
	all = append(all, appleXML(append(aNight(), workout, quantityXML("StepCount", adasPhone, "count", "2026-09-21 07:01:00", "2026-09-21 07:09:00", "45"))...))
	all = append(all, texts(`<HealthData><Correlation><Record type="HKQuantityTypeIdentifierHeartRate" value=`)...)
	all = append(all, appleXML("<!-- > -->", `<Record type='HKQuantityTypeIdentifierBodyMass' value="1e2`, "<a><b>"))
	return all
}

func FuzzHealthAutoExport(f *testing.F) { fuzz(f, "health_auto_export") }

func haeSeeds(t testing.TB) (all [][]byte) {
	all = append(all, haeMetrics(haeSleep+"["+haeTotals+","+haeStretch("Core", "1:00:00\u202fAM", "2:00:00 AM")+"]",
		`"data":[{"date":"2026-09-21 02:05:00 +0200","Avg":61}],"units":"bpm","name":"heart_rate"`,
		`"name":"step_count","units":"count","data":[{"date":"2026-09-21 02:05:00 +0200","qty":61,"source":"a|b"}]`))
	all = append(all, haeWorkouts(`"name":"Yoga","start":"2026-09-21 18:00:00 +0200","end":"2026-09-21 19:00:00 +0200","duration":3550,`+
		`"distance":{"qty":1,"units":"mi"},"heartRateData":[{"date":"2026-09-21 18:05:00 +0200","Avg":119.6}]`))
	return all
}
