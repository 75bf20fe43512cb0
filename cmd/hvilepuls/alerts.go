package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/notify"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

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
	secret, err := auth.Secret(e.folder, "push.key")
	if err != nil {
		return fmt.Errorf("read the key of push notices: %w", err)
	}
	e.book, err = notify.OpenBook(filepath.Join(e.cfg.dir, "channels"), e.keys)
	if err != nil {
		return err
	}
	e.sender, err = notify.New(e.cfg.Alerts, notify.Parts{
		Streams: e.streams, Zone: e.proc.Zone, About: e.proc.About, Link: e.noticeLink, Book: e.book, Secret: secret,
		Metrics: notify.NewMetrics(e.registry), Log: e.log, Now: e.now,
	})
	return err
}

// noticeLink is the link by which a notice is answered, or to the page that shows more of it; "" where there is none or no page is named.
func (e *engine) noticeLink(n result.Notice) string {
	page := strings.TrimSuffix(e.cfg.Alerts.Page, "/")
	switch {
	case page == "":
		return ""
	case n.Kind == alert.KindDigest:
		return page + "/athletes/" + n.Athlete
	case n.Kind == alert.KindCheckIn:
		return page + "/answer/" + e.links.Sign(auth.Asked{Athlete: n.Athlete, Day: n.Day.String(), Until: n.Until})
	}
	return ""
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
