//go:build unix

package source

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// ouraDocument is a night with all that Oura says of one; it calls each for every field, with its value as JSON.
func ouraDocument(i int, each func(name, value string)) {
	start := evening(i)
	text := func(t time.Time) string { return `"` + t.Format(time.RFC3339) + `"` }
	series := func(items string) string {
		return `{"interval":300.0,"items":[` + items + `],"timestamp":` + text(start) + `}`
	}
	for _, f := range [][2]string{
		{"id", fmt.Sprintf(`"n%d"`, i)},
		{"average_breath", "14.3"},
		{"average_heart_rate", "55.0"},
		{"average_hrv", "61"},
		{"awake_time", "1200"},
		{"bedtime_end", text(start.Add(8 * time.Hour))},
		{"bedtime_start", text(start)},
		{"day", start.AddDate(0, 0, 1).Format(`"2006-01-02"`)},
		{"deep_sleep_duration", "6300"},
		{"efficiency", "93"},
		{"heart_rate", series(strings.Repeat("54.0,", 95) + "55.0")},
		{"hrv", series("null," + strings.Repeat("61,", 94) + "62")},
		{"latency", "300"},
		{"light_sleep_duration", "15000"},
		{"lowest_heart_rate", "51"},
		{"movement_30_sec", `"` + strings.Repeat("12", 480) + `"`},
		{"period", "0"},
		{"readiness", `{"contributors":{"hrv_balance":80},"score":75}`},
		{"rem_sleep_duration", "6300"},
		{"sleep_phase_5_min", `"` + strings.Repeat("422221111222233342222333", 4) + `"`},
		{"time_in_bed", "28800"},
		{"total_sleep_duration", "27600"},
		{"type", `"long_sleep"`},
	} {
		each(f[0], f[1])
	}
}

func largeOura(n int) []byte {
	return joined(`{"data":[`, ",", `],"next_token":null}`, n, func(b *bytes.Buffer, i int) {
		sign := byte('{')
		ouraDocument(i, func(name, value string) {
			b.WriteByte(sign)
			fmt.Fprintf(b, "%q:%s", name, value)
			sign = ','
		})
		b.WriteByte('}')
	})
}

// largeOuraTable is the same as a table, in which what is nested stands in a cell.
func largeOuraTable(n int) []byte {
	var names []string
	ouraDocument(0, func(name, _ string) { names = append(names, name) })
	return joined(strings.Join(names, ";")+"\n", "\n", "\n", n, func(b *bytes.Buffer, i int) {
		first := true
		ouraDocument(i, func(_, value string) {
			if !first {
				b.WriteByte(';')
			}
			first = false
			if value[0] == '{' {
				value = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
			} else {
				value = strings.Trim(value, `"`)
			}
			b.WriteString(value)
		})
	})
}

func largeOuraRates(n int) []byte {
	return joined(`{"data":[`, ",", `],"next_token":null}`, n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"bpm":%d,"source":"awake","timestamp":%q}`, 50+i%90, moment(i).Format("2006-01-02T15:04:05-07:00"))
	})
}

func largeWhoop(n int) []byte {
	return joined(`{"records":[`, ",", `],"next_token":""}`, n, func(b *bytes.Buffer, i int) {
		text := func(hours int) string {
			return evening(i).Add(time.Duration(hours) * time.Hour).Format("2006-01-02T15:04:05.000Z")
		}
		fmt.Fprintf(b, `{"id":"56856776-6650-575e-a215-%012d","cycle_id":%d,"v1_id":null,"user_id":10129,"created_at":%q,"updated_at":%q,"start":%q,"end":%q,`+
			`"timezone_offset":"+02:00","nap":false,"score_state":"SCORED","score":{"stage_summary":{"total_in_bed_time_milli":28800000,"total_awake_time_milli":1200000,`+
			`"total_no_data_time_milli":0,"total_light_sleep_time_milli":15000000,"total_slow_wave_sleep_time_milli":6300000,"total_rem_sleep_time_milli":6300000,`+
			`"sleep_cycle_count":4,"disturbance_count":8},"sleep_needed":{"baseline_milli":27395716,"need_from_sleep_debt_milli":352230,`+
			`"need_from_recent_strain_milli":208595,"need_from_recent_nap_milli":0},"respiratory_rate":16.11,"sleep_performance_percentage":98.0,`+
			`"sleep_consistency_percentage":90.0,"sleep_efficiency_percentage":91.69533848}}`, i, i, text(8), text(8), text(0), text(8))
	})
}

func largeWhoopTable(n int) []byte {
	const header = "Cycle start time,Cycle end time,Cycle timezone,Sleep onset,Wake onset,Sleep performance %,Respiratory rate (rpm),Asleep duration (min)," +
		"In bed duration (min),Light sleep duration (min),Deep (SWS) duration (min),REM duration (min),Awake duration (min),Sleep need (min),Sleep debt (min)," +
		"Sleep efficiency %,Sleep consistency %,Nap\n"
	return joined(header, "", "", n, func(b *bytes.Buffer, i int) {
		start, end := evening(i).Format(time.DateTime), evening(i).Add(8*time.Hour).Format(time.DateTime)
		fmt.Fprintf(b, "%s,%s,UTC+02:00,%s,%s,80,14.4,495,495,300,95,100,0,510,45,100,70,false\n", start, end, start, end)
	})
}

func largeWithings(n int) []byte {
	return joined(`{"status":0,"body":{"series":[`, ",", `],"model":32}}`, n, func(b *bytes.Buffer, i int) {
		at := 1618691453 + 120*i
		fmt.Fprintf(b, `{"startdate":%d,"state":%d,"enddate":%d,"model":"Aura Sensor V2","hr":{"%d":70,"%d":71},"rr":{"%d":15,"%d":15},"snoring":{"%d":0,"%d":0},`+
			`"hash_deviceid":"201d0b9a0556d6b755166b2cf8d22d3bdf0487ee","model_id":63}`, at, i/15%4, at+120, at, at+60, at, at+60, at, at+60)
	})
}

func largeMeasures(n int) []byte {
	return joined(`{"status":0,"body":{"updatetime":1620237216,"timezone":"Europe/Paris","measuregrps":[`, ",", `]}}`, n, func(b *bytes.Buffer, i int) {
		at := 1020237216 + 50_000*i
		fmt.Fprintf(b, `{"grpid":%d,"attrib":0,"date":%d,"created":%d,"modified":%d,"category":1,"deviceid":null,"hash_deviceid":null,"measures":[`+
			`{"value":%d,"type":1,"unit":-3,"algo":0,"fm":131,"apppfmid":7,"appliver":5050021},{"value":1600,"type":4,"unit":-3,"algo":0,"fm":128}],`+
			`"modelid":null,"model":null,"comment":null}`, i, at, at, at, 70000+i%1000)
	})
}

func largeGarminNights(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		start, end := evening(i).Format("2006-01-02T15:04:05.0"), evening(i).Add(8*time.Hour)
		fmt.Fprintf(b, `{"sleepStartTimestampGMT":%q,"sleepEndTimestampGMT":%q,"calendarDate":%q,"sleepWindowConfirmationType":"ENHANCED_CONFIRMED_FINAL",`+
			`"deepSleepSeconds":6300,"lightSleepSeconds":14400,"remSleepSeconds":6000,"awakeSleepSeconds":2100,"unmeasurableSeconds":0,"averageRespiration":14.3,`+
			`"lowestRespiration":12.3,"highestRespiration":17.3,"retro":false,"awakeCount":1,"avgSleepStress":18.0,"restlessMomentCount":30,"sleepScores":{`+
			`"overallScore":80,"qualityScore":78,"durationScore":82,"recoveryScore":77,"deepScore":80,"remScore":80,"lightScore":80,"awakeningsCountScore":90,`+
			`"awakeTimeScore":90,"combinedAwakeScore":90,"restfulnessScore":70,"interruptionsScore":80,"feedback":"POSITIVE_DEEP","insight":"NONE"},`+
			`"spo2SleepSummary":{"userProfilePk":1,"deviceId":1,"sleepMeasurementStartGMT":%q,"sleepMeasurementEndGMT":%q,"averageSPO2":96.0,"averageHR":55.0,`+
			`"lowestSPO2":90},"napList":[]}`,
			start, end.Format("2006-01-02T15:04:05.0"), end.Format(time.DateOnly), start, end.Format("2006-01-02T15:04:05.0"))
	})
}

func largeGarminDays(n int) []byte {
	stress := string(joined(`"allDayStress":{"userProfilePK":1,"aggregatorList":[`, ",", "]}", 3, func(b *bytes.Buffer, k int) {
		fmt.Fprintf(b, `{"type":%q,"averageStressLevel":30,"maxStressLevel":90,"restDuration":30000,"lowDuration":20000,"mediumDuration":5000,"highDuration":600,"stressDuration":25600}`,
			[]string{"TOTAL", "AWAKE", "ASLEEP"}[k])
	}))
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		day := func(days, hours int) string {
			return evening(i + days).Add(time.Duration(hours) * time.Hour).Format("2006-01-02T15:04:05.0")
		}
		fmt.Fprintf(b, `{"userProfilePK":1,"calendarDate":%q,"uuid":{"uuid":"c3bf7765-2c59-53a4-a141-9d4b561a28a6"},"durationInMilliseconds":86400000,"totalSteps":9432,`+
			`"totalKilocalories":2200.0,"activeKilocalories":500.0,"wellnessStartTimeGmt":%q,"wellnessEndTimeGmt":%q,"wellnessStartTimeLocal":%q,"wellnessEndTimeLocal":%q,`+
			`"minHeartRate":51,"maxHeartRate":150,"restingHeartRate":51,"currentDayRestingHeartRate":51,"restingHeartRateTimestamp":1790028000000,`+
			`"includesWellnessData":true,"includesActivityData":false,%s}`,
			evening(i+1).Format(time.DateOnly), day(0, 0), day(1, 0), day(0, 2), day(1, 2), stress)
	})
}
