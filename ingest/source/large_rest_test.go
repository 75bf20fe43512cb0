//go:build unix

package source

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// largeConnectRates are days with a heart rate each two minutes.
func largeConnectRates(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		from := evening(i).UnixMilli()
		rows := joined("", ",", "", 720, func(b *bytes.Buffer, k int) { fmt.Fprintf(b, "[%d,%d]", from+int64(k)*120_000, 50+k%60) })
		fmt.Fprintf(b, `{"userProfilePK":1,"calendarDate":%q,"startTimestampGMT":%q,"maxHeartRate":150,"minHeartRate":50,"restingHeartRate":51,`+
			`"lastSevenDaysAvgRestingHeartRate":52,"heartRateValueDescriptors":[{"key":"timestamp","index":0},{"key":"heartrate","index":1}],"heartRateValues":[%s]}`,
			evening(i+1).Format(time.DateOnly), evening(i).Format("2006-01-02T15:04:05.0"), rows)
	})
}

func largeConnectNights(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		gmt := func(k int) string {
			return evening(i).Add(time.Duration(k) * 5 * time.Minute).Format("2006-01-02T15:04:05.0")
		}
		levels := joined("", ",", "", 24, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"startGMT":%q,"endGMT":%q,"activityLevel":%d.0}`, gmt(4*k), gmt(4*k+4), k%4)
		})
		rates := joined("", ",", "", 240, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"value":%d,"startGMT":%d}`, 50+k%20, evening(i).UnixMilli()+int64(k)*120_000)
		})
		hrv := joined("", ",", "", 96, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"value":%d.0,"startGMT":%d}`, 50+k%20, evening(i).UnixMilli()+int64(k)*300_000)
		})
		fmt.Fprintf(b, `{"dailySleepDTO":{"id":%d,"userProfilePK":1,"calendarDate":%q,"sleepTimeSeconds":26700,"napTimeSeconds":0,"sleepWindowConfirmed":true,`+
			`"sleepStartTimestampGMT":%d,"sleepEndTimestampGMT":%d,"sleepStartTimestampLocal":%d,"sleepEndTimestampLocal":%d,"deepSleepSeconds":6300,"lightSleepSeconds":14400,`+
			`"remSleepSeconds":6000,"awakeSleepSeconds":2100},"sleepLevels":[%s],"sleepHeartRate":[%s],"hrvData":[%s],"avgOvernightHrv":61.0,"restingHeartRate":51}`,
			i, evening(i+1).Format(time.DateOnly), evening(i).UnixMilli(), evening(i).UnixMilli()+28_800_000, evening(i).UnixMilli()+7_200_000,
			evening(i).UnixMilli()+36_000_000, levels, rates, hrv)
	})
}

func largeMi(n int) []byte {
	return joined(miHead, "", "", n, func(b *bytes.Buffer, i int) {
		at := strconv.FormatInt(moment(i).Unix(), 10)
		b.WriteString(miRow("1000000001", "band", "heart_rate", at, fmt.Sprintf(`{"bpm": %d, "time": %s}`, 50+i%90, at), at))
	})
}

func largeZepp(n int) []byte {
	return joined("date,time,heartRate\n", "", "", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "%s,%d\n", evening(0).Add(time.Duration(i)*time.Minute).Format("2006-01-02,15:04"), 50+i%90)
	})
}

// largePolar are days with a heart rate each five minutes.
func largePolar(n int) []byte {
	return joined(`{"deviceDays": [`, ", ", "]}", n, func(b *bytes.Buffer, i int) {
		samples := joined("", ", ", "", 288, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"heartRate": %d, "secondsFromDayStart": %d, "source": "OPTICAL"}`, 50+k%60, 300*k)
		})
		fmt.Fprintf(b, `{"userId": 1, "deviceId": "ABC", "date": %q, "samples": [%s]}`, evening(i).Format(time.DateOnly), samples)
	})
}

func largePolarNights(n int) []byte {
	return joined("[", ", ", "]", n, func(b *bytes.Buffer, i int) {
		changes := joined("", ", ", "", 24, func(b *bytes.Buffer, k int) {
			fmt.Fprintf(b, `{"offsetFromStart": "PT%dS", "state": %q}`, 1200*k, []string{"NONREM2", "NONREM3", "REM", "WAKE"}[k%4])
		})
		fmt.Fprintf(b, `{"night": %q, "evaluation": {"sleepType": "SLEEP_PLUS_STAGES", "sleepSpan": "PT28800S", "asleepDuration": "PT26700S", "age": 31.0, `+
			`"analysis": {"efficiencyPercent": 98.9, "continuityIndex": 3.1, "continuityClass": 3, "feedback": 0}, "interruptions": {"totalDuration": "PT300S", `+
			`"longDuration": "PT300S", "shortDuration": "PT0S", "totalCount": 2, "longCount": 2, "shortCount": 0}, "phaseDurations": {"wake": "PT300S", "rem": "PT6000S", `+
			`"light": "PT14400S", "deep": "PT6300S", "unknown": "PT0S", "remPercentage": 20.0, "deepPercentage": 20.0}}, "sleepResult": {"hypnogram": {"sleepStart": %q, `+
			`"sleepEnd": %q, "sleepStartOffset": 0, "sleepEndOffset": 0, "rating": "NOT_GIVEN", "sleepGoal": "PT8H", "birthday": "1995-04-02", "deviceId": "ABC", `+
			`"batteryRanOut": false, "alarmSnoozeTimes": [], "sleepStateChanges": [%s]}}}`,
			evening(i+1).Format(time.DateOnly), evening(i).Format("2006-01-02T15:04:05.000-07:00"), evening(i).Add(8*time.Hour).Format("2006-01-02T15:04:05.000-07:00"), changes)
	})
}

func largeWellness(n int) []byte {
	return joined("[", ",", "]", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"id":%q,"updated":%q,"weight":70.5,"restingHR":51,"hrv":61.0,"hrvSDNN":74.0,"sleepSecs":26700,"sleepScore":80.0,"sleepQuality":2,"avgSleepingHR":55.0,`+
			`"soreness":null,"fatigue":2,"stress":null,"mood":null,"motivation":null,"spO2":96.0,"respiration":14.3,"steps":9432,"menstrualPhase":null,"ctl":40.1,"atl":45.0,`+
			`"rampRate":1.0,"locked":null,"comments":null}`, evening(i).Format(time.DateOnly), evening(i).Format("2006-01-02T15:04:05.000-0700"))
	})
}

func largeHevy(n int) []byte {
	return joined(`"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index","set_type","weight_kg","reps",`+
		`"distance_km","duration_seconds","rpe"`+"\n", "", "", n, func(b *bytes.Buffer, i int) {
		day := evening(i / 20)
		fmt.Fprintf(b, `"Glutes",%q,%q,"","Hip Thrust (Barbell)","","",%d,"normal",100,8,"","",8.0`+"\n",
			day.Format("2 Jan 2006, 15:04"), day.Add(time.Hour).Format("2 Jan 2006, 15:04"), i%20)
	})
}

func largeStrong(n int) []byte {
	return joined("Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n", "", "", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "%s,Glutes,1h,Hip Thrust (Barbell),%d,100.0,8,0,0,,,8.0\n", evening(i/20).Format(time.DateTime), 1+i%20)
	})
}

func largeOpen(n int) []byte {
	return joined("", "\n", "\n", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, `{"hvilepuls":"heart_rate","time":%q,"bpm":%d}`, moment(i).Format(time.RFC3339), 50+i%90)
	})
}

func largeOpenTable(n int) []byte {
	return joined("hvilepuls,time,bpm,date,count\n", "", "", n, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "heart_rate,%s,%d,,\n", moment(i).Format(time.RFC3339), 50+i%90)
	})
}
