package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	appleDTD = "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>\n" +
		"<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n]>\n"
	adasWatch = `sourceName="Ada’s Apple` + "\u00a0" + `Watch" device="&lt;&lt;HKDevice: 0x3028d0e60&gt;, name:Apple Watch, ` +
		`manufacturer:Apple Inc., model:Watch, hardware:Watch7,2, software:26.1&gt;"`
	adasPhone  = `sourceName="Ada’s iPhone"`
	inOslo     = `<MetadataEntry key="HKTimeZone" value="Europe/Oslo"/>`
	watchKey   = "Apple-Watch-ada's apple watch"
	phoneKey   = "Apple-iPhone-ada's iphone"
	healthTail = "</HealthData>\n"
)

// appleXML is an export with these elements, made in winter.
func appleXML(elements ...string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + appleDTD + `<HealthData locale="nb_NO">` + "\n" +
		` <ExportDate value="2026-11-08 23:55:00 +0100"/>` + "\n" + strings.Join(elements, "\n") + "\n" + healthTail)
}

// quantityXML is a record of an amount; from and to are times of the phone at the export, "2026-09-21 05:39:00".
func quantityXML(kind, who, unit, from, to, value string) string {
	return fmt.Sprintf(`<Record type="HKQuantityTypeIdentifier%s" %s unit="%s" creationDate="%s +0100" startDate="%s +0100" endDate="%s +0100" value="%s"/>`,
		kind, who, unit, to, from, to, value)
}

// sleepXML is a stretch of a stage, in a zone.
func sleepXML(stage, who, from, to, metadata string) string {
	return fmt.Sprintf(`<Record type="HKCategoryTypeIdentifierSleepAnalysis" %s creationDate="%s +0100" startDate="%s +0100" endDate="%s +0100" value="HKCategoryValueSleepAnalysis%s">%s</Record>`,
		who, to, from, to, stage, metadata)
}

// aNight is one of September: the phone's clock was an hour ahead of the offset in the file.
func aNight() []string {
	return []string{
		sleepXML("InBed", adasPhone, "2026-09-20 21:58:00", "2026-09-21 05:39:00", inOslo),
		sleepXML("AsleepCore", adasWatch, "2026-09-20 22:05:00", "2026-09-21 02:00:00", inOslo),
		sleepXML("AsleepDeep", adasWatch, "2026-09-21 02:00:00", "2026-09-21 03:00:00", inOslo),
		sleepXML("Awake", adasWatch, "2026-09-21 03:00:00", "2026-09-21 03:05:00", inOslo),
		sleepXML("AsleepREM", adasWatch, "2026-09-21 03:05:00", "2026-09-21 05:35:00", inOslo),
		quantityXML("HeartRate", adasWatch, "count/min", "2026-09-20 22:05:00", "2026-09-20 22:05:00", "60"),
		quantityXML("RestingHeartRate", adasWatch, "count/min", "2026-09-20 23:00:00", "2026-09-21 22:50:00", "51"),
	}
}

// of are the records of a source.
func (d decoded) of(key string) (out []record.Record) {
	for _, r := range d.records {
		if r.Source.Key == key {
			out = append(out, r)
		}
	}
	return out
}

// The offset of the file is that of the export: instants are right by it, local days by the zone of the night.
func TestAppleNight(t *testing.T) {
	d := accepted(t, appleXML(aNight()...))
	if d.Format != "apple_health" || d.Dropped[dropNoSleep] != 1 || len(d.of(phoneKey)) != 0 {
		t.Errorf("%+v", d.Report)
	}
	var got record.Record
	for _, r := range d.of(watchKey) {
		if len(r.Sleep) > 0 {
			got = r
		}
	}
	want := []record.SleepSession{{
		Start: at(t, "2026-09-20T21:05:00Z"), End: at(t, "2026-09-21T04:35:00Z"), Offset: new(7200),
		Stages: []record.Stage{
			{From: 0, To: 14100, Kind: record.Light},
			{From: 14100, To: 17700, Kind: record.Deep},
			{From: 17700, To: 18000, Kind: record.Awake},
			{From: 18000, To: 27000, Kind: record.REM},
		},
	}}
	if diff := cmp.Diff(want, got.Sleep); diff != "" {
		t.Error(diff)
	}
	// the resting heart rate begins at the local midnight, which is 23:00 of the day before by the file
	rest := []record.Daily{{Time: at(t, "2026-09-21T09:55:00Z"), Kind: record.VendorRHR, Value: 51}}
	if diff := cmp.Diff(rest, got.Daily); diff != "" || got.Source != (record.Source{Key: watchKey, Maker: "Apple", Model: "Watch"}) {
		t.Errorf("%+v: %s", got.Source, diff)
	}
}

// However the export comes, it says the same.
func TestAppleVariants(t *testing.T) {
	plain := appleXML(aNight()...)
	want := accepted(t, plain)
	broken := bytes.Replace(plain, []byte("#REQUIRED\n>\n]>"), []byte("#REQUIRED \"\n"), 1)
	odd := bytes.ReplaceAll(plain, []byte(`unit="count/min"`), []byte("unit = 'count/min' sourceVersion=\"26 > 25\" \v=\"\v\""))
	odd = bytes.ReplaceAll(odd, []byte("<Record"), []byte("<!-- a \"comment\" with <Record> -->\n<![CDATA[x]]><?pi?><Record"))
	for name, data := range map[string][]byte{
		"broken DTD": broken, "no DTD": bytes.Replace(plain, []byte(appleDTD), nil, 1),
		"one line": bytes.ReplaceAll(plain, []byte("\n"), []byte(" ")), "odd but right XML": odd,
		"mark of UTF-8": append([]byte("\xef\xbb\xbf"), plain...),
		"entities":      bytes.ReplaceAll(plain, []byte("Ada’s"), []byte("Ada&apos;s")),
		"backwards":     appleXML(reversed(aNight())...),
		"archive":       zipped(t, file{"apple_health_export/export.xml", plain}, file{"apple_health_export/export_cda.xml", []byte("<?xml?><ClinicalDocument/>")}),
		"other names":   zipped(t, file{"apple_health_export/导出.xml", plain}, file{"apple_health_export/workout-routes/a.txt", []byte("x")}),
		"capital":       zipped(t, file{"apple_health_export/Export.xml", plain}),
	} {
		d := accepted(t, data)
		if diff := cmp.Diff(want.records, d.records); diff != "" || d.Counts[kindSleep] != 1 || d.Counts[kindHeartRate] != 1 {
			t.Errorf("%s: %v: %s", name, d.Counts, diff)
		}
	}
}

func reversed(in []string) []string {
	out := slices.Clone(in)
	slices.Reverse(out)
	return out
}

// What came before the end of an export that is cut off counts, and the receipt says so.
func TestAppleCutOff(t *testing.T) {
	var many []string
	for i := range 400 {
		at := fmt.Sprintf("2026-09-%02d 22:%02d:00", 1+i/60, i%60)
		many = append(many, quantityXML("HeartRate", adasWatch, "count/min", at, at, strconv.Itoa(50+i%40)))
	}
	whole := appleXML(many...)
	for name, data := range map[string][]byte{
		"between tags": bytes.TrimSuffix(whole, []byte(healthTail)),
		"within a tag": whole[:len(whole)-len(healthTail)-30],
		"archive":      zipped(t, file{"export.xml", whole[:len(whole)-len(healthTail)-30]}),
	} {
		d := decode(t, data)
		if d.Status != stream.Partial || d.Counts[kindHeartRate] < 399 {
			t.Errorf("%s: %s: %s, %v", name, d.Status, d.Reason, d.Counts)
		}
	}
	packed := zipped(t, file{"export.xml", whole})
	d := decode(t, packed[:len(packed)*4/5])
	if n := d.Counts[kindHeartRate]; d.Status != stream.Partial || n < 200 || n == 400 {
		t.Errorf("archive cut off: %s: %s, %v", d.Status, d.Reason, d.Counts)
	}
	if d := decode(t, append(packed[:len(packed)*4/5:len(packed)*4/5], packed[len(packed)-len(packed)/5:]...)); d.Status == stream.Accepted {
		t.Errorf("archive with damage: %s", d.Status)
	}
}

// The counts of one device are added, those of two are not; days are local ones, by the zone that nights name.
func TestAppleSteps(t *testing.T) {
	d := accepted(t, appleXML(
		sleepXML("AsleepCore", adasWatch, "2026-09-20 22:05:00", "2026-09-21 05:35:00", inOslo),
		quantityXML("StepCount", adasWatch, "count", "2026-09-21 07:00:00", "2026-09-21 07:10:00", "500"),
		quantityXML("StepCount", adasWatch, "count", "2026-09-21 22:50:00", "2026-09-21 22:59:00", "40"), // 23:50 in Oslo
		quantityXML("StepCount", adasWatch, "count", "2026-09-21 23:01:00", "2026-09-21 23:09:00", "7"),  // 00:01 in Oslo
		quantityXML("StepCount", adasPhone, "count", "2026-09-21 07:01:00", "2026-09-21 12:09:00", "450"),
	))
	got := map[string]float64{}
	for _, r := range d.records {
		for _, v := range r.Daily {
			if v.Kind == record.DailySteps && r.Wall && record.DateOf(v.Time) == r.Date {
				got[r.Source.Model+" "+r.Date.String()] = v.Value
			}
		}
	}
	want := map[string]float64{"Watch 2026-09-21": 540, "Watch 2026-09-22": 7, "iPhone 2026-09-21": 450}
	if diff := cmp.Diff(want, got); diff != "" || d.Counts[kindSteps] != 3 {
		t.Errorf("%v: %s", d.Counts, diff)
	}
}

func TestAppleUnitsAndRepeats(t *testing.T) {
	const scales = `sourceName="Withings"`
	heart := quantityXML("HeartRate", adasWatch, "count/min", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "61.6")
	d := accepted(t, appleXML(
		heart, `<Correlation type="HKCorrelationTypeIdentifierBloodPressure">`, heart, `</Correlation>`, heart,
		quantityXML("HeartRate", adasWatch, "count/s", "2026-09-21 12:01:00", "2026-09-21 12:01:00", "1.5"),
		quantityXML("HeartRate", adasWatch, "count/min", "2026-09-21 12:02:00", "2026-09-21 12:02:00", "255"),
		quantityXML("OxygenSaturation", adasWatch, "%", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "0.96"),
		quantityXML("RespiratoryRate", adasWatch, "count/min", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "14.3"),
		strings.Replace(quantityXML("HeartRateVariabilitySDNN", adasWatch, "ms", "2026-09-21 12:00:00", "2026-09-21 12:01:00", "74.5"), "/>",
			`><HeartRateVariabilityMetadataList><InstantaneousBeatsPerMinute bpm="51" time="2:47:01,31 AM"/></HeartRateVariabilityMetadataList></Record>`, 1),
		quantityXML("BodyMass", scales, "kg", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "70.36"),
		quantityXML("BodyMass", scales, "lb", "2026-09-21 13:00:00", "2026-09-21 13:00:00", "155.12"),
		quantityXML("BodyMass", scales, "furlong", "2026-09-21 13:00:00", "2026-09-21 13:00:00", "1"),
		quantityXML("HeartRate", adasWatch, "count/min", "soon", "2026-09-21 12:00:00", "61"),
		quantityXML("HeartRate", adasWatch, "count/min", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "many"),
		quantityXML("ActiveEnergyBurned", adasWatch, "kcal", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "0.1"),
	))
	noon := at(t, "2026-09-21T00:00:00Z")
	one := func(kind record.SampleKind, v ...int32) record.Samples {
		times := record.Ints{11 * 3600, 11*3600 + 60}
		return record.Samples{Kind: kind, Series: record.Series{Start: noon, T: times[:len(v)], V: v}}
	}
	watch, withings := d.of(watchKey), d.of("Withings-Apple Health-")
	if len(watch) != 1 || len(withings) != 1 {
		t.Fatalf("%d and %d records", len(watch), len(withings))
	}
	want := []record.Samples{one(record.HeartRate, 62, 90), one(record.Respiration, 1430), one(record.SpO2, 96)}
	if diff := cmp.Diff(want, watch[0].Samples); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]record.HRV{{Time: at(t, "2026-09-21T11:00:00Z"), Kind: record.SDNNSpot, Ms: 74.5}}, watch[0].HRV); diff != "" {
		t.Error(diff)
	}
	kg := []record.Daily{
		{Time: at(t, "2026-09-21T11:00:00Z"), Kind: record.BodyWeight, Value: 70.36}, {Time: at(t, "2026-09-21T12:00:00Z"), Kind: record.BodyWeight, Value: 70.361},
	}
	if diff := cmp.Diff(kg, withings[0].Daily); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{dropRange: 1, dropTime: 1, dropShape: 2, dropUnused: 1}, d.Dropped); diff != "" {
		t.Error(diff)
	}
}

// Apple writes a day's resting heart rate anew: what was written last counts, wherever it stands.
func TestAppleRestingHeartRate(t *testing.T) {
	rest := func(created, from, to, v string) string {
		return strings.Replace(quantityXML("RestingHeartRate", adasWatch, "count/min", from, to, v), `creationDate="`+to, `creationDate="`+created, 1)
	}
	d := accepted(t, appleXML(
		rest("2026-11-02 22:00:00", "2026-11-02 00:00:00", "2026-11-02 21:50:00", "52"),
		rest("2026-11-02 08:00:00", "2026-11-02 00:00:00", "2026-11-02 08:00:00", "57"),
		rest("2026-11-02 12:00:00", "2026-11-02 06:00:00", "2026-11-02 12:00:00", "55"),
		rest("2026-11-03 08:00:00", "2026-11-03 00:00:00", "2026-11-03 00:00:00", "54"),
	))
	var got []string
	for _, r := range d.records {
		for _, v := range r.Daily {
			got = append(got, fmt.Sprint(r.Date, " ", v.Value))
		}
	}
	if diff := cmp.Diff([]string{"2026-11-02 52", "2026-11-03 54"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAppleWorkouts(t *testing.T) {
	const times = `creationDate="2026-09-21 19:00:00 +0100" startDate="2026-09-21 17:00:00 +0100" endDate="2026-09-21 18:00:00 +0100"`
	d := accepted(t, appleXML(
		`<Workout workoutActivityType="HKWorkoutActivityTypeTraditionalStrengthTraining" duration="55.5" durationUnit="min" `+adasWatch+` `+times+`>`,
		inOslo, `<WorkoutEvent type="HKWorkoutEventTypePause" date="2026-09-21 17:10:00 +0100"/>`,
		`<WorkoutActivity uuid="A" `+times+`><WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="99" maximum="100" unit="count/min"/></WorkoutActivity>`,
		`<WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="1715.44" unit="kJ"/>`,
		`<WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="118.5" minimum="82" maximum="152" unit="count/min"/>`, `</Workout>`,
		`<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="5" durationUnit="min" totalDistance="0.5" totalDistanceUnit="mi" `+
			`totalEnergyBurned="48.5" totalEnergyBurnedUnit="kcal" sourceName="Strava" startDate="2016-11-14 07:25:41 -0700" endDate="2016-11-14 07:30:41 -0700"/>`,
		`<Workout workoutActivityType="HKWorkoutActivityTypeCurling" sourceName="Strava" totalDistance="0" totalDistanceUnit="km" `+
			`startDate="2016-11-15 07:25:41 -0700" endDate="2016-11-15 07:30:41 -0700"><MetadataEntry key="HKTimeZone" value="Nowhere/Else"/></Workout>`,
	))
	var got []record.Workout
	for _, r := range d.records {
		got = append(got, r.Workouts...)
	}
	want := []record.Workout{
		{
			Start: at(t, "2026-09-21T16:00:00Z"), End: at(t, "2026-09-21T17:00:00Z"), Offset: new(7200), Sport: "training",
			SubSport: "strength_training", TimerS: 3330, Kcal: new(410.0), AvgHR: new(118.5), MaxHR: new(152.0),
		},
		{
			Start: at(t, "2016-11-14T14:25:41Z"), End: at(t, "2016-11-14T14:30:41Z"), Sport: "running", TimerS: 300,
			DistanceM: new(804.672), Kcal: new(48.5),
		},
		{Start: at(t, "2016-11-15T14:25:41Z"), End: at(t, "2016-11-15T14:30:41Z")},
	}
	if diff := cmp.Diff(want, got); diff != "" || d.Counts[kindWorkouts] != 3 {
		t.Errorf("%v: %s", d.Counts, diff)
	}
}

// A device is known by what the export says of it; names of persons stand in no key in clear.
func TestHealthSource(t *testing.T) {
	const hk = "&lt;&lt;HKDevice: 0x1&gt;, name:%s, manufacturer:%s, model:Watch, hardware:Watch7,2&gt;"
	apple := func(name string) string { return fmt.Sprintf(hk, name, "Apple Inc.") }
	f := File{SourceKey: func(maker, model, serial string) string { return maker + "/" + model + "/" + serial }}
	for _, c := range []struct{ name, hardware, want string }{
		{"Ada’s Apple\u00a0Watch", apple("Apple Watch"), "Apple/Watch/ada's apple watch"},
		{"Apple Watch von Ada", "", "Apple/Watch/apple watch von ada"},
		{"Bob", apple("Apple Watch"), "Apple/Watch/bob"},
		{"Bob", apple("iPhone"), "Apple/iPhone/bob"},
		{"Bob", "", "Apple//bob"},
		{"Some Band", fmt.Sprintf(hk, "Band", "Band, Inc."), "Apple//some band"},
		{"Health\u00a0Mate", "", "Withings/Apple Health/"},
		{"WHOOP", fmt.Sprintf(hk, "WHOOP", "WHOOP"), "WHOOP/Apple Health/"},
	} {
		if got := healthSource(f, healthApps(), c.name, c.hardware); got.Key != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.name, c.hardware, got.Key, c.want)
		}
	}
}

func TestAppleBombs(t *testing.T) {
	var sources []string
	for i := range mostTracks + 1 {
		sources = append(sources, quantityXML("HeartRate", fmt.Sprintf(`sourceName="app %d"`, i), "count/min", "2026-09-21 12:00:00", "2026-09-21 12:00:00", "61"))
	}
	for name, data := range map[string][]byte{
		"depth":        appleXML(strings.Repeat("<a>", 1000)),
		"a long tag":   appleXML("<Record " + strings.Repeat(`a="b" `, longestTag) + "/>"),
		"a long value": appleXML(`<Record type="` + strings.Repeat("x", 1<<20) + `"/>`),
		"sources":      appleXML(sources...),
	} {
		if d := decode(t, data); d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, "hostile") {
			t.Errorf("%s: %s: %s", name, d.Status, d.Reason)
		}
	}
	long := appleXML(strings.Repeat(" ", 1<<20), aNight()[5])
	if d := accepted(t, long); d.Counts[kindHeartRate] != 1 {
		t.Errorf("a long text: %v", d.Counts)
	}
}

// A tag is the same wherever the reader's buffer ends.
func TestXMLTagsInPieces(t *testing.T) {
	data := appleXML(append(aNight(), "<!-- x > y -->", `<Record type="broken`, aNight()[5])...)
	read := func(x *xmlTags) (out []string) {
		for {
			tag, err := x.next()
			if err != nil {
				return append(out, fmt.Sprint(err, x.broken))
			}
			out = append(out, string(tag))
		}
	}
	want := read(newXMLTags(bytes.NewReader(data)))
	if len(want) < 20 || want[len(want)-1] != "EOF 1" {
		t.Errorf("%d tags, %s", len(want), want[len(want)-1])
	}
	if diff := cmp.Diff(want, read(newXMLTags(iotest.OneByteReader(bytes.NewReader(data))))); diff != "" {
		t.Error(diff)
	}
	ahead, closing := readAhead(iotest.HalfReader(bytes.NewReader(data)))
	defer closing()
	if diff := cmp.Diff(want, read(newXMLTags(ahead))); diff != "" {
		t.Error(diff)
	}
}

// What is read ahead is given back in order, and its reader is left alone once it is closed.
func TestReadAhead(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 3*aheadRoom/7)
	in, closing := readAhead(bytes.NewReader(data))
	var got bytes.Buffer
	if _, err := got.ReadFrom(in); err != nil || !bytes.Equal(got.Bytes(), data) {
		t.Errorf("%d bytes of %d: %v", got.Len(), len(data), err)
	}
	closing()
	_, closing = readAhead(iotest.ErrReader(errDamaged)) // never read
	closing()
	in, closing = readAhead(panics{})
	if _, err := in.Read(make([]byte, 1)); !isRejected(err) {
		t.Errorf("a reader that gives up: %v", err)
	}
	closing()
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("gives up") }
