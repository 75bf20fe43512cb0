package backtest_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	godiff "github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const page = "../../docs/evaluation.md"

// TestEvaluation fails where docs/evaluation.md is not what the data and the code say. With -update it writes it.
func TestEvaluation(t *testing.T) {
	players := readSoccerMon(t, corpus(t, "science/soccermon.csv"))
	truth := corpus(t, "exports/golden_athlete/truth.json")
	e := &report{}
	loads := e.loads(players)
	table := e.table(t, players)
	made := e.synthetic(t)
	gold := e.golden(t, truth)
	got := strings.Join([]string{head, e.summary(), loads, table, made, gold, notShown}, "\n")
	if *update {
		check(t, os.WriteFile(page, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(page)
	check(t, err)
	if diff := godiff.Diff(string(want), got); diff != "" {
		t.Errorf("docs/evaluation.md is not what the data say; `go test ./processors/backtest -run TestEvaluation -update` writes it anew (-page +data):\n%s", diff)
	}
}

// corpus is the path of a file of the data that are not part of the repository.
func corpus(t *testing.T, name string) string {
	t.Helper()
	folder := cmp.Or(os.Getenv("HVILEPULS_CORPUS"), "../../../shared/corpus")
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		if _, there := os.Stat(folder); there == nil && os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("the data are not there, their licence keeps them out of the repository (HVILEPULS_CORPUS): %v", err)
	}
	return path
}

// report gathers the bars while the sections are written.
type report struct{ bars []string }

func (e *report) bar(what, want, found string, met bool) {
	word := "met"
	if !met {
		word = "**not met**"
	}
	e.bars = append(e.bars, fmt.Sprintf("| %s | %s | %s | %s |", what, want, found, word))
}

const head = `<!-- Made from data by ` + "`go test ./processors/backtest -run TestEvaluation -update`" + `. Do not edit. -->

# Evaluation

What the numbers of Hvilepuls are worth, as far as data tell. The command above makes this page; it needs the data sets, which are not part of
the repository (` + "`HVILEPULS_CORPUS`, else `../shared/corpus`" + `). A test fails where the page is not what they say. Ranges in brackets hold the middle 95 % of
500 draws of persons with replacement (mornings of one person are alike), with a fixed seed.
`

func (e *report) summary() string {
	return "## The bars\n\n| what | wanted | found | |\n|---|---|---|---|\n" + strings.Join(e.bars, "\n") + "\n"
}

func (e *report) loads(players [][]playerDay) string {
	full, loaded, consistent := compareLoads(players)
	for _, b := range []struct {
		what string
		n    int
	}{
		{"ACWR within 0.001 of the published column", full.acwr},
		{"monotony within 0.006", full.monotony},
		{"strain as far as the rounding of monotony lets it be compared", full.strain},
	} {
		e.bar(b.what, "97 % of rows", fmt.Sprintf("%.1f %%", full.of(b.n)), full.of(b.n) >= 97)
	}
	var s strings.Builder
	fmt.Fprintf(&s, `## Loads, against published columns

SoccerMon (Midoglu et al. 2024): %d players of two women's football teams, 2020 and 2021, session RPE times minutes. Its columns
acwr, monotony and strain were computed by another program (PMSys).

| rows | | ACWR | monotony | strain |
|---|---|---|---|---|
`, len(players))
	for _, r := range []struct {
		what string
		a    agreement
	}{
		{"all from the 46th day on, when every published window is full; a ratio that is missing here and 0 there agrees", full},
		{"those with any load in four weeks", loaded},
		{"those whose published 7- and 28-day means follow from the published daily loads", consistent},
	} {
		fmt.Fprintf(&s, "| %s | %d | %.1f %% | %.1f %% | %.1f %% |\n", r.what, r.a.rows, r.a.of(r.a.acwr), r.a.of(r.a.monotony), r.a.of(r.a.strain))
	}
	s.WriteString("\nNearly all that differs are rows whose published means do not follow from the published daily loads: sessions entered or changed later.\n")
	return s.String()
}

func (e *report) golden(t *testing.T, path string) string {
	got := golden(t, path)
	day := func(s string) record.Date {
		d, err := record.ParseDate(s)
		check(t, err)
		return d
	}
	early, inBlock, raisedLate := 0, 0, 0
	var list []string
	for _, m := range got.Mornings {
		if m.Alarm {
			list = append(list, fmt.Sprintf("%s (%s, %.0f %%)", m.Day, m.Level, 100**m.P))
			switch {
			case m.Day < day("2026-10-21"):
				early++
			case m.Day >= day("2026-10-22") && m.Day <= day("2026-11-01"):
				inBlock++
			}
		}
		if m.Day >= day("2026-11-06") && m.Level != "green" {
			raisedLate++
		}
	}
	e.bar("golden athlete: alarms before 21 October", "0", strconv.Itoa(early), early == 0)
	e.bar("golden athlete: alarms from 22 October to 1 November", "1 or more", strconv.Itoa(inBlock), inBlock > 0)
	e.bar("golden athlete: raised mornings from 6 November on", "0", strconv.Itoa(raisedLate), raisedLate == 0)
	var s strings.Builder
	fmt.Fprintf(&s, `## The golden athlete

Seven weeks made by hand, of which 19 October to 1 November are an overreaching block: the heart beats up to 8 bpm faster at night, sleep
shortens, hip thrusts fall. Judged each morning at 11:00 from the watch's nights and the log's sets, without any answers.

Alarms: %s.

| raised from | to | peak | signs, loudest first |
|---|---|---|---|
`, strings.Join(list, ", "))
	for _, ep := range got.Episodes {
		var signs []string
		for _, sign := range ep.Signs {
			signs = append(signs, sign.Sign)
		}
		fmt.Fprintf(&s, "| %s | %s | %s, %.0f %% | %s |\n", ep.From, ep.To, ep.Peak, 100*ep.P, strings.Join(signs, ", "))
	}
	return s.String()
}

const notShown = `## What these figures do not show

- Nothing here is about lifters with labelled overtraining: no public data set has them. The weights of lost strength, illness and heart-rate
  variability are judgment (model id ` + "`v0-expert`" + `).
- A bad morning is what a footballer answered in the same form as fatigue and soreness; part of the agreement is that of one answer with another.
- SoccerMon has no heart rates: nothing here tests resting heart rate or its variability on people. The synthetic nights test the rules
  against the noise that was put in, and real nights are worse: alcohol, heat, travel, a watch worn loosely.
- The limits of a jump, and that a trend must be confirmed twice, were chosen on such nights, not on people's.
- No figure tells of injuries, and Hvilepuls does not predict them. A high risk is a sign, not a diagnosis.
- The golden athlete was made together with the rules: it shows that they do what they should, not that they are right.
- Nobody acted on these alarms. What training by them does to anybody has not been measured.
`
