package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// made makes a token.
func (r *rig) made(role, athlete string) string {
	r.t.Helper()
	args := []string{"token", "add", "of a test", "--role", role}
	if athlete != "" {
		args = append(args, "--athlete", athlete)
	}
	return strings.TrimSpace(r.run(0, args...))
}

// Promise 9: one athlete's token never reads, writes or learns of another's data.
func TestTenants(t *testing.T) {
	t.Parallel()
	demo := demoFiles()
	r := newRig(t, "")
	r.take(placed(t, lastNight(demo))...)
	theirs := placed(t, lastDays(demo, 4))
	r.run(0, append([]string{"import", "--athlete", "bo", "--tz", "Europe/Oslo"}, theirs...)...)
	r.run(0, "athlete", "set", "bo", "--name", "Bo Quagga", "--plan", "mon 18:00 Hidden legs")
	bo := r.run(0, "results", "--athlete", "bo", "--format", "json")
	up := r.up()
	mine := r.made("athlete", "ada")
	receipt := r.fileOf(up, "bo")

	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/v1/athletes/ada/results", 200}, // the token itself is fine
		{"GET", "/v1/athletes/bo/results", 403},
		{"GET", "/v1/athletes/bo/verdict", 403},
		{"GET", "/v1/athletes/bo/notices", 403},
		{"GET", "/v1/athletes/bo/days/2026-11-25", 403},
		{"GET", "/v1/athletes/bo/about", 403},
		{"GET", "/v1/athletes/bo/receipts", 403},
		{"GET", "/v1/athletes/bo/receipts/" + receipt, 403},
		{"GET", "/v1/athletes/ada/receipts/" + receipt + "?wait=1ms", 404},
		{"GET", "/v1/athletes/bo/export", 403},
		{"GET", "/athletes/bo/data", 403},
		{"POST", "/athletes/bo/data/forget", 403},
		{"POST", "/v1/athletes/bo/files", 403},
		{"POST", "/v1/athletes/bo/checkins", 403},
		{"POST", "/v1/athletes/bo/entries", 403},
		{"GET", "/athletes/bo", 403},
		{"GET", "/athletes/bo/days/2026-11-25", 403},
		{"POST", "/athletes/bo/checkins", 403},
		{"POST", "/athletes/bo/files", 403},
		{"GET", "/v1/athletes/nobody/results", 403}, // as for one who is there
		{"GET", "/v1/athletes/ada%2F..%2Fbo/results", 400},
		{"GET", "/v1/athletes", 200},
		{"GET", "/", 200},
		{"GET", "/metrics", 403},
		{"GET", "/v1/admin/status", 403},
		{"GET", "/v1/admin/tokens", 403},
		{"POST", "/v1/admin/tokens", 403},
		{"POST", "/v1/admin/verify", 403},
		{"POST", "/v1/admin/forget", 403},
		{"POST", "/v1/admin/rebuild", 403},
		{"POST", "/v1/admin/drain", 403},
		{"POST", "/v1/admin/replay", 403},
		{"DELETE", "/v1/admin/tokens/x", 403},
	} {
		status, body := r.ask(up, tc.method, tc.path, mine, []byte(`{"fatigue":5,"soreness":5}`))
		if status != tc.status {
			t.Errorf("%s %s: status %d, want %d", tc.method, tc.path, status, tc.status)
		}
		for _, secret := range []string{"Quagga", "Hidden legs", `"bo"`, "/bo/", `"bo",`} {
			if strings.Contains(body, secret) {
				t.Errorf("%s %s tells of %s: %.300s", tc.method, tc.path, secret, body)
			}
		}
	}

	// A file that the other has already is new to me: nobody learns what others have.
	f := lastDays(demo, 4)[0]
	if status, body := r.ask(up, "POST", "/v1/athletes/ada/files?name=x.fit", mine, f.Data); status != 202 || !strings.Contains(body, `"accepted"`) {
		t.Errorf("a file of the other: status %d: %s", status, body)
	}
	if got := r.run(0, "results", "--athlete", "bo", "--format", "json"); got != bo {
		t.Error("the other's results are not what they were")
	}
}

// fileOf is the keyed hash of a file of an athlete.
func (r *rig) fileOf(up *running, athlete string) string {
	r.t.Helper()
	var out struct {
		Receipts []struct{ Hash string }
	}
	_, body := r.ask(up, "GET", "/v1/athletes/"+athlete+"/receipts", up.key, nil)
	if err := json.Unmarshal([]byte(body), &out); err != nil || len(out.Receipts) == 0 {
		r.t.Fatalf("no receipts: %v: %s", err, body)
	}
	return out.Receipts[0].Hash
}

// Promise 8: no health value, name, token, serial number, athlete or file name in the log or in what Prometheus is told.
func TestNothingPrivateIsLogged(t *testing.T) {
	t.Parallel()
	const settings = "ingest: {watch: {settle: 50ms}}\ninfluxdb: {url: 'http://127.0.0.1:1', token: influx-secret}\n"
	r := newRig(t, settings)
	up := r.up()
	files := append(lastNight(demoFiles()), strengthFile(lastDay().Add(-6*time.Hour)))
	for i := range files {
		files[i].Name = fmt.Sprintf("wombat-%d.fit", i)
	}
	odd := oddFiles()
	for i := range odd {
		odd[i].Name = fmt.Sprintf("kiwi-%d.fit", i)
	}
	r.run(0, append([]string{"import", "--athlete", "zebra", "--tz", "Europe/Oslo"}, placed(t, files)...)...)
	r.run(exitRejected, append([]string{"import", "--athlete", "zebra"}, placed(t, odd)...)...)
	r.run(0, "athlete", "set", "zebra", "--name", "Quagga", "--weight-kg", "61.875", "--plan", "mon 18:00 Okapi legs")
	r.run(0, "checkin", "--day", "2026-11-25", "--fatigue", "4", "--note", "capybara", "--pain-at", "left axolotl")
	token := r.made("athlete", "zebra")
	r.ask(up, "POST", "/v1/athletes/zebra/files?name=numbat.fit", token, junk())
	r.ask(up, "POST", "/v1/athletes/zebra/files?name=numbat.fit&tz=No/Zebra", token, junk())
	r.ask(up, "POST", "/v1/athletes/zebra/checkins", token, []byte(`{"fatigue":"capybara"}`))
	r.ask(up, "GET", "/athletes/zebra?key="+token, "", nil)
	r.ask(up, "GET", "/v1/athletes/zebra/results", token+"-wrong", nil)
	watched := strengthFile(lastDay().Add(-60 * time.Hour))
	watched.Name = "zebra/quokka.fit"
	bad := odd[1]
	bad.Name = "zebra/numbat.fit"
	if err := writeFiles(filepath.Join(r.dir, "watch"), append(odd[:0:0], watched, bad)); err != nil {
		t.Fatal(err)
	}
	r.untilSaid("2026-11-22 +3", "results", "glute_sets_max")
	r.try("verify")
	r.try("doctor")
	_, text := r.ask(up, "GET", "/metrics", up.key, nil)
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	secrets := append([]string{
		"zebra", "wombat", "kiwi", "quokka", "numbat", "Quagga", "61.875", "Okapi", "capybara", "axolotl", "3451987965", "influx-secret",
		"garmin-fr965", "barbell", token, up.key,
	}, r.shas("zebra")...)
	for name, said := range map[string]string{"log": up.log.String(), "/metrics": text} {
		if len(said) < 200 {
			t.Errorf("the %s is too short to be tested: %q", name, said)
		}
		for _, s := range secrets {
			if i := strings.Index(strings.ToLower(said), strings.ToLower(s)); i >= 0 {
				t.Errorf("the %s tells of %s: …%s", name, s, said[max(0, i-200):min(len(said), i+100)])
			}
		}
	}
}

// shas are the hashes of an athlete's files.
func (r *rig) shas(athlete string) []string {
	r.t.Helper()
	var out struct {
		Files []struct {
			SHA string `json:"sha256"`
		}
	}
	if err := json.Unmarshal([]byte(r.run(0, "explain", "2026-11-25", "--athlete", athlete, "--json")), &out); err != nil || len(out.Files) == 0 {
		r.t.Fatalf("no files: %v", err)
	}
	var shas []string
	for _, f := range out.Files {
		shas = append(shas, f.SHA)
	}
	return shas
}
