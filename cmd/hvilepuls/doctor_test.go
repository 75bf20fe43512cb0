package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// diagnose is what doctor says of a folder.
func (r *rig) diagnose() diagnosis {
	r.t.Helper()
	out, errs, code := r.try("doctor", "--json")
	return r.read(out, errs, code)
}

// diagnoseLater is what doctor says when its clock shows another time.
func (r *rig) diagnoseLater(by time.Duration) diagnosis {
	r.t.Helper()
	var out, errs bytes.Buffer
	code := run(slices.Concat([]string{"doctor", "--json"}, r.args), &out, &errs, func() time.Time { return time.Now().Add(by) })
	return r.read(out.String(), errs.String(), code)
}

func (r *rig) read(out, errs string, code int) (d diagnosis) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		r.t.Fatalf("doctor: exit code %d: %v: %s %s", code, err, out, errs)
	}
	if want := min(len(d.Wrong), exitFailed); code != want {
		r.t.Errorf("doctor: exit code %d, want %d: %s", code, want, out)
	}
	return d
}

// names are those of what was found.
func (d diagnosis) names() (out []string) {
	for _, f := range slices.Concat(d.Wrong, d.Hints) {
		out = append(out, f.Trouble)
	}
	return out
}

// sound is a folder of which there is nothing to say: an athlete with a zone, a plan and data of today.
func sound(t *testing.T, settings string) *rig {
	t.Helper()
	r := newRig(t, "http: {listen: \"127.0.0.1:0\"}\n"+settings)
	r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo", "--plan", "mon 18:00 Glutes")
	r.take(placed(t, []synthetic.File{strengthFile(time.Now().Add(-2 * time.Hour).UTC().Truncate(time.Second))})...)
	return r
}

// Where nothing is wrong, nothing is said, with all that can be configured.
func TestDoctorIsSilentWhereAllIsWell(t *testing.T) {
	t.Parallel()
	keys := secretFile(t, "keys", strings.Split(newRig(t, "").run(0, "key"), "\n")[1]+"\n")
	r := sound(t, fmt.Sprintf("encryption: {keys: %q}\ningest: {watch: {dir: %q}}\n", keys, t.TempDir()))
	if d := r.diagnose(); len(d.names()) > 0 {
		t.Errorf("%+v %+v", d.Wrong, d.Hints)
	}
	r.up()
	if d := r.diagnose(); len(d.names()) > 0 {
		t.Errorf("beside a running one: %+v %+v", d.Wrong, d.Hints)
	}
}

func TestDoctorIsSilentWithInfluxDB(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	r := sound(t, influxSettings(db, db.URL, "well"))
	if d := r.diagnose(); len(d.names()) > 0 {
		t.Errorf("%+v %+v", d.Wrong, d.Hints)
	}
}

// secretFile is a file that only its owner reads.
func secretFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every trouble of the table is brought about, and doctor names it, with one line of what is wrong and one of what to do.
func TestDoctorNamesEveryTrouble(t *testing.T) {
	t.Parallel()
	provoke := map[string]func(t *testing.T) func() diagnosis{}
	for _, part := range []map[string]func(t *testing.T) func() diagnosis{aroundTroubles(), influxTroubles(), innerTroubles(), outerTroubles()} {
		maps.Copy(provoke, part)
	}
	for _, tr := range troubles() {
		t.Run(tr.name, func(t *testing.T) {
			how := provoke[tr.name]
			if how == nil {
				t.Fatal("nothing here brings it about")
			}
			ask := how(t)
			var last diagnosis
			limit := time.Now().Add(untilTime)
			for last = ask(); !slices.Contains(last.names(), tr.name) && time.Now().Before(limit); last = ask() {
			}
			if !slices.Contains(last.names(), tr.name) {
				t.Fatalf("doctor names %q: %+v %+v", last.names(), last.Wrong, last.Hints)
			}
			for _, f := range slices.Concat(last.Wrong, last.Hints) {
				if f.Trouble != tr.name {
					continue
				}
				if !strings.HasPrefix(f.What, tr.what) || f.Fix != tr.fix || strings.Contains(f.Fix, "\n") {
					t.Errorf("%+v", f)
				}
				t.Logf("%s\n    %s", f.What, f.Fix)
			}
		})
	}
}

// influxTroubles are those of a real InfluxDB.
func influxTroubles() map[string]func(t *testing.T) func() diagnosis {
	broken := func(f influxtest.Fault) func(t *testing.T) func() diagnosis {
		return func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			proxy := influxtest.NewProxy(t, db)
			proxy.Break(f)
			return newRig(t, influxSettings(db, proxy.URL, "broken")).diagnose
		}
	}
	return map[string]func(t *testing.T) func() diagnosis{
		"influx-token": func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			db.Token = "another"
			return newRig(t, influxSettings(db, db.URL, "b")).diagnose
		},
		"influx-right": func(t *testing.T) func() diagnosis { // Grafana's token, which only reads
			db := influxtest.Start(t)
			operator, dir := secretFile(t, "operator", db.Token), t.TempDir()
			settings := influxSettings(db, db.URL, "b")
			newRig(t, settings).run(0, "setup", "influxdb", "--operator", operator, "--token", filepath.Join(dir, "own"), "--reader", filepath.Join(dir, "reader"))
			reader, err := os.ReadFile(filepath.Join(dir, "reader"))
			if err != nil {
				t.Fatal(err)
			}
			db.Token = strings.TrimSpace(string(reader))
			return sound(t, influxSettings(db, db.URL, "b")).diagnose
		},
		"influx-missing": func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			db.Org = "moon"
			return newRig(t, influxSettings(db, db.URL, "b")).diagnose
		},
		"influx-slow": func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			proxy := influxtest.NewProxy(t, db)
			proxy.Break(proxy.Hang)
			return newRig(t, influxSettings(db, proxy.URL, "broken")).diagnose
		},
		"influx-away": broken(influxtest.Cut),
		"influx-refused": func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			proxy := influxtest.NewProxy(t, db)
			refuse := influxtest.Answer(http.StatusUnprocessableEntity, "unprocessable entity", 0)
			proxy.Break(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if req.URL.Path == "/api/v2/write" {
					refuse(w, req, next)
					return
				}
				next.ServeHTTP(w, req)
			})
			return sound(t, influxSettings(db, proxy.URL, "refused")).diagnose
		},
		"stage-behind": func(t *testing.T) func() diagnosis {
			db := influxtest.Start(t)
			proxy := influxtest.NewProxy(t, db)
			proxy.Break(influxtest.Cut)
			r := sound(t, influxSettings(db, proxy.URL, "late"))
			return func() diagnosis { return r.diagnoseLater(time.Hour) }
		},
	}
}
