package source

import (
	"sort"
	"time"

	"github.com/muktihari/fit/proto"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// wellness is what the all-day, sleep and HRV files say. Times are FIT seconds.
type wellness struct {
	out       *Report
	last      uint32 // last full timestamp, on which the 16-bit ones build
	offset    *int   // s east of UTC, from monitoring_info
	hr        allDay // bpm
	stress    allDay // 0..100
	battery   allDay // 0..100
	resp      allDay // 0.01/min
	spo2      allDay // percent
	hrvValues allDay // µs
	sleep     []sleepMark
	score     *float64
	hrv       []record.HRV
	daily     []record.Daily
}

// sleepMark is a stage's end, or the begin or end of the time in bed.
type sleepMark struct {
	t     uint32
	order int // of marks at the same second: start, then stages, then stop
	level uint8
}

// on takes one message. Numbers and scales: FIT profile 21.212.
func (w *wellness) on(m *proto.Message) {
	switch m.Num {
	case mesgMonitoringInfo:
		w.info(m)
	case mesgMonitoring:
		w.monitoring(m)
	case mesgMonitoringHR:
		w.resting(m)
	case mesgStress:
		if t := when(m, 1); t != 0 {
			w.sample(&w.stress, t, m, 0, 0, 100, 1)
			w.sample(&w.battery, t, m, 3, 0, 100, 1)
		}
	case mesgRespiration: // -1, -2, -3 (x100): off wrist, too much motion, invalid
		w.sample(&w.resp, when(m, timestampField), m, 0, 400, 6000, 1)
	case mesgSpO2:
		w.sample(&w.spo2, when(m, timestampField), m, 0, 50, 100, 1)
	case mesgEvent:
		w.event(m)
	case mesgSleepLevel:
		if v, ok := number(m, 0); ok {
			w.sleep = append(w.sleep, sleepMark{when(m, timestampField), 1, uint8(v)})
		}
	case mesgSleepScore:
		if v, ok := number(m, 6); ok && v <= 100 {
			f := float64(v)
			w.score = &f
		}
	case mesgHRVValue: // ms x 128
		if v, ok := number(m, 0); ok && v > 0 && w.person(v <= mostRMSSD*128) {
			w.place(&w.hrvValues, when(m, timestampField), int32(v*1000/128))
		}
	case mesgHRVSummary:
		t := when(m, timestampField)
		if v, ok := number(m, 1); ok && v > 0 && w.person(v <= mostRMSSD*128) && w.inTime(t) {
			w.hrv = append(w.hrv, record.HRV{Time: fitTime(t), Kind: record.RMSSDAsleep, Ms: float64(v) / 128})
		}
	case mesgWeight: // kg x 100; 65534: being computed
		if v, ok := number(m, 0); ok && v > 0 && v < 65534 && w.person(v >= leastKg*100 && v <= mostKg*100) {
			if t := when(m, timestampField); w.inTime(t) {
				w.daily = append(w.daily, record.Daily{Time: fitTime(t), Kind: record.BodyWeight, Value: float64(v) / 100})
			}
		}
	case mesgZonesTarget:
		w.profile(m)
	}
}

func (w *wellness) inTime(t uint32) bool {
	if !validFIT(t) {
		w.out.drop(dropTime, 1)
		return false
	}
	return true
}

func (w *wellness) place(to *allDay, t uint32, v int32) {
	if w.inTime(t) {
		to.add(t, v)
	}
}

// sample takes a field within lo..hi; anything else is the watch's way to say that it did not measure.
func (w *wellness) sample(to *allDay, t uint32, m *proto.Message, field byte, lo, hi, scale int64) {
	v, ok := number(m, field)
	if !ok {
		return
	}
	if v < lo || v > hi {
		w.out.drop(dropUnworn, 1)
		return
	}
	w.place(to, t, int32(v*scale))
}

func (w *wellness) info(m *proto.Message) {
	t := when(m, timestampField)
	if t == 0 {
		return
	}
	w.last = t
	if local, ok := number(m, 0); ok && w.offset == nil {
		w.offset = trustedOffset(local, int64(t))
	}
}

// monitoring expands the 16-bit timestamps: t = last + ((ts16 - last) & 0xFFFF), equal to the official decoder on real files.
func (w *wellness) monitoring(m *proto.Message) {
	if t := when(m, timestampField); t != 0 {
		w.last = t
	} else if v, ok := number(m, 26); ok && w.last != 0 {
		w.last += uint32(uint16(v) - uint16(w.last))
	}
	v, ok := number(m, 27)
	switch {
	case !ok || v == 0: // 0: off the wrist
		if ok {
			w.out.drop(dropUnworn, 1)
		}
	case v < record.MinHeartRate || v > record.MaxHeartRate:
		w.out.drop(dropRange, 1)
	default:
		w.place(&w.hr, w.last, int32(v))
	}
}

// person counts a value that no person has.
func (w *wellness) person(has bool) bool {
	if !has {
		w.out.drop(dropValue, 1)
	}
	return has
}

// resting takes message 211: the day's own value is kept apart from the seven-day one, which is smoothed already.
func (w *wellness) resting(m *proto.Message) {
	t := when(m, timestampField)
	for field, kind := range map[byte]record.DailyKind{0: record.VendorRHR7d, 1: record.VendorRHR} {
		if v, ok := number(m, field); ok && v >= record.MinHeartRate && v <= record.MaxHeartRate && w.inTime(t) {
			w.daily = append(w.daily, record.Daily{Time: fitTime(t), Kind: kind, Value: float64(v)})
		}
	}
}

// mostFTP in W: the best hold about 450 for an hour.
const mostFTP = 1000

// profile takes message 7, what the watch believes of its wearer at the time of the last message before it.
func (w *wellness) profile(m *proto.Message) {
	if w.last == 0 {
		return
	}
	for _, f := range []struct {
		field       byte
		kind        record.DailyKind
		least, most int64
	}{
		{1, record.VendorMaxHR, record.MinHeartRate, record.MaxHeartRate}, {2, record.LactateThresHR, record.MinHeartRate, record.MaxHeartRate}, {3, record.FTP, 1, mostFTP},
	} {
		if v, ok := number(m, f.field); ok && v > 0 && w.person(v >= f.least && v <= f.most) {
			w.daily = append(w.daily, record.Daily{Time: fitTime(w.last), Kind: f.kind, Value: float64(v)})
		}
	}
}

// fill puts everything under its UTC date.
func (w *wellness) fill(to byDate) {
	for kind, s := range map[record.SampleKind]*allDay{
		record.HeartRate: &w.hr, record.Stress: &w.stress, record.BodyBattery: &w.battery, record.Respiration: &w.resp,
		record.SpO2: &w.spo2, record.HRVValues: &w.hrvValues,
	} {
		s.split(func(d record.Date, series record.Series) {
			r := to.at(d)
			r.Samples = append(r.Samples, record.Samples{Kind: kind, Series: series})
			w.out.count(countKind(kind), series.Len())
		})
	}
	for _, s := range w.sessions() {
		r := to.at(utcDate(s.End))
		r.Sleep = append(r.Sleep, s)
		w.out.count(kindSleep, 1)
	}
	for _, h := range w.hrv {
		r := to.at(utcDate(h.Time))
		r.HRV = append(r.HRV, h)
		w.out.count(kindHRV, 1)
	}
	for _, v := range w.daily {
		r := to.at(utcDate(v.Time))
		r.Daily = append(r.Daily, v)
		w.out.count(kindRHR, 1)
	}
	for _, r := range to { // one order, whatever the maps above did
		sort.SliceStable(r.Samples, func(i, j int) bool { return r.Samples[i].Kind < r.Samples[j].Kind })
		sort.SliceStable(r.Daily, func(i, j int) bool {
			a, b := r.Daily[i], r.Daily[j]
			return a.Kind < b.Kind || a.Kind == b.Kind && a.Time.Before(b.Time)
		})
	}
}

func utcDate(t time.Time) record.Date { return record.DateOf(t.UTC()) }

func countKind(k record.SampleKind) string {
	switch k {
	case record.HeartRate:
		return kindHeartRate
	case record.Stress:
		return kindStress
	case record.BodyBattery:
		return kindBattery
	case record.Respiration:
		return kindResp
	case record.SpO2:
		return kindSpO2
	default:
		return kindHRV
	}
}
