package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// onlyAsked skips what takes minutes, and is measured rather than tested, unless a variable of the environment asks for it.
func onlyAsked(t *testing.T, variable, why string) {
	t.Helper()
	if os.Getenv(variable) == "" {
		t.Skipf("%s; %s=1 runs it", why, variable)
	}
}

// mostDelay is what work for one athlete may delay another's verdict by. A second is promised for a machine that has nothing else to do; this one may.
const mostDelay = 5 * time.Second

// neighbours are the athletes beside the one who imports. They take turns, for what one brings twice in a moment is gathered.
type neighbours struct {
	*rig
	up       *running
	at       string // the verdict is asked as of this instant, so that only what is known changes it
	athletes []string
	asked    int
}

// way is a way to bring something that changes the verdict, and how long it took each time.
type way struct {
	name string
	do   func() time.Duration
	took []time.Duration
}

type ways []*way

func (w *way) median() time.Duration {
	slices.Sort(w.took)
	return w.took[len(w.took)/2]
}

func (w *way) String() string {
	ms := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
	return fmt.Sprintf("%d times, median %v, 99 %% within %v, longest %v", len(w.took), ms(w.median()), ms(w.took[len(w.took)*99/100]), ms(slices.Max(w.took)))
}

func (ws ways) sample() {
	for _, w := range ws {
		w.took = append(w.took, w.do())
	}
}

func (o *neighbours) ways() ways {
	return ways{
		{name: "a check-in", do: o.checkIn},
		{name: "a small file", do: o.upload},
		{name: "hvilepuls checkin", do: o.command},
	}
}

// newNeighbours starts the program and gives everybody a history of two weeks.
func newNeighbours(t *testing.T) *neighbours {
	t.Helper()
	r := newRig(t, "http: {limits: {requests: 1000000, files: 1000000}}")
	o := &neighbours{rig: r, up: r.up(), at: time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}
	dir := t.TempDir()
	if err := writeFiles(dir, lastDays(demoFiles(), 14)); err != nil {
		o.t.Fatal(err)
	}
	for i := range 9 { // three for each way
		o.athletes = append(o.athletes, fmt.Sprint("bo", i))
		o.run(0, "import", "--athlete", o.athletes[i], "--tz", "Europe/Oslo", dir)
	}
	return o
}

// beside measures the time from something brought until the verdict knows of it: alone, and while something is done for another athlete.
func (o *neighbours) beside(do func(ctx context.Context) error) {
	o.t.Helper()
	const times = 12
	alone, beside, ended := o.ways(), o.ways(), make(chan error, 1)
	for range times {
		alone.sample()
	}
	before, start := peakMemory(o.t, o.up.cmd.Process.Pid), time.Now()
	go func() { ended <- do(o.t.Context()) }()
	for running := true; running; {
		beside.sample()
		select {
		case err := <-ended:
			if err != nil {
				o.t.Fatal(err)
			}
			running = false
		default:
		}
	}
	peak := peakMemory(o.t, o.up.cmd.Process.Pid)
	o.t.Logf("done in %v; peak of memory %d MiB, before %d MiB", time.Since(start).Round(time.Second), peak>>20, before>>20)
	for i, w := range beside {
		o.t.Logf("%s: alone %v; beside %v", w.name, alone[i], w)
		if added := slices.Max(w.took) - alone[i].median(); added > mostDelay {
			o.t.Errorf("%s: the verdict is delayed by %v", w.name, added)
		}
	}
	if peak > mostMemory {
		o.t.Errorf("memory reached %d MiB, and the limit is %d", peak>>20, mostMemory>>20)
	}
	if err := o.up.stop(); err != nil {
		o.t.Error(err)
	}
}

// next is whose turn it is, and what is to be said otherwise than before.
func (o *neighbours) next() (athlete string, answer int) {
	o.asked++
	return o.athletes[o.asked%len(o.athletes)], 1 + 3*(o.asked/len(o.athletes)%2)
}

func (o *neighbours) verdict(athlete string) string {
	o.t.Helper()
	status, answer := o.ask(o.up, http.MethodGet, "/v1/athletes/"+athlete+"/verdict?at="+o.at, o.up.key, nil)
	if status != http.StatusOK {
		o.t.Fatal(status, answer)
	}
	return answer
}

// brings brings something and waits for another verdict than before.
func (o *neighbours) brings(athlete string, bring func()) time.Duration {
	o.t.Helper()
	before, start := o.verdict(athlete), time.Now()
	for bring(); o.verdict(athlete) == before; <-time.After(5 * time.Millisecond) {
		if time.Since(start) > 2*time.Minute {
			o.t.Fatalf("the verdict stays %s", before)
		}
	}
	return time.Since(start)
}

func (o *neighbours) checkIn() time.Duration {
	athlete, n := o.next()
	return o.brings(athlete, func() {
		o.post(athlete, "checkins", "application/json", fmt.Appendf(nil, `{"fatigue":%d,"soreness":%d,"note":"%d"}`, n, n, o.asked))
	})
}

// upload sends a session of the last day.
func (o *neighbours) upload() time.Duration {
	athlete, _ := o.next()
	nth := time.Duration(1 + o.asked/len(o.athletes)) // of the athlete's
	f := strengthFile(time.Now().Add(-nth * 15 * time.Minute).Truncate(time.Second))
	return o.brings(athlete, func() { o.post(athlete, "files?name="+f.Name, "application/octet-stream", f.Data) })
}

// command answers with the verdict.
func (o *neighbours) command() time.Duration {
	athlete, answer := o.next()
	n := strconv.Itoa(answer)
	return o.brings(athlete, func() {
		o.run(0, "checkin", "--athlete", athlete, "--fatigue", n, "--soreness", n, "--note", strconv.Itoa(o.asked))
	})
}

func (o *neighbours) post(athlete, to, kind string, body []byte) {
	o.t.Helper()
	status, _, err := o.send(o.t.Context(), http.MethodPost, "/v1/athletes/"+athlete+"/"+to, kind, body)
	if err != nil || status != http.StatusAccepted {
		o.t.Fatal(to, status, err)
	}
}

// metrics is what Prometheus would be told.
func (o *neighbours) metrics(ctx context.Context) (string, error) {
	_, told, err := o.send(ctx, http.MethodGet, "/metrics", "", nil)
	return told, err
}

func (o *neighbours) send(ctx context.Context, method, path, kind string, body []byte) (status int, answer string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, o.up.page+path, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer "+o.up.key)
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
