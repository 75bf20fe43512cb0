//go:build unix

package source

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// largeFile is a large file of one format, made as its maker writes it.
type largeFile struct {
	name   string
	format string                  // Source.Name
	kind   string                  // what the receipt counts of it,
	n      int                     // at least so many
	maps   func(data []byte) error // reads it into maps with the standard library
	data   func() []byte
}

func largeFiles() []largeFile {
	return []largeFile{
		{"Samsung CSV", "samsung_health", kindHeartRate, 50_000, csvMaps(',', 1), func() []byte { return largeSamsung(50_000) }},
		{"Samsung bins", "samsung_health", kindHeartRate, 100_000, jsonMaps, func() []byte { return largeBins(100_000) }},
		{"Takeout heart rates", fitbitFormat, kindHeartRate, 200_000, csvMaps(',', 0), func() []byte { return largeTakeout(200_000) }},
		{"Takeout legacy JSON", fitbitFormat, kindHeartRate, 50_000, jsonMaps, func() []byte { return largeLegacy(50_000) }},
		{"Google Health heart rates", "google_health", kindHeartRate, 20_000, jsonMaps, func() []byte { return largeGoogle(20_000) }},
		{"Google Health nights", "google_health", kindSleep, 1000, jsonMaps, func() []byte { return largeGoogleNights(1000) }},
		{"Health Auto Export", "health_auto_export", kindHeartRate, 50_000, jsonMaps, func() []byte { return largeHAE(50_000, 30) }},
		{"HC Webhook", "hc_webhook", kindHeartRate, 25_000, jsonMaps, func() []byte { return largeHook(25_000) }},
		{"Oura API nights", "oura", kindSleep, 1000, jsonMaps, func() []byte { return largeOura(1000) }},
		{"Oura API heart rates", "oura", kindHeartRate, 50_000, jsonMaps, func() []byte { return largeOuraRates(50_000) }},
		{"Oura CSV nights", "oura", kindSleep, 1000, cellMaps(';'), func() []byte { return largeOuraTable(1000) }},
		{"WHOOP API", "whoop", kindSleep, 5000, jsonMaps, func() []byte { return largeWhoop(5000) }},
		{"WHOOP CSV", "whoop", kindSleep, 10_000, csvMaps(',', 0), func() []byte { return largeWhoopTable(10_000) }},
		{"Withings API states", "withings", kindHeartRate, 20_000, jsonMaps, func() []byte { return largeWithings(10_000) }},
		{"Withings API measures", "withings", kindWeight, 10_000, jsonMaps, func() []byte { return largeMeasures(10_000) }},
		{"Garmin sleepData", "garmin_account", kindSleep, 5000, jsonMaps, func() []byte { return largeGarminNights(5000) }},
		{"Garmin UDSFile", "garmin_account", kindSteps, 5000, jsonMaps, func() []byte { return largeGarminDays(5000) }},
		{"Garmin Connect heart rates", "garmin_connect", kindHeartRate, 70_000, jsonMaps, func() []byte { return largeConnectRates(100) }},
		{"Garmin Connect nights", "garmin_connect", kindSleep, 200, jsonMaps, func() []byte { return largeConnectNights(200) }},
		{"Mi Fitness", "mi_fitness", kindHeartRate, 50_000, cellMaps(','), func() []byte { return largeMi(50_000) }},
		{"Zepp heart rates", "zepp", kindHeartRate, 200_000, csvMaps(',', 0), func() []byte { return largeZepp(200_000) }},
		{"Polar 247ohr", "polar_flow", kindHeartRate, 80_000, jsonMaps, func() []byte { return largePolar(300) }},
		{"Polar nights", "polar_flow", kindSleep, 1000, jsonMaps, func() []byte { return largePolarNights(1000) }},
		{"Intervals.icu wellness", "intervals_icu", kindRHR, 10_000, jsonMaps, func() []byte { return largeWellness(10_000) }},
		{"Hevy CSV", "hevy", kindSets, 30_000, csvMaps(',', 0), func() []byte { return largeHevy(30_000) }},
		{"Strong CSV", "strong", kindSets, 30_000, csvMaps(',', 0), func() []byte { return largeStrong(30_000) }},
		{"open JSON lines", "open", kindHeartRate, 50_000, lineMaps, func() []byte { return largeOpen(50_000) }},
		{"open CSV", "open", kindHeartRate, 50_000, csvMaps(',', 0), func() []byte { return largeOpenTable(50_000) }},
	}
}

// joined puts many items between two texts, with commas between them or, of rows, nothing.
func joined(before, between, behind string, n int, item func(b *bytes.Buffer, i int)) []byte {
	var b bytes.Buffer
	b.WriteString(before)
	for i := range n {
		if i > 0 {
			b.WriteString(between)
		}
		item(&b, i)
	}
	b.WriteString(behind)
	return b.Bytes()
}

// evening is 22:00 UTC of a day counted from the first of 2001.
func evening(i int) time.Time { return time.Date(2001, 1, 1+i, 22, 0, 0, 0, time.UTC) }

// moment is one of many instants 5 s apart.
func moment(i int) time.Time {
	return time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 5 * time.Second)
}

// largeSamsung is a table of heart rates, as wide as Samsung's.
func largeSamsung(n int) []byte {
	const p = "com.samsung.health.heart_rate."
	header := "source,tag_id," + p + "create_sh_ver," + p + "heart_beat_count," + p + "start_time," + p + "custom," + p + "modify_sh_ver," + p + "update_time," + p + "create_time," +
		p + "max," + p + "min," + p + "time_offset," + p + "deviceuuid," + p + "comment," + p + "pkg_name," + p + "end_time," + p + "datauuid," + p + "heart_rate," + p + "binning_data"
	return joined("com.samsung.shealth.tracker.heart_rate,7006003,19\n"+header+"\n", "", "", n, func(b *bytes.Buffer, i int) {
		s := time.Date(2020, 1, 1, 0, 10*i, 0, 0, time.UTC).Format("2006-01-02 15:04:05.000")
		fmt.Fprintf(b, ",21313,,1,%s,,,%s,%s,%d.0,%d.0,UTC+0200,AbCdEf1234,,com.sec.android.app.shealth,%s,%08x-b53f-4e0c-9a0c-0123456789ab,%d.0,,\n",
			s, s, s, 60+i%40, 50+i%40, s, i, 55+i%40)
	})
}

func largeBins(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		at := 1577836800000 + int64(i)*60000
		fmt.Fprintf(b, `{"heart_rate":%d.0,"heart_rate_max":%d.0,"heart_rate_min":%d.0,"start_time":%d,"end_time":%d}`, 55+i%40, 60+i%40, 50+i%40, at, at+59000)
	})
}

func largeTakeout(n int) []byte {
	return joined("timestamp,beats per minute,data source\n", "", "", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "%s,%d.0,Charge 6\n", moment(i).Format(time.RFC3339), 50+i%90)
	})
}

func largeLegacy(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"dateTime" : "%s", "value" : {"bpm" : %d, "confidence" : 3}}`, moment(i).Format("01/02/06 15:04:05"), 50+i%90)
	})
}

func largeGoogle(n int) []byte {
	return joined(`{"dataPoints":[`, ",", `],"nextPageToken":""}`, n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"name":"users/1/dataTypes/heart-rate/dataPoints/%d","dataSource":{"recordingMethod":"PASSIVELY_MEASURED","device":{"displayName":"Charge 6"},"platform":"FITBIT"},`+
			`"heartRate":{"sampleTime":{"physicalTime":%q,"utcOffset":"7200s"},"beatsPerMinute":"%d"}}`, i, moment(i).Format(time.RFC3339), 50+i%90)
	})
}

func largeGoogleNights(n int) []byte {
	return joined(`{"dataPoints":[`, ",", `]}`, n, func(b *bytes.Buffer, i int) {
		at := func(minutes int) string {
			return evening(i).Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339)
		}
		stages := joined("", ",", "", 16, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"startTime":%q,"startUtcOffset":"7200s","endTime":%q,"endUtcOffset":"7200s","type":%q}`,
				at(30*k), at(30*k+30), []string{"LIGHT", "DEEP", "LIGHT", "REM"}[k%4])
		})
		fmt.Fprintf(b, `{"name":"users/1/dataTypes/sleep/dataPoints/%d","dataSource":{"recordingMethod":"DERIVED","device":{"displayName":"Charge 6"},"platform":"FITBIT"},`+
			`"sleep":{"interval":{"startTime":%q,"startUtcOffset":"7200s","endTime":%q,"endUtcOffset":"7200s"},"type":"STAGES","stages":[%s],`+
			`"metadata":{"stagesStatus":"SUCCEEDED","processed":true},"summary":{"minutesInSleepPeriod":"480","minutesAsleep":"440","minutesAwake":"40"}}}`,
			i, at(0), at(480), stages)
	})
}

// largeHAE is a post of heart rates and of nights.
func largeHAE(rates, nights int) []byte {
	list := joined("", ",", "", rates, func(b *bytes.Buffer, i int) {
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.FixedZone("", 3600)).Format("2006-01-02 15:04:05 -0700")
		fmt.Fprintf(b, `{"date":"%s","Min":%d,"Avg":%d,"Max":%d,%s}`, at, 50+i*7%60, 50+i*7%60, 50+i*7%60, haeWatch)
	})
	return []byte(`{"data":{"metrics":[{"name":"heart_rate","units":"bpm","data":[` + string(list) + `]},{` + haeSleep + `[` +
		strings.TrimSuffix(strings.Repeat(haeTotals+",", nights), ",") + `]}]}}`)
}

// largeHook is a post of as many heart rates as the app sends at most.
func largeHook(n int) []byte {
	return hookPost(string(joined(`"heart_rate": [`, ",", "]", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"bpm":%d,"time":"%s","metadata":{"data_origin":"com.sec.android.app.shealth","recording_method":2}}`, 50+i%40, moment(i).Format(time.RFC3339))
	})))
}
