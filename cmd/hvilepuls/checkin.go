package main

import (
	"context"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// checkinCmd answers the morning questions for a day.
type checkinCmd struct {
	Athlete    string   `help:"Athlete; may be left out with one." placeholder:"ID"`
	Day        string   `help:"The day; today in the athlete's zone." placeholder:"YYYY-MM-DD"`
	Fatigue    *int     `help:"How tired: 1 not at all … 5 worst." placeholder:"1..5"`
	Soreness   *int     `help:"How sore the glutes are: 1 not at all … 5 worst." placeholder:"1..5"`
	Sick       *bool    `help:"Ill." negatable:""`
	Pain       *string  `help:"none, dull or sharp." placeholder:"WORD"`
	PainAt     *string  `help:"Where it hurts." placeholder:"TEXT"`
	RPE        *float64 `name:"rpe" help:"How hard the day's glute session was: 0..10." placeholder:"0..10"`
	Mood       *int     `help:"1 worst … 5 best." placeholder:"1..5"`
	Motivation *int     `help:"1 worst … 5 best." placeholder:"1..5"`
	Stress     *int     `help:"1 none … 5 worst." placeholder:"1..5"`
	ProteinG   *float64 `help:"Grams of protein eaten that day." placeholder:"G"`
	Tag        []string `help:"alcohol, travel, heat, altitude, cycle, deficit." placeholder:"WORD"`
	Note       *string  `help:"Anything else." placeholder:"TEXT"`
}

// Run sends the answers and prints the verdict that follows from them.
func (k checkinCmd) Run(ctx context.Context, a *app) (err error) {
	in := record.CheckIn{
		Fatigue: k.Fatigue, Soreness: k.Soreness, Sick: k.Sick, Pain: k.Pain, PainAt: k.PainAt, RPE: k.RPE, Mood: k.Mood, Motiv: k.Motivation,
		Stress: k.Stress, ProteinG: k.ProteinG, Tags: k.Tag, Note: k.Note,
	}
	if k.nothing() {
		return usage("say something: --fatigue 1..5 --soreness 1..5, or one of the others (--help)")
	}
	if k.Day != "" {
		if in.Day, err = record.ParseDate(k.Day); err != nil {
			return exitError{exitUsage, err}
		}
	} else {
		in.Day = record.DateOf(a.now()) // until the athlete's zone is known
	}
	entry := record.Entry{Kind: record.CheckInEntry, Entered: a.now(), CheckIn: &in}
	if err := entry.Check(); err != nil {
		return exitError{exitUsage, err}
	}
	c, athlete, done, err := a.connectTo(ctx, k.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	if k.Day == "" {
		about, err := c.about(ctx, athlete)
		if err != nil {
			return err
		}
		in.Day = record.DateOf(a.now().In(about.LocationAt(a.now())))
	}
	if err := c.enter(ctx, athlete, entry); err != nil {
		return err
	}
	out, err := c.verdict(ctx, athlete, nil)
	if err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	a.note("Noted for %s.\n", in.Day)
	a.printVerdict(out)
	return nil
}

func (k checkinCmd) nothing() bool {
	return k.Fatigue == nil && k.Soreness == nil && k.Sick == nil && k.Pain == nil && k.PainAt == nil && k.RPE == nil && k.Mood == nil &&
		k.Motivation == nil && k.Stress == nil && k.ProteinG == nil && len(k.Tag) == 0 && k.Note == nil
}
