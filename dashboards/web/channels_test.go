package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func alertDefaults() record.Alerts {
	return record.Alerts{QuietFrom: new("22:00"), QuietTo: new("06:30"), LeadMin: new(120)}
}

// adaChannels is the page of channels: one of the settings, one of Ada's own, a browser, and what became of the newest notices.
func adaChannels(t *testing.T, language string) Channels {
	t.Helper()
	v := ada(t, language)
	v.About.Profile.Alerts = &record.Alerts{LeadMin: new(90), Unwanted: []string{"digest"}}
	return Channels{
		Athlete: "ada", About: v.About, Now: v.Now, Today: v.Today, Default: alertDefaults(), PushKey: "BKey", Done: "added", Tried: &Tried{"mail", "it cannot be reached", true},
		All: []Channel{{"mail", "smtp", false}, {"phone", "ntfy", true}, {"laptop", "webpush", true}, {"hook", "webhook", true}},
		Last: []result.Delivery{
			{Channel: "phone", State: result.DeliveryFailed, Reason: "older", Decided: v.Now.Add(-50 * time.Hour), Ended: v.Now.Add(-49 * time.Hour)},
			{Channel: "phone", State: result.DeliveryDelivered, Decided: v.Now.Add(-25 * time.Hour), Ended: v.Now.Add(-24 * time.Hour)},
			{Channel: "mail", State: result.DeliveryFailed, Reason: "the mail server answered 550", Decided: v.Now.Add(-time.Hour), Ended: v.Now.Add(-time.Hour)},
			{Channel: "laptop", State: result.DeliveryDecided, Decided: v.Now.Add(-time.Hour)},
		},
	}
}

func TestChannelsSayWhatBecameOfTheLastNotice(t *testing.T) {
	page := pages(t, "en")["channels"]
	for _, want := range []string{
		">arrived yesterday 06:30<", ">not delivered today 05:30: the mail server answered 550<", ">on its way since today 05:30<", ">none yet<",
		`data-push="BKey"`, `name="quiet_from" type="time" required="required" value="22:00"`, `value="1.5"`, `name="kind" value="digest" />`, `name="kind" value="risk" checked="checked" />`,
		`src="/static/push.js`, ">e-mail<", ">browser<",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if n := strings.Count(page, `value="remove"`); n != 3 {
		t.Errorf("%d channels can be removed, want the 3 of the athlete's own", n)
	}
}

func TestParseAlerts(t *testing.T) {
	every := "&kind=" + strings.Join(record.NoticeKinds(), "&kind=")
	for form, want := range map[string]record.Alerts{
		"quiet_from=22:00&quiet_to=06:30&lead=2" + every:                                                       {},
		"quiet_from=23:00&quiet_to=06:30&lead=1,5" + every:                                                     {QuietFrom: new("23:00"), QuietTo: new("06:30"), LeadMin: new(90)},
		"quiet_from=22:00&quiet_to=06:30&lead=2&kind=risk&kind=session&kind=correction&kind=deload&kind=stale": {Unwanted: []string{"digest", "checkin"}},
		"quiet_from=22:00&quiet_to=06:30&lead=1e300" + every:                                                   {LeadMin: new(60000)},
	} {
		q, err := url.ParseQuery(form)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseAlerts(q, alertDefaults())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", form, d)
		}
	}
	for _, lead := range []string{"", "x", "NaN"} {
		if _, err := ParseAlerts(url.Values{"lead": {lead}, "quiet_from": {"22:00"}, "quiet_to": {"06:30"}}, alertDefaults()); err == nil {
			t.Errorf("lead %q is taken", lead)
		}
	}
}
