package source

import (
	"cmp"
	"context"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Garmin's sleep events.
const (
	eventSleep = 74
	eventStart = 0
	eventStop  = 1
)

// dropStart is the reason of sleep stages of which only the end is known.
const dropStart = "stage_without_start"

// gadgetSleep is what a Garmin watch says about sleep: stages, each stamped with its end, and when sleep began and ended.
type gadgetSleep struct {
	stages []tick
	events []tick
}

func (g *gadgets) garminNights(ctx context.Context) error {
	err := g.each(ctx, "GARMIN_SLEEP_STAGE_SAMPLE", []string{"TIMESTAMP", "STAGE"}, func(d *gadget, c []cell) error {
		if t, ok := g.tick(c[0], c[1]); ok {
			d.garmin.stages = append(d.garmin.stages, t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	columns := []string{"TIMESTAMP", "EVENT_TYPE", "EVENT", "DATA"}
	return g.each(ctx, "GARMIN_EVENT_SAMPLE", columns, func(d *gadget, c []cell) error {
		if event, _ := c[2].whole(); event != eventSleep {
			return nil
		}
		t, ok := g.tick(c[0], c[1])
		if !ok {
			return nil
		}
		d.garmin.events = append(d.garmin.events, t)
		if data, ok := c[3].whole(); ok && data == -1 && t.v == eventStop { // the watch has no stages for the rest of this sleep
			d.garmin.stages = append(d.garmin.stages, tick{t.at, int64(garminAsleep)})
		}
		return nil
	})
}

// tick reads an instant in ms and a number.
func (g *gadgets) tick(at, v cell) (tick, bool) {
	t := at.instant()
	n, ok := v.whole()
	if !ok || !inTime(t) {
		g.out.drop(dropShape, 1)
		return tick{}, false
	}
	return tick{t.Unix(), n}, true
}

// garminAsleep is no stage of a watch: asleep, and no more is known.
const garminAsleep = -1

func gadgetStage(n int64) record.StageKind {
	switch n {
	case garminAsleep:
		return record.Asleep
	case 1:
		return record.Awake
	case 2:
		return record.Light
	case 3:
		return record.Deep
	case 4:
		return record.REM
	}
	return record.Unknown
}

// into gives the device its sessions.
func (s *gadgetSleep) into(d *gadget) {
	slices.SortStableFunc(s.stages, byInstant)
	slices.SortStableFunc(s.events, func(a, b tick) int { return cmp.Or(byInstant(a, b), cmp.Compare(b.v, a.v)) }) // one ends before the next begins
	const late = 60                                                                                                // s by which the last stage's stamp may follow the end
	rest := s.stages
	for _, w := range s.windows() {
		n := 0
		for n < len(rest) && rest[n].at <= w.from {
			n++
		}
		s.loose(d, rest[:n])
		rest = rest[n:]
		var segs []segment
		at := w.from
		for len(rest) > 0 && rest[0].at <= w.to+late {
			segs = append(segs, segment{at, rest[0].at, gadgetStage(rest[0].v)})
			at, rest = rest[0].at, rest[1:]
		}
		d.sleep(within(w.from, w.to, segs))
	}
	s.loose(d, rest)
	*s = gadgetSleep{}
}

// windows are the sessions as the events tell them. One whose end is missing ends with the last stage that can be of it.
func (s *gadgetSleep) windows() (out []segment) {
	open := int64(-1)
	for _, e := range s.events {
		switch {
		case e.v == eventStart && (open < 0 || e.at-open > longest):
			open = e.at
		case e.v == eventStop && open >= 0:
			if e.at-open <= longest {
				out = append(out, segment{from: open, to: e.at})
			}
			open = -1
		}
	}
	if open < 0 {
		return out
	}
	end := open
	for _, t := range s.stages {
		if t.at <= open+longest {
			end = max(end, t.at)
		}
	}
	if end > open {
		out = append(out, segment{from: open, to: end})
	}
	return out
}

// loose makes sessions of stages whose sleep has no events: of each one's first stage the beginning is not known.
func (s *gadgetSleep) loose(d *gadget, stages []tick) {
	const longestStage = 3 * 3600 // s; a longer gap lies between two sessions
	for len(stages) > 0 {
		var segs []segment
		n := 1
		for ; n < len(stages) && stages[n].at-stages[n-1].at <= longestStage; n++ {
			segs = append(segs, segment{stages[n-1].at, stages[n].at, gadgetStage(stages[n].v)})
		}
		d.out.drop(dropStart, 1)
		if n > 1 {
			d.sleep(within(stages[0].at, stages[n-1].at, segs))
		}
		stages = stages[n:]
	}
}
