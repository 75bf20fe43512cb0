package source

import (
	"bytes"
	"math"

	"github.com/tormoder/fit"
)

// readTormoder reads a classic activity. What was read before an error stands in a.
func readTormoder(seg []byte, a *activity) error {
	f, err := fit.Decode(bytes.NewReader(seg))
	if f == nil {
		return err
	}
	act, typeErr := f.Activity()
	if typeErr != nil {
		if err != nil {
			return err
		}
		return typeErr
	}
	if m := act.Activity; m != nil {
		if utc, local := m.Timestamp, m.LocalTimestamp; toFIT(utc) != 0 && toFIT(local) != 0 {
			_, zone := local.Zone()
			a.offset = trustedOffset(local.Unix()+int64(zone), utc.Unix())
		}
	}
	for _, s := range act.Sessions {
		a.sessions = append(a.sessions, fitSession{
			start: toFIT(s.StartTime), end: toFIT(s.Timestamp), sport: sportOf(uint8(s.Sport)), sub: subSportOf(uint8(s.SubSport)),
			timerMs: s.TotalTimerTime, elapsedMs: s.TotalElapsedTime, distanceCm: s.TotalDistance, kcal: wide16(s.TotalCalories),
			avgHR: wide8(s.AvgHeartRate), maxHR: wide8(s.MaxHeartRate), rpe: absent, feel: absent, loadPeak65536: -1,
		})
	}
	for _, l := range act.Laps {
		a.laps = append(a.laps, fitLap{
			start: toFIT(l.StartTime), timerMs: l.TotalTimerTime, avgHR: wide8(l.AvgHeartRate), maxHR: wide8(l.MaxHeartRate),
		})
	}
	n := len(act.Records)
	a.t, a.hr = make([]uint32, n), make([]uint8, n)
	a.power, a.speed = make([]uint16, n), make([]uint32, n)
	for i, r := range act.Records {
		a.t[i], a.hr[i], a.power[i], a.speed[i] = toFIT(r.Timestamp), r.HeartRate, r.Power, r.EnhancedSpeed
		if a.speed[i] == absent && r.Speed != math.MaxUint16 { // expanded from compressed_speed_distance, whose speed is in cm/s
			a.speed[i] = uint32(r.Speed) * 10
		}
	}
	for _, h := range act.Hrvs {
		a.rr = append(a.rr, h.Time...)
	}
	return err
}

func wide8(v uint8) uint32 {
	if v == math.MaxUint8 {
		return absent
	}
	return uint32(v)
}

func wide16(v uint16) uint32 {
	if v == math.MaxUint16 {
		return absent
	}
	return uint32(v)
}
