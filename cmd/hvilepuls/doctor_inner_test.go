package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// within is an engine on a rig's folder in this process, for what passes too soon to be asked for from outside.
func (r *rig) within(role string) backend {
	r.t.Helper()
	owner, err := stream.Lock(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	e, err := open(r.t.Context(), engineConfig{Config: configs.Defaults(), dir: r.dir, owner: owner, role: role}, slog.New(slog.NewTextHandler(r.t.Output(), nil)), time.Now)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = e.Close() })
	return backend{e}
}

// diagnose is what doctor finds in the status.
func (b backend) diagnose(t *testing.T) (d diagnosis) {
	t.Helper()
	s, err := b.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.examine(s, time.Now())
	return d
}

// innerTroubles are those of the archive, the streams and the athletes.
func innerTroubles() map[string]func(t *testing.T) func() diagnosis {
	type ask = func() diagnosis
	return map[string]func(t *testing.T) func() diagnosis{
		"nats": func(t *testing.T) ask {
			disk := smallDisk(t, 64)
			r := newRig(t, "")
			r.dir = filepath.Join(disk, "data")
			b := r.within(roleUp)
			fill(t, disk)
			for i := 0; b.streams.Ready() == nil && i < 10; i++ {
				put := stream.Put{Subject: stream.UploadSubject("ada", strings.Repeat("0", 32)), Data: make([]byte, 1<<16)}
				ctx, stop := context.WithTimeout(t.Context(), time.Second)
				_, err := b.streams.Publish(ctx, stream.Uploads, put)
				stop()
				t.Logf("published to a full disk: %v", err)
			}
			return func() diagnosis { return b.diagnose(t) }
		},
		"dead": func(t *testing.T) ask {
			r := sound(t, "")
			b := r.within("process")
			_, err := b.streams.Publish(t.Context(), stream.Uploads, stream.Put{Subject: stream.UploadSubject("ada", strings.Repeat("0", 32)), Data: []byte("{")})
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			return r.diagnose
		},
		"stream-full": func(t *testing.T) ask {
			r := newRig(t, "nats: {max_store: 2000000}\nprocessors: {gather: 50ms}\n")
			r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
			r.offered(r.up(), lastDays(demoFiles(), 60))
			return r.diagnose
		},
		"decoding": func(t *testing.T) ask {
			r := newRig(t, "")
			unpack(t, filepath.Join("testdata", "data-1.tar.gz"), filepath.Dir(r.dir))
			b := r.within("process") // which decodes nothing
			return func() diagnosis { return b.diagnose(t) }
		},
		"source-silent": func(t *testing.T) ask {
			r := sound(t, "")
			return func() diagnosis { return r.diagnoseLater(72 * time.Hour) }
		},
		"no-athlete": func(t *testing.T) ask { return newRig(t, "").diagnose },
		"no-zone": func(t *testing.T) ask {
			r := newRig(t, "")
			r.run(0, "athlete", "add", "ada", "--plan", "mon 18:00 Glutes")
			return r.diagnose
		},
		"no-plan": func(t *testing.T) ask {
			r := newRig(t, "")
			r.run(0, "athlete", "add", "ada", "--tz", "UTC")
			return r.diagnose
		},
		"unknown-files": func(t *testing.T) ask {
			r := sound(t, "")
			r.take(placed(t, oddFiles())...)
			return r.diagnose
		},
		"token": func(t *testing.T) ask {
			r := sound(t, "")
			r.run(0, "token", "add", "phone", "--expires", "12h")
			return r.diagnose
		},
		"quarantine": func(t *testing.T) ask {
			r := sound(t, "")
			r.loseRaw()
			r.try("verify", "--repair")
			return r.diagnose
		},
		"self-check": func(t *testing.T) ask {
			r := sound(t, "")
			b := r.within(roleUp)
			r.loseRaw()
			b.checkItself(t.Context())
			return func() diagnosis { return b.diagnose(t) }
		},
		"self-check-failed": func(t *testing.T) ask {
			r := sound(t, "")
			b := r.within(roleUp)
			shards, err := filepath.Glob(filepath.Join(r.dir, "archive", "ada", "??"))
			if err != nil || len(shards) == 0 {
				t.Fatal(shards, err)
			}
			if err := os.Rename(shards[0], shards[0]+".aside"); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(shards[0], nil, 0o600); err != nil { // a file where a folder was
				t.Fatal(err)
			}
			b.checkItself(t.Context())
			return func() diagnosis { return b.diagnose(t) }
		},
	}
}

// loseRaw removes the bytes of ada's largest archived file and gives their SHA-256.
func (r *rig) loseRaw() (sha string) {
	r.t.Helper()
	paths, err := filepath.Glob(filepath.Join(r.dir, "archive", "ada", "??", "*.raw"))
	if err != nil || len(paths) == 0 {
		r.t.Fatal(paths, err)
	}
	size := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			r.t.Fatal(err)
		}
		return info.Size()
	}
	largest := slices.MaxFunc(paths, func(a, b string) int { return int(size(a) - size(b)) })
	if err := os.Remove(largest); err != nil {
		r.t.Fatal(err)
	}
	return strings.TrimSuffix(filepath.Base(largest), ".raw")
}
