package source

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// segment is a stretch of one sleep stage, in s since 1970; to is exclusive.
type segment struct {
	from, to int64
	kind     record.StageKind
}

// splitAfter is the gap between two segments that ends a session, in s: 60 to 90 minutes of nothing are no part of a night (FORMATS.md 2.2).
const splitAfter = 90 * 60

// sessionsOf builds sleep sessions of segments that belong to none: a gap ends one. Sessions without any sleep are left out and counted.
func sessionsOf(segs []segment, out *Report) []record.SleepSession {
	slices.SortStableFunc(segs, func(a, b segment) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var sessions []record.SleepSession
	for i := 0; i < len(segs); {
		end, j := segs[i].to, i+1
		for ; j < len(segs) && segs[j].from-end <= splitAfter; j++ {
			end = max(end, segs[j].to)
		}
		if s := sessionOf(segs[i].from, end, inOrder(segs[i:j])); asleep(s.Stages) {
			sessions = append(sessions, s)
		} else {
			out.drop(dropNoSleep, 1)
		}
		i = j
	}
	return sessions
}

// sessionOf is the session from start to end with its stages; neighbours of one kind are one.
func sessionOf(start, end int64, segs []segment) record.SleepSession {
	s := record.SleepSession{Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC()}
	if len(segs) > 0 {
		s.Stages = make([]record.Stage, 0, len(segs))
	}
	for _, g := range segs {
		st := record.Stage{From: int(g.from - start), To: int(g.to - start), Kind: g.kind}
		if n := len(s.Stages); n > 0 && s.Stages[n-1].Kind == st.Kind && s.Stages[n-1].To == st.From {
			s.Stages[n-1].To = st.To
		} else if st.To > st.From {
			s.Stages = append(s.Stages, st)
		}
	}
	return s
}
