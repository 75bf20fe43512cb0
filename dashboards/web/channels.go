package web

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Channels is what the page about channels shows.
type Channels struct {
	May     May
	Athlete string
	About   record.About
	Now     time.Time // in the athlete's zone
	Today   record.Date
	All     []Channel
	Last    []result.Delivery // receipts of the athlete's notices
	Default record.Alerts     // how is told who said nothing of it
	PushKey string            // with which browsers subscribe
	Tried   *Tried            // a test that was just sent
	Done    string            // what was just done: saved, added or removed
}

// Channel is one way by which an athlete is told.
type Channel struct {
	Name, Kind string
	Own        bool // the athlete added it
}

// Tried is how a test went.
type Tried struct {
	Channel, Reason string // "" if it was sent
	Again           bool
}

// RenderChannels draws the page about channels.
func RenderChannels(w io.Writer, c Channels) error {
	return draw(w, "channels.html", newChannelsPage(c))
}

type channelsPage struct {
	frame
	To, Key, Done string
	Tried, Again  string
	Failed        bool
	Rows          []channelRow
	Forms         []string
	From, Until   string
	Lead          string
	Kinds         []option
}

type channelRow struct {
	Name, Kind, Last string
	Own              bool
}

// addressForms are examples of each kind of channel.
var addressForms = []string{
	"ntfy://ntfy.sh/TOPIC", "telegram://TOKEN@telegram?chats=CHAT", "matrix://:TOKEN@HOST/?rooms=!ROOM:HOST", "signal://HOST:PORT/+FROM/+TO",
	"discord://TOKEN@WEBHOOK", "pushover://shoutrrr:TOKEN@USER", "gotify://HOST/TOKEN", "smtp://USER:PASSWORD@HOST:587/?from=…&to=…", "https://HOST/PATH",
}

func newChannelsPage(c Channels) *channelsPage {
	p := &channelsPage{frame: newFrame(c.About.Profile.LanguageOr("")), Key: c.PushKey, Forms: addressForms}
	p.of(c.Athlete, c.About, c.May, "/channels")
	w := p.W
	p.Title, p.To = w.ChannelsPage, athleteAddress(c.Athlete)+"/channels"
	p.Scripts = slices.Concat(p.Scripts, addresses("push.js"))
	p.Done = map[string]string{"saved": w.SavedSettings, "added": w.Added, "removed": w.Removed}[c.Done]
	if t := c.Tried; t != nil {
		p.Tried = fmt.Sprintf(w.Tested, t.Channel)
		if p.Failed = t.Reason != ""; p.Failed {
			p.Tried = fmt.Sprintf(w.TestFailed, t.Channel, t.Reason)
		}
		if t.Again {
			p.Again = w.TestAgain
		}
	}
	for _, ch := range c.All {
		p.Rows = append(p.Rows, channelRow{Name: ch.Name, Kind: w.kindOfChannel(ch.Kind), Last: w.lastNotice(ch.Name, c), Own: ch.Own})
	}
	said := record.Alerts{}
	if a := c.About.Profile.Alerts; a != nil {
		said = *a
	}
	p.From, p.Until = *cmp.Or(said.QuietFrom, c.Default.QuietFrom, new("")), *cmp.Or(said.QuietTo, c.Default.QuietTo, new(""))
	const perHour = 60
	p.Lead = numberOf(new(float64(*cmp.Or(said.LeadMin, c.Default.LeadMin, new(0))) / perHour))
	for _, kind := range record.NoticeKinds() {
		p.Kinds = append(p.Kinds, option{kind, w.NoticeKinds[kind], !slices.Contains(said.Unwanted, kind)})
	}
	return p
}

func (w words) kindOfChannel(kind string) string {
	switch kind {
	case "webhook":
		return w.WebHook
	case "smtp":
		return w.MailKind
	case "webpush":
		return w.DeviceKind
	}
	return kind
}

// lastNotice says what became of the newest notice on a channel.
func (w words) lastNotice(name string, c Channels) string {
	var last result.Delivery
	for _, d := range c.Last {
		if d.Channel == name && d.Decided.After(last.Decided) {
			last = d
		}
	}
	when := last.Decided
	if !last.Ended.IsZero() {
		when = last.Ended
	}
	text := w.moment(when.In(c.Now.Location()), c.Today)
	switch last.State {
	case "":
		return w.NothingSent
	case result.DeliveryDelivered:
		return fmt.Sprintf(w.Delivered, text)
	case result.DeliveryFailed:
		return fmt.Sprintf(w.NotDelivered, text, last.Reason)
	}
	return fmt.Sprintf(w.Waiting, text)
}

// ParseAlerts reads how an athlete wants to be told. What is as the settings say is not said, so that it changes with them.
func ParseAlerts(form url.Values, settings record.Alerts) (record.Alerts, error) {
	var out record.Alerts
	from, to := strings.TrimSpace(form.Get("quiet_from")), strings.TrimSpace(form.Get("quiet_to"))
	if from != *settings.QuietFrom || to != *settings.QuietTo {
		out.QuietFrom, out.QuietTo = &from, &to
	}
	hours, err := strconv.ParseFloat(strings.Replace(form.Get("lead"), ",", ".", 1), 64)
	if err != nil || math.IsNaN(hours) {
		return out, fmt.Errorf("read settings of notices: %q hours; want a number", form.Get("lead"))
	}
	const perHour, most = 60, 1000
	if lead := int(math.Round(min(max(hours, -1), most) * perHour)); lead != *settings.LeadMin {
		out.LeadMin = &lead
	}
	for _, kind := range record.NoticeKinds() {
		if !slices.Contains(form["kind"], kind) {
			out.Unwanted = append(out.Unwanted, kind)
		}
	}
	return out, nil
}
