package source

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// huamiMinute takes a minute of a Huami band that it says is asleep. The thresholds are those by which Gadgetbridge draws the stages.
func (d *gadget) huamiMinute(at int64, kind, deep, rem cell) {
	const (
		sleeping  = 120 // RAW_KIND
		aboveREM  = 55
		aboveDeep = 42
		low       = 127 // the highest bit says something else
	)
	if k, _ := kind.whole(); k != sleeping {
		return
	}
	stage := record.Light
	n, _ := deep.whole()
	m, _ := rem.whole()
	switch {
	case m&low > aboveREM:
		stage = record.REM
	case n&low > aboveDeep:
		stage = record.Deep
	}
	d.huami = append(d.huami, segment{at, at + 60, stage})
}

// huamiSleep makes sessions of the minutes asleep. Minutes between them that the band does not call sleep are awake.
func (d *gadget) huamiSleep() {
	for _, s := range sessionsOf(inOrder(d.huami), d.out) {
		var stages []record.Stage
		edge := 0
		for _, st := range s.Stages {
			if st.From > edge {
				stages = append(stages, record.Stage{From: edge, To: st.From, Kind: record.Awake})
			}
			stages = append(stages, st)
			edge = st.To
		}
		s.Stages = stages
		d.sleep(s)
	}
	d.huami = nil
}

// xiaomiSleep is what a Xiaomi band says about sleep: sessions, and the instants at which a stage begins.
type xiaomiSleep struct {
	nights []xiaomiNight
	stages []tick
}

// xiaomiNight is a session with the time in each stage, s, where the band tells no more.
type xiaomiNight struct {
	from, to int64
	totals   map[record.StageKind]int
}

func (g *gadgets) xiaomiNights(ctx context.Context) error {
	err := g.each(ctx, "XIAOMI_SLEEP_STAGE_SAMPLE", []string{"TIMESTAMP", "STAGE"}, func(d *gadget, c []cell) error {
		if t, ok := g.tick(c[0], c[1]); ok {
			d.xiaomi.stages = append(d.xiaomi.stages, t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	columns := []string{
		"TIMESTAMP", "WAKEUP_TIME", "TOTAL_DURATION", "DEEP_SLEEP_DURATION", "LIGHT_SLEEP_DURATION", "REM_SLEEP_DURATION", "AWAKE_DURATION",
	}
	return g.each(ctx, "XIAOMI_SLEEP_TIME_SAMPLE", columns, func(d *gadget, c []cell) error {
		from, to := c[0].instant(), c[1].instant()
		length := to.Sub(from)
		if !inTime(from) || !inTime(to) || length <= 0 || length > longest*time.Second {
			g.out.drop(dropTime, 1)
			return nil
		}
		d.xiaomi.nights = append(d.xiaomi.nights, xiaomiNight{from.Unix(), to.Unix(), xiaomiTotals(c[2:])})
		return nil
	})
}

// xiaomiTotals reads the minutes asleep, deep, light, REM and awake.
func xiaomiTotals(c []cell) map[record.StageKind]int {
	const day = 24 * 60 // min
	minutes := func(c cell) int {
		n, ok := c.whole()
		if !ok || n < 0 || n > day {
			return 0
		}
		return int(n)
	}
	totals := map[record.StageKind]int{}
	for i, kind := range []record.StageKind{record.Deep, record.Light, record.REM, record.Awake} {
		if n := minutes(c[1+i]); n > 0 {
			totals[kind] = n * 60
		}
	}
	if n := minutes(c[0]); n > 0 && totals[record.Deep]+totals[record.Light]+totals[record.REM] == 0 {
		totals[record.Asleep] = n * 60
	}
	return totals
}

// into gives the device its sessions: of those that overlap, which a band writes as the night goes on, the longest.
func (s *xiaomiSleep) into(d *gadget) {
	slices.SortStableFunc(s.stages, byInstant)
	slices.SortStableFunc(s.nights, func(a, b xiaomiNight) int { return cmp.Compare(a.from, b.from) })
	for i := 0; i < len(s.nights); {
		night := s.nights[i]
		for i++; i < len(s.nights) && s.nights[i].from < night.to; i++ {
			if n := s.nights[i]; n.to-n.from > night.to-night.from {
				night = n
			}
		}
		d.sleep(night.session(s.stages))
	}
	*s = xiaomiSleep{}
}

// session is the night with its stages, each until the next begins.
func (n xiaomiNight) session(stages []tick) record.SleepSession {
	var segs []segment
	first, _ := slices.BinarySearchFunc(stages, n.from, func(t tick, from int64) int { return cmp.Compare(t.at, from) })
	for i := first; i < len(stages) && stages[i].at < n.to; i++ {
		to := n.to
		if i+1 < len(stages) {
			to = min(to, stages[i+1].at)
		}
		segs = append(segs, segment{stages[i].at, to, xiaomiStage(stages[i].v)})
	}
	s := within(n.from, n.to, segs)
	if !asleep(s.Stages) {
		s.Stages, s.Totals = nil, n.totals
	}
	return s
}

func xiaomiStage(n int64) record.StageKind {
	switch n {
	case 2:
		return record.Deep
	case 3:
		return record.Light
	case 4:
		return record.REM
	}
	return record.Awake
}
