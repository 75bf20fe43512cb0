package source

import (
	"sort"

	"github.com/muktihari/fit/proto"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// event takes event 74, the begin and the end of the time in bed (not in the public profile).
func (w *wellness) event(m *proto.Message) {
	const sleepEvent, start, stop = 74, 0, 1
	event, ok := number(m, 0)
	kind, known := number(m, 1)
	if !ok || !known || event != sleepEvent {
		return
	}
	switch kind {
	case start:
		w.sleep = append(w.sleep, sleepMark{when(m, timestampField), 0, 0})
	case stop:
		w.sleep = append(w.sleep, sleepMark{when(m, timestampField), 2, 0})
	}
}

// sessions builds the nights. A sleep level's timestamp is the END of its stage.
func (w *wellness) sessions() []record.SleepSession {
	sort.SliceStable(w.sleep, func(i, j int) bool {
		a, b := w.sleep[i], w.sleep[j]
		return a.t < b.t || a.t == b.t && a.order < b.order
	})
	var out []record.SleepSession
	var open *record.SleepSession
	cursor := uint32(0)
	closeAt := func(t uint32) {
		if open == nil {
			return
		}
		open.End = fitTime(t)
		if asleep(open.Stages) {
			open.Score = w.score
			out = append(out, *open)
		} else {
			w.out.drop(dropNoSleep, 1)
		}
		open = nil
	}
	for _, mark := range w.sleep {
		if !w.inTime(mark.t) {
			continue
		}
		if open != nil && mark.t-cursor > 24*3600 {
			closeAt(cursor)
		}
		switch mark.order {
		case 0:
			closeAt(cursor)
			open, cursor = &record.SleepSession{Start: fitTime(mark.t)}, mark.t
		case 1:
			if open == nil { // its stage began at an unknown time
				open, cursor = &record.SleepSession{Start: fitTime(mark.t)}, mark.t
				continue
			}
			addStage(open, cursor, mark)
			cursor = mark.t
		case 2:
			closeAt(mark.t)
		}
	}
	closeAt(cursor)
	return out
}

func addStage(s *record.SleepSession, from uint32, mark sleepMark) {
	base := uint32(s.Start.Unix() - fitEpoch)
	kind := stageOf(mark.level)
	st := record.Stage{From: int(from - base), To: int(mark.t - base), Kind: kind}
	if n := len(s.Stages); n > 0 && s.Stages[n-1].Kind == kind && s.Stages[n-1].To == st.From {
		s.Stages[n-1].To = st.To
		return
	}
	if st.To > st.From {
		s.Stages = append(s.Stages, st)
	}
}

func stageOf(level uint8) record.StageKind {
	switch level {
	case 1:
		return record.Awake
	case 2:
		return record.Light
	case 3:
		return record.Deep
	case 4:
		return record.REM
	default:
		return record.Unknown
	}
}

func asleep(stages []record.Stage) bool {
	for _, s := range stages {
		switch s.Kind {
		case record.Light, record.Deep, record.REM, record.Asleep:
			return true
		}
	}
	return false
}
