package risk

// rankPlan puts what is said of the plan between context and trends.
const rankPlan = .35

// planned speaks of the session's week and block as the athlete planned them. It colours the advice and changes no verdict.
func (y speech) planned() (out []ranked) {
	s := y.s.in.Session
	if s.Deload {
		out = append(out, reason(rankDeload, "deload_week", effectNote, "", none, none, y.w.deloadWeek))
	}
	if text := y.w.phases[s.Phase]; text != "" {
		out = append(out, reason(rankPlan, "block_phase", effectNote, "", none, none, text))
	}
	return out
}
