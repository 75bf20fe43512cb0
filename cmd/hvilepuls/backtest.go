package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Backtest judges the mornings of a range again.
func (b backend) Backtest(ctx context.Context, athlete string, from, to record.Date) (result.Backtest, error) {
	return b.proc.Backtest(ctx, athlete, processors.Range{From: from, To: to})
}

// Recompute computes a day of the results again.
func (b backend) Recompute(ctx context.Context, athlete string, stored result.Day) (model string, alike bool, err error) {
	return b.proc.Recompute(ctx, athlete, stored)
}

// backtestCmd judges one's own history again.
type backtestCmd struct {
	Athlete string `help:"Athlete; may be left out with one." placeholder:"ID"`
	From    string `help:"First morning." placeholder:"YYYY-MM-DD"`
	To      string `help:"Last morning." placeholder:"YYYY-MM-DD"`
	SVG     string `name:"svg" help:"Draw the mornings as a picture, too." type:"path" placeholder:"FILE"`
}

// Run prints what the alarms would have been, and draws them.
func (b backtestCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, b.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	var out result.Backtest
	if err := c.get(ctx, athletePath(athlete, "backtest"), url.Values{"from": {b.From}, "to": {b.To}}, &out); err != nil {
		return err
	}
	if b.SVG != "" {
		if err := os.WriteFile(b.SVG, backtest.SVG(out), 0o600); err != nil {
			return fmt.Errorf("write the picture: %w", err)
		}
	}
	if a.JSON {
		return a.print(out)
	}
	if out.All.Judged == 0 {
		a.note("There is no morning to judge. `hvilepuls import` brings files in.")
		return nil
	}
	return printBacktest(a.stdout, out)
}

func printBacktest(w io.Writer, b result.Backtest) error {
	fmt.Fprintf(w, "%s to %s, judged each morning at 11:00 from what was known then (model %s)\n", b.From, b.To, b.Model)
	fmt.Fprintf(w, "%d mornings with a risk, %d of them raised; %s; %s; worst days in or after %d of them\n\n",
		b.All.Judged, b.All.Raised, count(b.All.Alarms, "alarm"), count(b.All.Episodes, "episode"), b.All.Followed)
	for _, print := range []func(io.Writer, result.Backtest){printMonths, printEpisodes, printWorst, printSigns} {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		print(t, b)
		fmt.Fprintln(t)
		if err := t.Flush(); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "What you would have done with an alarm is not in your history: a session left out because of one counts as missed.")
	fmt.Fprintln(w, "Hvilepuls shows signs, it does not diagnose.")
	return nil
}

func printMonths(w io.Writer, b result.Backtest) {
	fmt.Fprintf(w, "month\tmornings\tamber\tred\talarms\n")
	for _, m := range b.Months {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", m.Month, m.Judged, m.Amber, m.Red, m.Alarms)
	}
}

func printEpisodes(w io.Writer, b result.Backtest) {
	fmt.Fprintf(w, "episode\tto\tdays\tpeak\trisk\tsigns, loudest first\n")
	for _, e := range b.Episodes {
		var signs []string
		for _, s := range e.Signs {
			signs = append(signs, s.Sign)
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%.0f %%\t%s\n", e.From, e.To, e.To-e.From+1, e.Peak, 100*e.P, strings.Join(signs, " "))
	}
}

// worstWords say the kinds of worst days.
func worstWords(kind string) string {
	switch kind {
	case result.WorstAnswers:
		return "tired or sore 4-5, or sick"
	case result.WorstStrength:
		return "strength down 5 % or more"
	}
	return "planned session missed"
}

func printWorst(w io.Writer, b result.Backtest) {
	fmt.Fprintf(w, "worst days\tdays\twarned of\tby luck\tmedian lead\n")
	for _, l := range b.All.Leads {
		fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t%s\n", worstWords(l.Kind), l.Days, l.Warned, l.Chance*float64(l.Days), leadDays(l))
	}
}

func leadDays(l result.Lead) string {
	if l.Median == nil {
		return "-"
	}
	return cell(l.Median) + " days"
}

func printSigns(w io.Writer, b result.Backtest) {
	fmt.Fprintf(w, "sign\talarms it spoke for\tled\twithout it: alarms a month\tepisodes\tworst days warned of\n")
	warned := func(r result.Replay) (n, of int) {
		for _, l := range r.Leads {
			n, of = n+l.Warned, of+l.Days
		}
		return n, of
	}
	n, of := warned(b.All)
	fmt.Fprintf(w, "(none left out)\t\t\t%.2f\t%d\t%d of %d\n", b.All.PerMonth, b.All.Episodes, n, of)
	for k, r := range b.Without {
		n, of := warned(r)
		fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%d\t%d of %d\n", r.Without, b.Signs[k].Fired, b.Signs[k].Led, r.PerMonth, r.Episodes, n, of)
	}
}

// count is a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
