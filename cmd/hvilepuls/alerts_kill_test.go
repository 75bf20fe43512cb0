package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// alertRounds is how often the product is killed: HVILEPULS_ALERT_ROUNDS times, 20 times in CI, else a few.
func alertRounds(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("HVILEPULS_ALERT_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("HVILEPULS_ALERT_ROUNDS: %q is no number of rounds", s)
		}
		return n
	}
	if os.Getenv("CI") != "" {
		return 20
	}
	return 4
}

// alertRig is the real program with channels on loopback, killed again and again. Each round has an athlete of its own.
type alertRig struct {
	*rig
	s        *servers
	athletes []string
	entered  map[string]int // what was answered of an athlete's channel and entries, by athlete
	told     int            // athletes whose week is summed up
	kills    []time.Time
	sockets  string // folder in which killed processes leave theirs
}

func newAlertRig(t *testing.T, rounds int) *alertRig {
	t.Helper()
	a := &alertRig{s: startServers(t), entered: map[string]int{}, sockets: t.TempDir()}
	dir := t.TempDir()
	var settings strings.Builder
	settings.WriteString("processors: {gather: 100ms, workers: 4}\nalerts:\n  evening: \"00:00\"\n  lead: 48h\n  retry: 1s\n  internal: true\n  quiet: {from: \"00:00\", to: \"00:00\"}\n  athletes:\n")
	for i := range rounds {
		athlete := fmt.Sprintf("a%03d", i)
		a.athletes = append(a.athletes, athlete)
		settings.WriteString("    " + athlete + ":\n")
		for name, address := range a.s.addresses(athlete) {
			path := filepath.Join(dir, athlete+"."+name)
			if err := os.WriteFile(path, []byte(address+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&settings, "      - {name: %s, file: %s}\n", name, path)
		}
	}
	a.rig = newRig(t, settings.String())
	return a
}

// entries are what makes a notice: a session in three hours, and pain that speaks against it.
func (a *alertRig) entries() []record.Entry {
	start, today := time.Now().UTC().Add(3*time.Hour), record.DateOf(time.Now().UTC())
	return []record.Entry{
		{Kind: record.ZoneEntry, Zone: &record.Zone{From: record.NoDate, TZ: "UTC"}},
		{Kind: record.PlanEntry, Plan: &record.Plan{Sessions: []record.DatedSession{{Start: start.Format(record.DatedStart), Name: "Glutes"}}}},
		{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: today, Pain: new("sharp")}},
	}
}

// enter sends what of the first athletes was not answered yet: a browser as a channel of their own, then the entries.
func (a *alertRig) enter(up *running, athletes int) {
	for _, athlete := range a.athletes[:athletes] {
		wants := []posted{{"channels", http.StatusCreated, map[string]string{"name": "push", "address": a.s.push(athlete)}}}
		for _, e := range a.entries() {
			wants = append(wants, posted{"entries", http.StatusAccepted, e})
		}
		for _, w := range wants[a.entered[athlete]:] {
			b, err := json.Marshal(w.body)
			if err != nil {
				a.t.Fatal(err)
			}
			req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, up.page+"/v1/athletes/"+athlete+"/"+w.to, strings.NewReader(string(b)))
			if err != nil {
				a.t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+up.key)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return // it was killed
			}
			_ = resp.Body.Close()
			if resp.StatusCode != w.status {
				a.t.Fatalf("%s of %s: %s", w.to, athlete, resp.Status)
			}
			a.entered[athlete]++
		}
	}
}

// posted is something that is sent to the program, and the status that it answers.
type posted struct {
	to     string
	status int
	body   any
}

// sumUp decides the digest of each of the first athletes who has all channels, as the program does on a Monday, while no program runs.
func (a *alertRig) sumUp(athletes int) {
	a.t.Helper()
	s, err := stream.Open(a.t.Context(), stream.Defaults(), a.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		a.t.Fatal(err)
	}
	defer s.Close()
	for ; a.told < athletes && a.entered[a.athletes[a.told]] > 0; a.told++ {
		now, athlete := time.Now().UTC(), a.athletes[a.told]
		n := result.Notice{
			V: record.Version, Athlete: athlete, ID: "digest-2026-11-23-week", Kind: "digest", Day: record.DateOf(now), Level: "week", Model: "v0", Decided: now,
			Until: now.Add(48 * time.Hour), Language: "nb", Text: "Rumpeøkter forrige uke: 2, med 14,5 harde sett (10-20 er vanlig).\nHvilepuls 52 i snitt, vanligvis 51-53.\nRestitusjonsrisiko: lav.",
		}
		for i := range 7 {
			n.Week = append(n.Week, result.WeekDay{Date: record.DateOf(now) - 7 + record.Date(i), RHR: new(50 + float64(i+a.told%3)), Low: new(51.), High: new(53.)})
		}
		data, err := json.Marshal(n)
		if err != nil {
			a.t.Fatal(err)
		}
		if _, err := s.Publish(a.t.Context(), stream.Notices, stream.Put{Subject: stream.NoticeSubject(athlete, n.ID), Data: data}); err != nil {
			a.t.Fatal(err)
		}
	}
}

func (a *alertRig) start() *running {
	a.t.Helper()
	up := &running{}
	a.t.Cleanup(up.kill)
	if err := up.start("", append(os.Environ(), "SSL_CERT_FILE="+a.s.ca, "XDG_RUNTIME_DIR="+a.sockets), a.args...); err != nil {
		a.t.Fatal(err)
	}
	return up
}

// round starts the program, enters and kills it at a random moment; half of the times soon after a message has arrived somewhere.
func (a *alertRig) round(i int) {
	a.t.Helper()
	up := a.start()
	select {
	case <-a.s.arrive:
	default:
	}
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		const longest = 2 * time.Second
		timer := time.NewTimer(time.Duration(rand.Int64N(int64(longest))))
		if rand.IntN(2) == 0 {
			timer.Reset(longest)
			select {
			case <-a.s.arrive:
				timer.Reset(time.Duration(rand.IntN(60)) * time.Millisecond)
			case <-timer.C:
				timer.Reset(0)
			}
		}
		<-timer.C
		up.kill()
		a.kills = append(a.kills, time.Now())
	}()
	a.enter(up, i+1)
	<-killed
}

// notices are an athlete's, once each has come to an end on each channel; false while they have not.
func (a *alertRig) notices(up *running, athlete string) (out result.Notices, ended bool) {
	a.t.Helper()
	status, body := a.ask(up, http.MethodGet, "/v1/athletes/"+athlete+"/notices", up.key, nil)
	if status != http.StatusOK {
		a.t.Fatalf("notices of %s: %d %s", athlete, status, body)
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		a.t.Fatal(err)
	}
	const channels = 5
	ended = len(out.Notices) > 1 && len(out.Deliveries) == channels*len(out.Notices)
	for _, d := range out.Deliveries {
		ended = ended && !d.Ended.IsZero()
	}
	return out, ended
}

// None is lost however often the program is killed; one comes twice only where it was killed between sending and writing the receipt, and
// never on a channel that takes a key.
func TestAlertsOfAKilledProgram(t *testing.T) {
	rounds := alertRounds(t)
	a := newAlertRig(t, rounds)
	for i := range rounds {
		a.round(i)
		a.sumUp(i + 1)
	}
	up := a.start()
	a.enter(up, rounds)
	if a.told < rounds { // the last were killed before their channel was there
		up.kill()
		a.kills = append(a.kills, time.Now())
		a.sumUp(rounds)
		up = a.start()
	}
	counts := map[string]*struct{ notices, lost, requests, twice int }{}
	for _, name := range []string{"hook", "ntfy", "telegram", "mail", "push"} {
		counts[name] = &struct{ notices, lost, requests, twice int }{}
	}
	total, limit := 0, time.Now().Add(2*time.Minute+time.Duration(rounds)*2*time.Second)
	for _, athlete := range a.athletes {
		all, ended := result.Notices{}, false
		for !ended {
			if all, ended = a.notices(up, athlete); !ended && time.Now().After(limit) {
				t.Fatalf("%s: not all came to an end: %+v %s", athlete, all.Deliveries, up.log.String())
			}
			pause := time.NewTimer(20 * time.Millisecond)
			<-pause.C
		}
		total += len(all.Notices)
		for _, n := range all.Notices {
			for name, c := range counts {
				i := slices.IndexFunc(all.Deliveries, func(d result.Delivery) bool { return d.Notice == n.ID && d.Channel == name })
				requests, shown := a.arrived(name, athlete, n, all.Deliveries[i])
				c.notices++
				if requests == 0 {
					c.lost++
				}
				c.requests += requests
				c.twice += shown - 1
			}
		}
	}
	a.s.mu.Lock()
	strange := len(a.s.got)
	a.s.mu.Unlock()
	if strange != total*len(counts) {
		t.Errorf("%d different messages arrived, want %d", strange, total*len(counts))
	}
	for name, c := range counts {
		t.Logf("%d kills: %-8s %d notices, %d lost, %d requests, %d shown twice", len(a.kills), name, c.notices, c.lost, c.requests, c.twice)
	}
}

// arrived holds what a server got of a notice against its receipt. It gives how often it came, and how often it is shown: what comes again
// with its key is shown once.
func (a *alertRig) arrived(channel, athlete string, n result.Notice, d result.Delivery) (requests, shown int) {
	a.t.Helper()
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	got := a.s.got[channel+"\n"+athlete+"\n"+n.Text]
	if len(got) == 0 || d.State != result.DeliveryDelivered {
		a.t.Errorf("%s to %s on %s: %d arrivals, receipt %+v", n.ID, athlete, channel, len(got), d)
		return 0, 1
	}
	if len(got) > d.Tries {
		a.t.Errorf("%s to %s on %s: came %d times, tried %d times", n.ID, athlete, channel, len(got), d.Tries)
	}
	for i, r := range got {
		if drawn := n.Kind == "digest" && channel != "push"; (r.picture != "") != drawn || r.picture != got[0].picture {
			a.t.Errorf("%s to %s on %s: arrival %d has a picture of %d bytes", n.ID, athlete, channel, i, len(r.picture))
		}
	}
	for i := range got[1:] {
		if !slices.ContainsFunc(a.kills, func(k time.Time) bool { return k.After(got[i].at) && k.Before(got[i+1].at) }) {
			a.t.Errorf("%s to %s on %s: came twice with no kill in between", n.ID, athlete, channel)
		}
	}
	if got[0].key == "" {
		return len(got), len(got)
	}
	keys := map[string]bool{}
	for _, r := range got {
		keys[r.key] = true
	}
	if len(keys) != 1 {
		a.t.Errorf("%s to %s on %s: came with %d keys", n.ID, athlete, channel, len(keys))
	}
	return len(got), len(keys)
}
