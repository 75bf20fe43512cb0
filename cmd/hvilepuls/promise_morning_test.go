package main

import (
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Old days raise nothing. A morning is judged when its check-in comes, and what was said of it first survives later answers, a kill and a
// rebuild; that it is another now is shown by the command and on the page.
func TestMorning(t *testing.T) {
	t.Parallel()
	r := newRig(t, "http: {limits: {requests: 100000}}") // it asks as often as it can
	r.run(0, append([]string{"import", "--athlete", "ada", "--tz", "UTC"},
		placed(t, []synthetic.File{strengthFile(time.Date(2024, 3, 1, 18, 0, 0, 0, time.UTC))})...)...)
	up := r.up()
	mine := r.made("athlete", "ada")
	for _, day := range []string{"2024-03-01", "2024-03-02", "2024-03-03"} {
		r.run(0, "checkin", "--day", day, "--sick")
	}
	r.run(0, "checkin", "--fatigue", "2", "--soreness", "1")
	first := r.untilJudged(up, mine, func(j result.Judgement) bool { return true })
	r.run(0, "checkin", "--pain", "sharp")
	r.untilJudged(up, mine, func(j result.Judgement) bool {
		return j.First.Judged.Equal(first.First.Judged) && j.First.Verdict == first.First.Verdict && j.Now.Verdict == "rest"
	})
	corrected := regexp.MustCompile(`Late data changed today.{1,5}s answer: [a-z ]+ → rest\.`) // on the page the ' is written otherwise
	if out := r.run(0, "verdict"); !corrected.MatchString(out) {
		t.Errorf("verdict tells of no correction: %s", out)
	}
	if _, page := r.ask(up, "GET", "/athletes/ada", mine, nil); corrected.MatchString(page) {
		t.Error("the page tells of late data right after one's own answer")
	}

	up.kill()
	up = r.up()
	r.run(0, "rebuild")
	r.untilJudged(up, mine, func(j result.Judgement) bool {
		return j.First.Judged.Equal(first.First.Judged) && j.Now.Verdict == "rest"
	})
	if n := r.notices(up, mine); len(n.Notices) != 0 {
		t.Errorf("notices of old days: %+v", n.Notices)
	}
	r.run(0, "verify")
}

func (r *rig) notices(up *running, token string) (out result.Notices) {
	r.t.Helper()
	status, body := r.ask(up, "GET", "/v1/athletes/ada/notices", token, nil)
	if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
		r.t.Fatalf("notices: %d %s", status, body)
	}
	return out
}

// untilJudged asks until the newest morning is as wanted.
func (r *rig) untilJudged(up *running, token string, want func(result.Judgement) bool) result.Judgement {
	r.t.Helper()
	for start := time.Now(); ; {
		ms := r.notices(up, token).Mornings
		if n := len(ms); n > 0 && want(ms[n-1]) {
			return ms[n-1]
		}
		if time.Since(start) > untilTime {
			r.t.Fatalf("not judged as wanted: %+v", ms)
		}
	}
}
