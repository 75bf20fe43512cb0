package risk_test

import "testing"

// A planned deload week and the block's phase are told of and change nothing else; a deload that is planned is not asked for.
func TestThePlanColoursTheAdvice(t *testing.T) {
	ex := catalogue(t)
	for _, s := range situations() {
		a := newAthlete()
		s.change(a)
		plainly := a.judge(ex, "")
		for _, phase := range []string{"linear", "undulating", "block"} {
			a.session.Deload, a.session.Phase = true, phase
			got := a.judge(ex, "")
			if got.Verdict != plainly.Verdict || got.Text != plainly.Text || !got.Earliest.Equal(plainly.Earliest) {
				t.Errorf("%s: %s %q, without a plan %s %q", s.name, got.Verdict, got.Text, plainly.Verdict, plainly.Text)
			}
			trains := got.Verdict != "rest" && got.Verdict != "unknown"
			if has(got, "deload_week", "note") != trains || has(got, "block_phase", "note") != trains {
				t.Errorf("%s: %s", s.name, tell(got))
			}
			if has(got, "weeks_since_deload", "note") {
				t.Errorf("%s: a deload is asked for in one", s.name)
			}
		}
	}
	a := newAthlete()
	a.session.Phase = "chaos"
	if got := a.judge(ex, ""); has(got, "block_phase", "note") {
		t.Errorf("%s", tell(got))
	}
}
