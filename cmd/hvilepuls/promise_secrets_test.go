package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// secretOf is a secret of the test, the places of the data folder that are meant to hold it, and who may be told it.
type secretOf struct {
	name, value string
	lies        []string // in the data folder
}

// Promise 8 at its hardest: with a secret in every place that takes one, at the level debug, and with everything failing that can, no secret is in any
// output, log, answer or metric, nor in the data folder outside of where it must lie.
func TestSecretsAreNeverTold(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if broken.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDTSTART:20991201T180000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}))
	t.Cleanup(service.Close)
	dir := t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const influx, ntfy, mail, account, password, calendar = "influx-5ecret-a", "ntfy-5ecret-b", "mail-5ecret-c", "account-5ecret-d", "password-5ecret-e", "calendar-5ecret-f"
	host := strings.TrimPrefix(service.URL, "http://")
	r := newRig(t, fmt.Sprintf(`
influxdb: {url: 'http://127.0.0.1:1', token: %s}
alerts: {internal: true, athletes: {ada: [{name: phone, file: %s}, {name: mail, file: %s}, {name: broken, file: %s}]}}
ingest: {calendars: {internal: true, every: 100ms}, accounts: {days: 7, intervals: [{athlete: ada, key_file: %s, url: %q}]}}
`, influx, file("phone", "ntfy://user:"+ntfy+"@"+host+"/topic?scheme=http"), file("mail", "smtp://user:"+mail+"@127.0.0.1:1/?fromAddress=a@b.example&toAddresses=c@d.example"),
		file("broken", "nonsense://"+ntfy+"@%zz"), file("account", account), service.URL))
	r.args = append(r.args, "--log", "debug")

	var said bytes.Buffer // all that any command wrote, but for tokens that were asked for
	try := func(args ...string) (stdout string) {
		t.Helper()
		out, errs, _ := r.try(args...)
		fmt.Fprintf(&said, "$ %s\n%s%s", args[0], out, errs)
		return out
	}
	try("athlete", "add", "ada", "--tz", "UTC", "--calendar", service.URL+"/"+calendar+".ics")
	up := r.up()
	tokens := map[string]string{"owner": r.made("owner", ""), "athlete": r.made("athlete", "ada"), "upload": r.made("upload", "ada"), "metrics": r.made("metrics", "")}
	gone := r.made("owner", "")
	broken.Store(true)
	try(append([]string{"import", "--athlete", "ada", "--tz", "UTC", "--password-file", file("password", password)}, placed(t, append(lastNight(demoFiles()), oddFiles()...))...)...)
	for _, args := range [][]string{
		{"athlete", "set", "ada", "--calendar", service.URL + "/" + calendar + "-gone.ics"},
		{"athlete", "list"},
		{"athlete", "set", "ada", "--json"},
		{"alerts", "test"},
		{"alerts", "list"},
		{"alerts", "--help"},
		{"token", "list"},
		{"token", "list", "--json"},
		{"token", "revoke", "nonsense"},
		{"verify"},
		{"rebuild", "influx"},
		{"doctor"},
		{"doctor", "--json"},
		{"results"},
		{"verdict", "--json"},
		{"config"},
		{"check"},
		{"version"},
		{"nonsense"},
	} {
		try(args...)
	}

	answers := map[string]string{}
	ask := func(method, path, token string, body string) {
		t.Helper()
		status, got := r.ask(up, method, path, token, []byte(body))
		answers[fmt.Sprintf("%s %s by %.8s: %d", method, path, token, status)] = got
	}
	for _, token := range append([]string{"", up.key, gone + "-wrong"}, slices.Collect(maps.Values(tokens))...) {
		for _, path := range []string{
			"/", "/?key=" + gone + "-wrong", "/v1/athletes", "/v1/athletes/ada/about", "/v1/athletes/ada/receipts", "/v1/athletes/ada/results", "/v1/athletes/ada/results?format=csv",
			"/v1/athletes/ada/results?format=lp", "/v1/athletes/ada/verdict", "/v1/athletes/ada/notices", "/v1/athletes/ada/backtest", "/v1/athletes/ada/days/2026-11-25",
			"/athletes/ada", "/athletes/ada/calendar", "/athletes/ada/sources", "/athletes/ada/settings", "/athletes/ada/days/2026-11-25", "/v1/admin/status",
			"/v1/admin/tokens", "/metrics", "/readyz", "/healthz", "/answer/" + calendar, "/nowhere",
		} {
			ask("GET", path, token, "")
		}
		for path, body := range map[string]string{
			"/v1/admin/tokens": `{"role":"nonsense"}`, "/v1/admin/alerts/test": "", "/v1/admin/verify": "", "/sign-in": "", "/sign-out": "", "/v1/athletes/ada/entries": `{"kind":"x"}`,
		} {
			ask("POST", path, token, body)
		}
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}

	secrets := []secretOf{
		{"token of InfluxDB", influx, nil},
		{"password of a channel", ntfy, nil},
		{"password of mail", mail, nil},
		{"key of an account", account, nil},
		{"password of archives", password, []string{"archive/"}},
		{"address of a calendar", calendar, []string{"archive/", "jetstream/"}},
		{"page's key", up.key, []string{"page.key"}},
		{"token that is none", gone + "-wrong", nil},
	}
	for role, token := range tokens {
		secrets = append(secrets, secretOf{"token of role " + role, token, nil})
	}
	places := map[string]string{"what the commands wrote": said.String(), "the log": up.log.String()}
	for name, text := range answers {
		places["the answer to "+name] = text
	}
	if said.Len() < 5000 || up.log.Len() < 1000 || !strings.Contains(up.log.String(), "level=WARN") {
		t.Errorf("too little was said to be tested: %d and %d bytes", said.Len(), up.log.Len())
	}
	if len(answers) < 200 {
		t.Errorf("only %d answers", len(answers))
	}
	for name, text := range places {
		for _, s := range secrets {
			if i := strings.Index(text, s.value); i >= 0 {
				t.Errorf("%s tells the %s: …%s", name, s.name, text[max(0, i-200):min(len(text), i+60)])
			}
		}
	}
	lies := r.whereLies(secrets)
	for _, s := range secrets {
		for _, path := range lies[s.name] {
			if !slices.ContainsFunc(s.lies, func(place string) bool { return strings.HasPrefix(path, place) }) {
				t.Errorf("the %s lies in %s", s.name, path)
			}
		}
		if len(s.lies) > 0 && len(lies[s.name]) == 0 {
			t.Errorf("the %s lies nowhere: the test tests nothing", s.name)
		}
	}
}

// whereLies are the files of the data folder that hold a secret, by its name.
func (r *rig) whereLies(secrets []secretOf) map[string][]string {
	r.t.Helper()
	out := map[string][]string{}
	files := 0
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(r.dir, path)
		for _, s := range secrets {
			if bytes.Contains(b, []byte(s.value)) || strings.Contains(rel, s.value) {
				out[s.name] = append(out[s.name], filepath.ToSlash(rel))
			}
		}
		return err
	})
	if err != nil || files < 10 {
		r.t.Fatalf("%d files, %v", files, err)
	}
	return out
}
