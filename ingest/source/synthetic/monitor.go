package synthetic

import (
	"math"
	"time"

	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"
)

// Day is what a monitoring file is made from.
type Day struct {
	Device    Device
	Start     time.Time // a full minute
	Offset    int       // s east of UTC that the watch states; a multiple of 900
	HR        []uint8   // bpm each minute from Start; 0 off the wrist
	Stress    []int8    // 0..100 each three minutes from Start; -1 and -2 not measured
	Battery   []int8    // body battery 0..100, beside Stress; may be empty
	Breaths   []float64 // per minute, each three minutes from Start; -1, -2, -3 not measured; may be empty
	Steps     []int     // in each hour from Start; may be empty
	RestingHR uint8     // bpm, of the day alone; 0 none
	Resting7d uint8     // bpm, mean of seven days; 0 none
}

// stressStep is how often a watch writes stress, in minutes.
const stressStep = 3

// Monitor writes a monitoring file (type 32): the local time, a heart rate each minute with the low 16 bits of its time only, stress,
// respiration, steps with a full time each hour, resting heart rate at the end.
func Monitor(d Day) []byte {
	f := newFit(d.Device, typedef.FileMonitoringB, d.Start)
	f.put(mesg(typedef.MesgNumMonitoringInfo, fieldTimestamp, tU32, 0, tU32, 5, tU16),
		fitTime(d.Start), proto.Uint32(fitSeconds(d.Start)+uint32(int32(d.Offset))), proto.Uint16(1500))
	heart := mesg(typedef.MesgNumMonitoring, 26, tU16, 27, tU8)
	steps := mesg(typedef.MesgNumMonitoring, fieldTimestamp, tU32, 3, tU32, 5, tEnum)
	stress := mesg(typedef.MesgNumStressLevel, 0, tS16, 1, tU32)
	battery := mesg(typedef.MesgNumStressLevel, 0, tS16, 1, tU32, 3, tS8) // field 3 is not in the public profile
	breath := mesg(typedef.MesgNumRespirationRate, fieldTimestamp, tU32, 0, tS16)
	walked := 0
	for i, hr := range d.HR {
		at := d.Start.Add(time.Duration(i) * time.Minute)
		if h := i / 60; i%60 == 0 && h < len(d.Steps) {
			walked += d.Steps[h]
			f.put(steps, fitTime(at), proto.Uint32(uint32(walked)*2), proto.Uint8(uint8(typedef.ActivityTypeWalking)))
		}
		f.put(heart, proto.Uint16(uint16(fitSeconds(at))), proto.Uint8(hr))
		if i%stressStep != 0 {
			continue
		}
		k := i / stressStep
		switch {
		case k >= len(d.Stress):
		case k < len(d.Battery):
			f.put(battery, proto.Int16(int16(d.Stress[k])), fitTime(at), proto.Int8(d.Battery[k]))
		default:
			f.put(stress, proto.Int16(int16(d.Stress[k])), fitTime(at))
		}
		if k < len(d.Breaths) {
			f.put(breath, fitTime(at), proto.Int16(int16(math.Round(d.Breaths[k]*100))))
		}
	}
	if d.RestingHR > 0 {
		f.put(mesg(typedef.MesgNumMonitoringHrData, fieldTimestamp, tU32, 0, tU8, 1, tU8),
			fitTime(d.end()), proto.Uint8(d.Resting7d), proto.Uint8(d.RestingHR))
	}
	return f.bytes()
}

func (d *Day) end() time.Time { return d.Start.Add(time.Duration(len(d.HR)) * time.Minute) }

// Night is what a sleep file is made from.
type Night struct {
	Device Device
	Start  time.Time // the begin of the time in bed
	Stages []Stage   // one after the other from Start; the last ends the time in bed
	Score  uint8     // the vendor's 1..100; 0 none
}

// Stage is a stretch of sleep of one kind.
type Stage struct {
	Length time.Duration
	Level  typedef.SleepLevel
}

// End is the end of the time in bed.
func (n *Night) End() time.Time {
	t := n.Start
	for _, s := range n.Stages {
		t = t.Add(s.Length)
	}
	return t
}

// Asleep is the total sleep time.
func (n *Night) Asleep() time.Duration {
	var sum time.Duration
	for _, s := range n.Stages {
		switch s.Level {
		case typedef.SleepLevelLight, typedef.SleepLevelDeep, typedef.SleepLevelRem:
			sum += s.Length
		}
	}
	return sum
}

// Sleep writes a sleep file (type 49): event 74, which is not in the public profile, at the begin and the end of the time in bed; a
// sleep_level at the END of each stage; the assessment.
func Sleep(n Night) []byte {
	const fileSleep, eventSleep, start, stop = 49, 74, 0, 1
	f := newFit(n.Device, typedef.File(fileSleep), n.End())
	event := mesg(typedef.MesgNumEvent, fieldTimestamp, tU32, 0, tEnum, 1, tEnum)
	level := mesg(typedef.MesgNumSleepLevel, fieldTimestamp, tU32, 0, tEnum)
	f.put(event, fitTime(n.Start), proto.Uint8(eventSleep), proto.Uint8(start))
	t := n.Start
	for _, s := range n.Stages {
		t = t.Add(s.Length)
		f.put(level, fitTime(t), proto.Uint8(uint8(s.Level)))
	}
	f.put(event, fitTime(t), proto.Uint8(eventSleep), proto.Uint8(stop))
	if n.Score > 0 {
		f.put(mesg(typedef.MesgNumSleepAssessment, 6, tU8), proto.Uint8(n.Score))
	}
	return f.bytes()
}

// NightHRV is what an HRV status file is made from.
type NightHRV struct {
	Device Device
	Start  time.Time // of the first five minutes
	End    time.Time // of the night, when the summary is written
	Ms     []float64 // rMSSD of each five minutes; 0 where the watch could not measure
	Weekly float64   // ms, mean of seven nights; 0 none
}

// Mean is the night's average, 0 without any value.
func (n *NightHRV) Mean() float64 {
	sum, k := 0.0, 0
	for _, v := range n.Ms {
		if v > 0 {
			sum, k = sum+v, k+1
		}
	}
	if k == 0 {
		return 0
	}
	return sum / float64(k)
}

// HRVStatus writes an HRV status file (type 68): a value for each five minutes, and the night's summary.
func HRVStatus(n NightHRV) []byte {
	const fileHRV, scale = 68, 128 // 1/128 ms
	f := newFit(n.Device, typedef.File(fileHRV), n.End)
	value := mesg(typedef.MesgNumHrvValue, fieldTimestamp, tU32, 0, tU16)
	high, weekly := 0.0, uint16(invalid16)
	if n.Weekly > 0 {
		weekly = uint16(math.Round(n.Weekly * scale))
	}
	for i, ms := range n.Ms {
		raw := uint16(invalid16)
		if ms > 0 {
			raw = uint16(math.Round(ms * scale))
		}
		high = max(high, ms)
		f.put(value, fitTime(n.Start.Add(time.Duration(i+1)*5*time.Minute)), proto.Uint16(raw))
	}
	if mean := n.Mean(); mean > 0 {
		f.put(mesg(typedef.MesgNumHrvStatusSummary, fieldTimestamp, tU32, 0, tU16, 1, tU16, 2, tU16), fitTime(n.End),
			proto.Uint16(weekly), proto.Uint16(uint16(math.Round(mean*scale))), proto.Uint16(uint16(math.Round(high*scale))))
	}
	return f.bytes()
}
