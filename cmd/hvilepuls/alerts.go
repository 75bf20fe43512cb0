package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/notify"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// alertsCmd is about the channels by which athletes are told.
type alertsCmd struct {
	Test alertsTestCmd `cmd:"" help:"Send a test notice to each channel and say how it went."`
}

// alertsTestCmd sends a test notice.
type alertsTestCmd struct {
	Athlete string `help:"Whose channels; those of all without it." placeholder:"ID"`
}

// Run sends, prints a line per channel, and fails if a channel did.
func (t alertsTestCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	q := url.Values{}
	if t.Athlete != "" {
		q.Set("athlete", t.Athlete)
	}
	var out struct {
		Channels []api.AlertTried `json:"channels"`
	}
	if err := c.do(ctx, http.MethodPost, "/v1/admin/alerts/test", q, nil, &out); err != nil {
		return err
	}
	failed := 0
	for _, ch := range out.Channels {
		said := "delivered"
		if ch.Reason != "" {
			failed++
			said = "failed: " + ch.Reason
		}
		if !a.JSON {
			fmt.Fprintf(a.stdout, "%s %s: %s\n", ch.Athlete, ch.Channel, said)
		}
	}
	if a.JSON {
		err = a.print(out)
	}
	switch {
	case err != nil:
		return err
	case len(out.Channels) == 0:
		return usage("no channel is set up: name one under alerts.athletes in the settings")
	case failed > 0:
		return fmt.Errorf("%d of %d channels failed", failed, len(out.Channels))
	}
	return nil
}

// wireAlerts makes what brings notices to the athletes, and what takes the answers of the morning question.
func (e *engine) wireAlerts() error {
	var err error
	if e.links, err = auth.OpenAnswers(e.folder, "answers.key"); err != nil {
		return err
	}
	e.answers = notify.Answers{Streams: e.streams, Now: e.now, Enter: func(ctx context.Context, athlete string, entry record.Entry) error {
		_, err := e.intake.Enter(ctx, athlete, entry)
		return err
	}}
	e.sender = notify.New(e.cfg.Alerts, notify.Parts{
		Streams: e.streams, Zone: e.proc.Zone, Link: e.answerLink, Metrics: notify.NewMetrics(e.registry), Log: e.log, Now: e.now,
	})
	return nil
}

// answerLink is the link by which a notice is answered, "" where it asks nothing or no page is named.
func (e *engine) answerLink(n result.Notice) string {
	if n.Kind != alert.KindCheckIn || e.cfg.Alerts.Page == "" {
		return ""
	}
	token := e.links.Sign(auth.Asked{Athlete: n.Athlete, Day: n.Day.String(), Until: n.Until})
	return strings.TrimSuffix(e.cfg.Alerts.Page, "/") + "/answer/" + token
}

// TestAlerts sends a test notice to the channels of an athlete, of all where none is named.
func (b backend) TestAlerts(ctx context.Context, athlete string) ([]api.AlertTried, error) {
	athletes := []string{athlete}
	if athlete == "" {
		athletes = slices.Sorted(maps.Keys(b.cfg.Alerts.Athletes))
	}
	out := []api.AlertTried{}
	for _, who := range athletes {
		about, err := b.proc.About(ctx, who)
		if err != nil {
			return nil, err
		}
		language := "en"
		if l := about.Profile.Language; l != nil {
			language = *l
		}
		for _, t := range b.sender.Test(ctx, who, language) {
			out = append(out, api.AlertTried(t))
		}
	}
	return out, nil
}

var errLink = api.Problem{Status: http.StatusNotFound, Err: errors.New("this link is not valid any more")}

// Asked is what a link asks, and what was answered by it.
func (b backend) Asked(ctx context.Context, token string) (api.Asked, error) {
	q, ok := b.links.Check(token, b.now())
	if !ok {
		return api.Asked{}, errLink
	}
	if gone, err := b.archive.ForgottenAthlete(q.Athlete); gone || err != nil {
		return api.Asked{}, errLink
	}
	day, err := record.ParseDate(q.Day)
	if err != nil {
		return api.Asked{}, errLink
	}
	about, err := b.proc.About(ctx, q.Athlete)
	if err != nil {
		return api.Asked{}, err
	}
	given, err := b.answers.Given(ctx, q.Athlete, day)
	return api.Asked{Athlete: q.Athlete, Day: day, About: about, Given: given}, err
}

// Answer takes what was answered by a link; what was answered first stands.
func (b backend) Answer(ctx context.Context, token string, c record.CheckIn) error {
	q, err := b.Asked(ctx, token)
	if err != nil {
		return err
	}
	c.Day = q.Day
	if err := b.answers.Take(ctx, q.Athlete, c); err != nil && !errors.Is(err, notify.ErrAnswered) {
		return problem(err)
	}
	return nil
}

// when is how often and when notices are decided.
func when(c notify.Config) alert.When {
	w := c.When
	w.Links = c.Page != ""
	return w
}
