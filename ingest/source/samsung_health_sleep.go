package source

import (
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// samsungStages are the stages of nights by the sessions they belong to.
type samsungStages map[string]*samsungStretch

// samsungStretch is what is told of one session's stages.
type samsungStretch struct {
	segs   []segment
	offset *int // of the last stage: that of the night's end, where the clock may have moved
	last   int64
	used   bool // a session has them
}

func samsungStage(code string) record.StageKind {
	switch code {
	case "40001":
		return record.Awake
	case "40002":
		return record.Light
	case "40003":
		return record.Deep
	case "40004":
		return record.REM
	}
	return record.Unknown
}

func (s samsungStages) read(t *table, out *Report) error {
	start, end, offset := t.col("start_time"), t.col("end_time"), t.col("time_offset")
	id, stage := t.col("sleep_id"), t.col("stage")
	return t.each(func() {
		from, ok1 := samsungTime(t.at(start))
		to, ok2 := samsungTime(t.at(end))
		if !ok1 || !ok2 || !inTime(from) || !inTime(to) {
			out.drop(dropShape, 1)
			return
		}
		n := s[t.at(id)]
		if n == nil {
			n = &samsungStretch{}
			s[string([]byte(t.at(id)))] = n
		}
		n.segs = append(n.segs, segment{from.Unix(), to.Unix(), samsungStage(t.at(stage))})
		if to.Unix() > n.last {
			n.last, n.offset = to.Unix(), samsungOffset(t.at(offset))
		}
	})
}

// alone takes the nights that no session tells: each lasts from its first stage to its last.
func (s samsungStages) alone(w *wearable) {
	for _, id := range slices.Sorted(maps.Keys(s)) {
		n := s[id]
		if n.used {
			continue
		}
		first := n.segs[0].from
		for _, g := range n.segs {
			first = min(first, g.from)
		}
		night := within(first, n.last, n.segs)
		night.ID, night.Offset = id, n.offset
		w.sleep(night)
	}
}

// samsungSession is a row of the sessions, or several that the app joined to one.
type samsungSession struct {
	id     string
	from   time.Time
	to     time.Time
	offset *int
	score  *float64
	segs   []segment
}

// samsungSessions reads the sessions and joins them with their stages. One that has none, entered by hand, is sleep from its start to its end.
func samsungSessions(t *table, w *wearable, stages samsungStages) error {
	const core = "com.samsung.health.sleep."
	col := func(c string) int { return t.col(core+c, c) }
	start, end, offset, id, joined, score := col("start_time"), col("end_time"), col("time_offset"), col("datauuid"), col("combined_id"), col("sleep_score")
	sessions := map[string]*samsungSession{}
	for {
		ok, err := t.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		from, ok1 := samsungTime(t.at(start))
		to, ok2 := samsungTime(t.at(end))
		if !ok1 || !ok2 {
			w.out.drop(dropShape, 1)
			continue
		}
		row := samsungSession{id: string([]byte(t.at(id))), from: from, to: to, offset: samsungOffset(t.at(offset)), score: cellPtr(t.at(score))}
		if n := stages[row.id]; n != nil {
			n.used = true
			row.segs = n.segs
			if n.offset != nil {
				row.offset = n.offset
			}
		}
		key := t.at(joined)
		if key == "" {
			key = row.id
		}
		if key == "" {
			key = t.at(start)
		}
		if s := sessions[key]; s != nil {
			s.join(row)
		} else {
			sessions[string([]byte(key))] = &row
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sessions)) {
		w.sleep(sessions[key].night())
	}
	return nil
}

// join adds another row to a session.
func (s *samsungSession) join(o samsungSession) {
	if o.from.Before(s.from) {
		s.from = o.from
	}
	if o.to.After(s.to) {
		s.to, s.offset = o.to, o.offset
	}
	if s.score == nil {
		s.score = o.score
	}
	s.segs = slices.Concat(s.segs, o.segs)
}

func (s *samsungSession) night() record.SleepSession {
	n := healthNight(s.from, s.to, s.segs)
	n.ID, n.Offset, n.Score = s.id, s.offset, s.score
	return n
}
