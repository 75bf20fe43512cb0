package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
	"github.com/hvilepuls/hvilepuls/internal/killpoint"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// crashClock is the time of the product's clock in these tests. It stands still, so that what is entered twice is the same twice.
func crashClock() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

const wholeTime = time.Minute // the longest that anything may take to be whole again

// crashRig is what all rounds share: the program with its kill points, an InfluxDB, the services around it, and what comes out undisturbed.
type crashRig struct {
	t        *testing.T
	bin      string // folder of the program
	sockets  string // folder in which killed processes leave theirs
	key      []byte // of every round's archive, so that all name files alike
	db       *influxtest.Server
	services *crashServices
	files    crashFiles
	calm     outcome
}

func newCrashRig(t *testing.T) *crashRig {
	t.Helper()
	c := &crashRig{t: t, bin: t.TempDir(), sockets: t.TempDir(), key: bytes.Repeat([]byte("key!"), 8), db: influxtest.Start(t), files: newCrashFiles()}
	c.services = startCrashServices(t)
	still := filepath.Join(c.bin, "hvilepuls-still")
	build := exec.Command("go", "test", "-c", "-tags", "killpoints", "-o", still, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program with its kill points: %v\n%s", err, out)
	}
	return c
}

// crashRound is one life of a data folder.
type crashRound struct {
	*crashRig
	name     string
	dir      string
	settings string
	rng      *rand.Rand
	plan     killPlan
	up       *running
	began    time.Time
	kills    int
	recovery []time.Duration         // from the start after a kill until everything that had been accepted was whole
	lived    func(step string) error // told of each step that was done; may be nil
}

// killPlan says how the round's process ends: at a point that is passed, or some time after a step has begun.
type killPlan struct {
	point string // "" for a random moment
	nth   int    // time that it is passed
	step  string // in which the point was passed first, or after whose beginning the moment lies
	after time.Duration
	log   string // file of the points passed
}

func (p killPlan) String() string {
	if p.point != "" {
		return fmt.Sprintf("%s, time %d, from %q", p.point, p.nth, p.step)
	}
	return fmt.Sprintf("%v after %q", p.after, p.step)
}

func (c *crashRig) newRound(name string, seed uint64, plan killPlan) (*crashRound, error) {
	r := &crashRound{crashRig: c, name: name, rng: rand.New(rand.NewPCG(seed, 11)), plan: plan}
	base, err := os.MkdirTemp("", "crash-")
	if err != nil {
		return nil, err
	}
	r.dir, r.settings = filepath.Join(base, "data"), filepath.Join(base, "settings.yaml")
	settings := fmt.Sprintf(`processors: {gather: 100ms}
http: {limits: {requests: 1000000, files: 1000000}} # the product's clock stands still, and by it nothing is let in later
ingest:
  watch: {settle: 50ms, rescan: 1s}
  accounts: {days: 7, intervals: [{athlete: ada, key_file: %s, url: %q}]}
influxdb: {url: %q, token: %q, org: %q, bucket: %s, raw_bucket: %s}
alerts:
  evening: "00:00"
  lead: 48h
  retry: 1s
  internal: true
  quiet: {from: "00:00", to: "00:00"}
  athletes: {ada: [{name: hook, file: %s}]}
`, r.path("key"), c.services.server.URL, c.db.URL, c.db.Token, c.db.Org, r.bucket(), r.bucket()+"_raw", r.path("hook"))
	for path, data := range map[string]string{
		r.settings: settings, r.path("key"): "secret\n", r.path("hook"): c.services.url(name) + "/hook\n",
		filepath.Join(r.dir, "archive", "archive.key"): string(c.key),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *crashRound) path(name string) string { return filepath.Join(filepath.Dir(r.dir), name) }
func (r *crashRound) bucket() string          { return "b" + r.name }
func (r *crashRound) args() []string          { return []string{"--data", r.dir, "--config", r.settings} }

func (r *crashRound) env(armed bool) []string {
	env := append(os.Environ(), "XDG_RUNTIME_DIR="+r.sockets)
	if r.plan.log != "" {
		env = append(env, killpoint.Log+"="+r.plan.log)
	}
	if armed && r.plan.point != "" && r.kills == 0 {
		env = append(env, fmt.Sprintf("%s=%d %s", killpoint.At, r.plan.nth, r.plan.point))
	}
	return env
}

// start starts `hvilepuls up`, armed where the plan's point is to be met in this process.
func (r *crashRound) start(armed bool) error {
	for tries := 0; ; tries++ {
		r.began = time.Now()
		r.up = &running{binary: filepath.Join(r.bin, "hvilepuls-still")}
		err := r.up.start("", r.env(armed), r.args()...)
		if err == nil {
			return nil
		}
		if !armed || tries > 0 {
			return err
		}
		r.kills++ // the point lies in the start
		armed = false
	}
}

// close removes all that the round left.
func (r *crashRound) close() {
	if r.up != nil {
		r.up.kill()
	}
	_ = os.RemoveAll(filepath.Dir(r.dir))
	r.db.Drop(r.bucket())
	r.db.Drop(r.bucket() + "_raw")
}

// run lives the whole life: every step is done until it was answered, and again after each kill.
func (r *crashRound) run() (outcome, error) {
	if err := r.start(true); err != nil {
		return outcome{}, err
	}
	if err := r.tell("start"); err != nil {
		return outcome{}, err
	}
	for _, s := range r.steps() {
		if s.extra && r.plan.log == "" && r.plan.step != s.name { // it makes no difference, but for the time that it takes
			continue
		}
		if r.plan.step == s.name {
			r.arm()
		}
		limit := time.Now().Add(wholeTime)
		for {
			err := s.do(r)
			if err == nil {
				break
			}
			if time.Now().After(limit) {
				return outcome{}, fmt.Errorf("step %s: %w\n%s", s.name, err, r.up.log.String())
			}
			if r.up.ended() {
				if err := r.revive(); err != nil {
					return outcome{}, err
				}
				if s.once != nil && s.once(r) {
					break
				}
			}
		}
		if err := r.tell(s.name); err != nil {
			return outcome{}, err
		}
	}
	if err := r.revive(); err != nil {
		return outcome{}, err
	}
	return r.end()
}

func (r *crashRound) tell(step string) error {
	if r.lived == nil {
		return nil
	}
	return r.lived(step)
}

// arm has the program killed at a random moment from here on.
func (r *crashRound) arm() {
	if r.plan.point != "" || r.up.ended() {
		return
	}
	p := r.up.cmd.Process
	time.AfterFunc(r.plan.after, func() { _ = p.Kill() })
}

// revive starts the program again if it was killed, and waits until what had been accepted is whole.
func (r *crashRound) revive() error {
	if !r.up.ended() {
		return nil
	}
	r.kills++
	r.up.kill()
	if err := r.start(false); err != nil {
		return err
	}
	if err := r.drain(); err != nil {
		return err
	}
	r.recovery = append(r.recovery, time.Since(r.began))
	return nil
}

// dies waits for the end of a program that has stopped to answer.
func (r *crashRound) dies() bool {
	if r.up.ended() {
		return true
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-r.up.drained:
		return true
	case <-timer.C:
		return false
	}
}

func (r *crashRound) drain() error {
	note, ok, err := stream.ReadNote(r.dir)
	if err != nil || !ok {
		return cmp.Or(err, errors.New("the owner names no socket"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), wholeTime)
	defer cancel()
	_, err = socketClient(note.Socket).drain(ctx)
	return err
}

// send sends a request to the program and gives its answer, which must have one of the statuses.
func (r *crashRound) send(method, path string, body []byte, want ...int) ([]byte, error) {
	req, err := http.NewRequest(method, r.up.page+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.up.key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && !slices.Contains(want, resp.StatusCode) {
		err = fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, b)
	}
	return b, err
}

// end waits until the outcome is the one of the calm run, or gives what it is after a while.
func (r *crashRound) end() (outcome, error) {
	start := time.Now()
	for {
		if err := r.revive(); err != nil {
			return outcome{}, err
		}
		over, err := r.over()
		if err != nil {
			if r.dies() { // the moment to be killed has come only now
				continue
			}
			return outcome{}, err
		}
		if over || time.Since(start) > wholeTime/4 {
			break
		}
	}
	if r.kills > 0 {
		r.recovery = append(r.recovery, time.Since(start))
	}
	err := r.drain()
	if err != nil && r.dies() { // in its last moments
		err = r.revive()
	}
	if err == nil {
		err = r.up.stop()
	}
	if err != nil && strings.Contains(err.Error(), "killed") { // in its very last
		r.kills++
		if err = r.start(false); err == nil {
			err = cmp.Or(r.drain(), r.up.stop())
		}
	}
	if err != nil {
		return outcome{}, err
	}
	return r.look()
}

// over tells whether all that was accepted is done and told, and nothing is still to come.
func (r *crashRound) over() (bool, error) {
	if err := r.drain(); err != nil {
		return false, err
	}
	told, err := r.told()
	if err != nil {
		return false, err
	}
	have := slices.Sorted(maps2(archived(r.dir)))
	done, err := r.finished(have)
	return told && done && (r.calm.archive == nil || slices.Equal(have, r.calm.archive)), err
}

// finished tells whether every archived file has its receipt: it is archived before anybody is told to decode it.
func (r *crashRound) finished(have []string) (bool, error) {
	b, err := r.send(http.MethodGet, "/v1/athletes/ada/receipts", nil, http.StatusOK)
	if err != nil {
		return false, err
	}
	var all struct{ Receipts []stream.Receipt }
	if err := json.Unmarshal(b, &all); err != nil {
		return false, err
	}
	known := map[string]bool{}
	for _, rc := range all.Receipts {
		known[rc.SHA] = true
	}
	return !slices.ContainsFunc(have, func(sha string) bool { return !known[sha] }), nil
}

// outcome is all that is compared.
type outcome struct {
	archive []string          // SHA-256 of the files
	rows    map[string]string // by "STREAM subject", of RECORDS, DAYS, RESULTS and DEAD
	points  []string          // of InfluxDB, as JSON
}

func maps2(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// archived are the SHA-256 of the files of an archive.
func archived(dir string) map[string]bool {
	out := map[string]bool{}
	names, _ := filepath.Glob(filepath.Join(dir, "archive", "*", "*", "*.raw"))
	for _, n := range names {
		out[strings.TrimSuffix(filepath.Base(n), ".raw")] = true
	}
	return out
}

// look reads what is there after the program has ended.
func (r *crashRound) look() (outcome, error) {
	out := outcome{archive: slices.Sorted(maps2(archived(r.dir))), rows: map[string]string{}}
	ctx := context.Background()
	s, err := stream.Open(ctx, stream.Defaults(), r.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		return out, err
	}
	defer s.Close()
	for name, filters := range map[string][]string{
		stream.Records: {"record.>", "receipt.>"}, stream.Days: {"days.>"}, stream.Results: {"results.>", "verdict.>"}, stream.DeadLetters: {"dead.>"},
	} {
		if err := s.Read(ctx, name, filters, func(m stream.Message) error {
			if row := withoutDates(m); len(row) > 0 {
				out.rows[name+" "+m.Subject] = string(row)
			}
			return nil
		}); err != nil {
			return out, err
		}
	}
	for _, b := range []string{r.bucket(), r.bucket() + "_raw"} {
		for _, row := range r.db.Query(b, "SELECT * FROM /./ GROUP BY *") {
			for k, v := range row {
				if v == "" { // a tag that the other measurement has
					delete(row, k)
				}
			}
			line, err := json.Marshal(row)
			if err != nil {
				return out, err
			}
			out.points = append(out.points, string(line))
		}
	}
	slices.Sort(out.points)
	return out, nil
}

// withoutDates leaves out of a receipt the dates that earlier receipts of the file touched: there are more where the file was decoded more
// often. Of the receipt of a forgotten file nothing is left: a rebuild removes it.
func withoutDates(m stream.Message) []byte {
	if stream.Token(m.Subject, 0) != "receipt" {
		return m.Data
	}
	var receipt map[string]any
	if json.Unmarshal(m.Data, &receipt) != nil {
		return m.Data
	}
	if receipt["reason"] == "forgotten" && receipt["file"] == "" && receipt["sha256"] == "" {
		return nil
	}
	delete(receipt, "dates")
	b, err := json.Marshal(receipt)
	if err != nil {
		return m.Data
	}
	return b
}

// difference is what got lost and what is too much or other in an outcome, against the calm one.
func difference(calm, got outcome) (lost, other []string) {
	missing := func(kind string, want, have []string) {
		count := map[string]int{}
		for _, s := range want {
			count[s]++
		}
		for _, s := range have {
			count[s]--
		}
		for s, n := range count {
			switch {
			case n > 0:
				lost = append(lost, kind+" "+s)
			case n < 0:
				other = append(other, kind+" "+s)
			}
		}
	}
	missing("archive", calm.archive, got.archive)
	missing("InfluxDB", calm.points, got.points)
	for k, v := range calm.rows {
		switch have, ok := got.rows[k]; {
		case !ok:
			lost = append(lost, k)
		case have != v:
			other = append(other, k+": "+have+" instead of "+v)
		}
	}
	for k, v := range got.rows {
		if _, ok := calm.rows[k]; !ok {
			other = append(other, k+": "+v)
		}
	}
	slices.Sort(lost)
	slices.Sort(other)
	return lost, other
}

// readPoints gives the points of a log, each with how often it was passed.
func readPoints(path string) (map[string]int, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	out := map[string]int{}
	for line := range strings.Lines(string(b)) {
		out[strings.TrimSpace(line)]++
	}
	return out, err
}

func shaOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
