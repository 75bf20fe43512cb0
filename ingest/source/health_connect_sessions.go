package source

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// sleep reads the sessions. The date that a row names is that of its start; the night belongs to that of its end.
func (h *healthStore) sleep(ctx context.Context) error {
	stages := map[int64][]segment{}
	columns := []string{"parent_key", "stage_start_time", "stage_end_time", "stage_type"}
	err := h.db.each(ctx, "sleep_stages_table", columns, func(c []cell) error {
		parent, ok := c[0].whole()
		from, to := c[1].instant(), c[2].instant()
		kind, known := c[3].whole()
		if !ok || !known || !inTime(from) || !inTime(to) {
			h.out.drop(dropShape, 1)
			return nil
		}
		stages[parent] = append(stages[parent], segment{from.Unix(), to.Unix(), connectStage(kind)})
		return nil
	})
	if err != nil {
		return err
	}
	columns = []string{"row_id", "app_info_id", "start_time", "end_time", "end_zone_offset", "uuid"}
	return h.db.each(ctx, "sleep_session_record_table", columns, func(c []cell) error {
		id, _ := c[0].whole()
		s := healthNight(c[2].instant(), c[3].instant(), stages[id])
		s.Offset, s.ID = c[4].offset(), hex.EncodeToString([]byte(c[5].text()))
		h.app(c[1]).sleep(s)
		h.nights = append(h.nights, s)
		return nil
	})
}

// healthNight is a session of Health Connect; one without stages is sleep from its start to its end.
func healthNight(start, end time.Time, segs []segment) record.SleepSession {
	s := within(start.Unix(), end.Unix(), segs)
	if len(s.Stages) == 0 {
		s.Totals = map[record.StageKind]int{record.Asleep: int(end.Sub(start) / time.Second)}
	}
	return s
}

// connectStage is a stage by its number in Health Connect (SleepSessionRecord.STAGE_TYPE_*).
func connectStage(n int64) record.StageKind {
	switch n {
	case 1, 3, 7: // awake, out of bed, awake in bed
		return record.Awake
	case 2:
		return record.Asleep
	case 4:
		return record.Light
	case 5:
		return record.Deep
	case 6:
		return record.REM
	}
	return record.Unknown
}

func (h *healthStore) workouts(ctx context.Context) error {
	columns := []string{"app_info_id", "start_time", "end_time", "start_zone_offset", "exercise_type"}
	return h.db.each(ctx, "exercise_session_record_table", columns, func(c []cell) error {
		kind, _ := c[4].whole()
		w := healthWorkout(c[1].instant(), c[2].instant(), frameworkExercise(kind))
		w.Offset = c[3].offset()
		h.app(c[0]).workout(w)
		return nil
	})
}

// healthWorkout is a session; how long its pauses were is not told.
func healthWorkout(start, end time.Time, kind sport) record.Workout {
	return record.Workout{Start: start, End: end, Sport: kind.sport, SubSport: kind.sub}
}
