package source

import (
	"testing"
	"time"

	"github.com/muktihari/fit/profile/typedef"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// day is a day of 25 hours (the clocks go back) over two UTC dates, with gaps in all series.
func day() synthetic.Day {
	d := synthetic.Day{Device: garmin(), Start: time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC), Offset: 7200, RestingHR: 51, Resting7d: 53}
	for i := range 25 * 60 {
		hr := uint8(50 + i%60)
		if i%100 == 7 {
			hr = 0
		}
		d.HR = append(d.HR, hr)
	}
	for i := range 25 * 20 {
		d.Stress, d.Battery, d.Breaths = append(d.Stress, int8(i%103)-2), append(d.Battery, int8(i%101)), append(d.Breaths, 12+float64(i%40)/10)
	}
	d.Breaths[9] = -2
	for range 25 {
		d.Steps = append(d.Steps, 400)
	}
	return d
}

func TestMonitoringDay(t *testing.T) {
	in := day()
	d := accepted(t, synthetic.Monitor(in))
	got := map[record.SampleKind][]record.Series{}
	for _, r := range d.records {
		if r.Offset == nil || *r.Offset != 7200 {
			t.Errorf("%v: offset %v", r.Date, r.Offset)
		}
		for _, s := range r.Samples {
			got[s.Kind] = append(got[s.Kind], s.Series)
		}
	}
	if len(d.records) != 2 || d.records[0].Date.String() != "2026-10-24" || d.records[1].Date.String() != "2026-10-25" {
		t.Fatalf("%d records", len(d.records))
	}
	at := 0
	for _, s := range got[record.HeartRate] {
		for i := range s.T {
			for in.HR[at] == 0 {
				at++
			}
			if want := in.Start.Add(time.Duration(at) * time.Minute); !s.At(i).Equal(want) || s.V[i] != int32(in.HR[at]) {
				t.Fatalf("%d bpm at %v, want %d at %v", s.V[i], s.At(i), in.HR[at], want)
			}
			at++
		}
	}
	if d.Counts[kindHeartRate] != 25*60-15 || at != len(in.HR) {
		t.Errorf("%d heart rates", d.Counts[kindHeartRate])
	}
	if want := 500 - 2*5; d.Counts[kindStress] != want || d.Counts[kindBattery] != 500 || d.Counts[kindResp] != 499 {
		t.Errorf("%v", d.Counts)
	}
	if s := got[record.Respiration][0]; s.V[0] != 1200 || s.V[1] != 1210 {
		t.Errorf("respiration %v", s.V[:2])
	}
	daily := d.records[1].Daily
	if len(daily) != 2 || daily[0].Kind != record.VendorRHR || daily[0].Value != 51 || daily[1].Kind != record.VendorRHR7d || daily[1].Value != 53 {
		t.Errorf("%+v", daily)
	}
}

func night() synthetic.Night {
	n := synthetic.Night{Device: garmin(), Start: time.Date(2026, 10, 24, 21, 30, 0, 0, time.UTC), Score: 81}
	for range 4 {
		n.Stages = append(n.Stages, []synthetic.Stage{
			{Length: 7 * time.Minute, Level: typedef.SleepLevelAwake},
			{Length: 61 * time.Minute, Level: typedef.SleepLevelLight},
			{Length: 23 * time.Minute, Level: typedef.SleepLevelDeep},
			{Length: 31 * time.Minute, Level: typedef.SleepLevelRem},
		}...)
	}
	return n
}

// A sleep level's time is the END of its stage; read as the begin, light sleep would be 23 min a cycle.
func TestStagesEndAtTheirTimes(t *testing.T) {
	in := night()
	r := accepted(t, synthetic.Sleep(in)).sole(t)
	s := r.Sleep[0]
	if !s.Start.Equal(in.Start) || !s.End.Equal(in.End()) || *s.Score != 81 || r.Date.String() != "2026-10-25" {
		t.Errorf("%v to %v on %v", s.Start, s.End, r.Date)
	}
	sum := map[record.StageKind]int{}
	for _, st := range s.Stages {
		sum[st.Kind] += (st.To - st.From) / 60
	}
	if sum[record.Awake] != 28 || sum[record.Light] != 244 || sum[record.Deep] != 92 || sum[record.REM] != 124 {
		t.Errorf("%v", sum)
	}
	if asleepMinutes(s) != in.Asleep().Minutes() {
		t.Errorf("asleep %v min", asleepMinutes(s))
	}
}

// A sleep file of a day awake is no night.
func TestASleepFileWithoutSleep(t *testing.T) {
	d := accepted(t, synthetic.Sleep(synthetic.Night{
		Device: garmin(), Start: time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC),
		Stages: []synthetic.Stage{{Length: 800 * time.Minute, Level: typedef.SleepLevelAwake}},
	}))
	if len(d.records) != 0 || d.Dropped[dropNoSleep] != 1 {
		t.Errorf("%d records, dropped %v", len(d.records), d.Dropped)
	}
}

func nightHRV() synthetic.NightHRV {
	n := night()
	h := synthetic.NightHRV{Device: garmin(), Start: n.Start, End: n.End(), Weekly: 58}
	for i := range 90 {
		ms := 40 + float64(i%16)*2.5
		if i%9 == 4 {
			ms = 0
		}
		h.Ms = append(h.Ms, ms)
	}
	return h
}

func TestHRVStatus(t *testing.T) {
	in := nightHRV()
	d := accepted(t, synthetic.HRVStatus(in))
	at := 0
	for _, r := range d.records {
		for _, s := range r.Samples {
			for i := range s.T {
				for in.Ms[at] == 0 {
					at++
				}
				if want := in.Start.Add(time.Duration(at+1) * 5 * time.Minute); !s.At(i).Equal(want) || s.V[i] != int32(in.Ms[at]*1000) {
					t.Fatalf("%d µs at %v, want %v ms at %v", s.V[i], s.At(i), in.Ms[at], want)
				}
				at++
			}
		}
	}
	if at != len(in.Ms) || d.Counts[kindHRV] != 81 {
		t.Errorf("%d values and the night's", d.Counts[kindHRV])
	}
	last := d.records[len(d.records)-1].HRV
	if len(last) != 1 || last[0].Kind != record.RMSSDAsleep || last[0].Ms != float64(int(in.Mean()*128+.5))/128 || !last[0].Time.Equal(in.End) {
		t.Errorf("%+v, want %v", last, in.Mean())
	}
}
