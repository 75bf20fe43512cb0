package api

import (
	"net/http"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// route is one line of the table of doors.
type route struct {
	pattern string
	action  auth.Action
	what    string // it does, in the audit log; "" for what only reads
	json    bool   // the body is JSON
	do      func(w http.ResponseWriter, r *http.Request, v visit) error
}

// visit is who asks, and about whom.
type visit struct {
	grant   auth.Grant
	private bool
	athlete string
	still   func() bool // whether the grant still holds
}

// may is what the visitor may do with the athlete whose page is shown, by the same grant that the doors ask.
func (v visit) may() web.May {
	return web.May{Enter: v.grant.May(auth.Write, v.athlete), Bring: v.grant.May(auth.BringFiles, v.athlete)}
}

func (d *Doors) table() []route {
	const a, p = "/v1/athletes/{athlete}", "/athletes/{athlete}"
	return []route{
		{pattern: "POST " + a + "/files", action: auth.BringFiles, do: d.postFile, what: "upload"},
		{pattern: "GET " + a + "/receipts", action: auth.BringFiles, do: d.getReceipts},
		{pattern: "GET " + a + "/receipts/{file}", action: auth.BringFiles, do: d.getReceipt},
		{pattern: "GET " + a + "/results", action: auth.Read, do: d.getResults},
		{pattern: "GET " + a + "/verdict", action: auth.Read, do: d.getVerdict},
		{pattern: "GET " + a + "/notices", action: auth.Read, do: d.getNotices},
		{pattern: "GET " + a + "/backtest", action: auth.Read, do: d.getBacktest},
		{pattern: "GET " + a + "/days/{day}", action: auth.Read, do: d.getDay},
		{pattern: "GET " + a + "/about", action: auth.Read, do: d.getAbout},
		{pattern: "GET " + a + "/export", action: auth.Write, do: d.getExport, what: "export"},
		{pattern: "POST " + a + "/checkins", action: auth.Write, do: d.postCheckIn, what: "entry", json: true},
		{pattern: "POST " + a + "/entries", action: auth.Write, do: d.postEntry, what: "entry", json: true},
		{pattern: "GET " + a + "/channels", action: auth.Write, do: d.getChannels},
		{pattern: "POST " + a + "/channels", action: auth.Write, do: d.postChannel, what: "channel added", json: true},
		{pattern: "DELETE " + a + "/channels/{id}", action: auth.Write, do: d.deleteChannel, what: "channel removed"},
		{pattern: "POST " + a + "/channels/{id}/test", action: auth.Write, do: d.testChannel, what: "test notice"},
		{pattern: "GET /v1/athletes", action: auth.Read, do: d.getAthletes},

		{pattern: "POST /v1/admin/drain", action: auth.Administer, do: d.drain},
		{pattern: "POST /v1/admin/verify", action: auth.Administer, do: d.verify, what: "verify"},
		{pattern: "POST /v1/admin/rebuild", action: auth.Administer, do: d.rebuild, what: "rebuild"},
		{pattern: "POST /v1/admin/replay", action: auth.Administer, do: d.replay, what: "replay"},
		{pattern: "POST /v1/admin/forget", action: auth.Administer, do: d.forget, what: "forget", json: true},
		{pattern: "POST /v1/admin/alerts/test", action: auth.Administer, do: d.testAlerts, what: "test notice"},
		{pattern: "GET /v1/admin/status", action: auth.Administer, do: d.status},
		{pattern: "GET /v1/admin/tokens", action: auth.Administer, do: d.listTokens},
		{pattern: "POST /v1/admin/tokens", action: auth.Administer, do: d.makeToken, what: "token made", json: true},
		{pattern: "DELETE /v1/admin/tokens/{id}", action: auth.Administer, do: d.revokeToken, what: "token revoked"},
		{pattern: "POST /v1/admin/page-key", action: auth.Administer, do: d.renewPageKey, what: "page key renewed"},
		{pattern: "GET /metrics", action: auth.Scrape, do: d.metrics},

		{pattern: "GET /{$}", action: auth.Read, do: d.home},
		{pattern: "GET " + p, action: auth.Read, do: d.page},
		{pattern: "GET " + p + "/days/{day}", action: auth.Read, do: d.dayPage},
		{pattern: "GET " + p + "/calendar", action: auth.Read, do: d.calendarPage},
		{pattern: "GET " + p + "/sources", action: auth.Read, do: d.sourcesPage},
		{pattern: "GET " + p + "/settings", action: auth.Write, do: d.settingsPage},
		{pattern: "GET " + p + "/channels", action: auth.Write, do: d.channelsPage},
		{pattern: "POST " + p + "/channels", action: auth.Write, do: d.formChannels, what: "channels"},
		{pattern: "GET " + p + "/data", action: auth.Write, do: d.dataPage},
		{pattern: "GET " + p + "/live", action: auth.Read, do: d.live},
		{pattern: "POST " + p + "/checkins", action: auth.Write, do: d.formCheckIn, what: "entry"},
		{pattern: "POST " + p + "/files", action: auth.BringFiles, do: d.formFile, what: "upload"},
		{pattern: "POST " + p + "/settings", action: auth.Write, do: d.formSettings, what: "settings"},
		{pattern: "POST " + p + "/data/forget", action: auth.Write, do: d.formForget, what: "forget"},
		{pattern: "POST " + p + "/days/{day}/corrections", action: auth.Write, do: d.formCorrection, what: "entry"},
	}
}

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// tokenless is a door that needs no token.
type tokenless struct {
	pattern string
	do      http.Handler
}

// tokenless are the doors that need no token.
func (d *Doors) tokenless() []tokenless {
	return []tokenless{
		{"GET " + healthPath, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })},
		{"GET " + readyPath, http.HandlerFunc(d.ready)},
		{"GET /static/", web.Assets()},
		{"POST /sign-in", d.without(d.signIn)},
		{"POST /sign-out", d.without(d.signOut)},
		{"GET /answer/{token}", d.without(d.showAsked)},
		{"POST /answer/{token}", d.without(d.takeAnswer)},
	}
}

func (d *Doors) routes(private bool) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range d.table() {
		mux.Handle(rt.pattern, d.door(rt, private))
	}
	for _, o := range d.tokenless() {
		mux.Handle(o.pattern, o.do)
	}
	return mux
}
