package api

import (
	"context"
	"io"
	"net/http"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// channelsPage shows where the athlete is told, and when and of what.
func (d *Doors) channelsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	done := ""
	for _, word := range []string{"saved", "added", "removed"} {
		if r.URL.Query().Has(word) {
			done = word
		}
	}
	return d.showChannels(w, r, v, done, nil)
}

func (d *Doors) showChannels(w http.ResponseWriter, r *http.Request, v visit, done string, tried *web.Tried) error {
	about, err := d.aboutOf(r, v)
	if err != nil {
		return err
	}
	now := d.now().In(about.LocationAt(d.now()))
	c := web.Channels{
		Athlete: v.athlete, May: v.may(), About: about, Now: now, Today: record.DateOf(now), Default: d.backend.AlertDefaults(), PushKey: d.backend.PushKey(), Done: done, Tried: tried,
	}
	all, err := d.backend.Channels(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	for _, ch := range all {
		c.All = append(c.All, web.Channel{Name: ch.Name, Kind: ch.Kind, Own: ch.Own})
	}
	notices, err := d.backend.Notices(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	c.Last = notices.Deliveries
	return show(w, func(w io.Writer) error { return web.RenderChannels(w, c) })
}

// formChannels takes a form of the page of channels.
func (d *Doors) formChannels(w http.ResponseWriter, r *http.Request, v visit) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	name := form.Get("name")
	led := func(err error, to string) error {
		if err == nil {
			http.Redirect(w, r, "/athletes/"+v.athlete+"/channels?"+to, http.StatusSeeOther)
		}
		return err
	}
	switch form.Get("do") {
	case "add":
		return led(d.backend.AddChannel(r.Context(), v.athlete, name, form.Get("address")), "added")
	case "device":
		device := Device{Endpoint: form.Get("endpoint"), P256dh: form.Get("p256dh"), Auth: form.Get("auth")}
		return led(d.backend.AddDevice(r.Context(), v.athlete, name, device), "added")
	case "remove":
		return led(d.backend.RemoveChannel(r.Context(), v.athlete, name), "removed")
	case "when":
		said, err := web.ParseAlerts(form, d.backend.AlertDefaults())
		if err != nil {
			return Problem{http.StatusBadRequest, err}
		}
		return d.enterAll(w, r, v, "/channels?saved", record.Entry{Kind: record.ProfileEntry, Profile: &record.Profile{Alerts: &said}})
	case "test":
		tried, err := d.tryChannel(r.Context(), v, name)
		if err != nil {
			return err
		}
		return d.showChannels(w, r, v, "", tried)
	}
	return bad("do %q: want add, device, remove, test or when", form.Get("do"))
}

// tryChannel sends a test notice to one channel.
func (d *Doors) tryChannel(ctx context.Context, v visit, name string) (*web.Tried, error) {
	if name == "" {
		return nil, bad("name the channel to be tested")
	}
	all, err := d.backend.TestAlerts(ctx, v.athlete, name)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &web.Tried{Channel: all[0].Channel, Reason: all[0].Reason, Again: all[0].Again}, nil
}
