package configs_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// mayPublish says for each family of subjects which roles write it. A new family without a line here fails the test.
var mayPublish = map[string]string{
	"upload": "UP INGEST PROCESS", "record": "UP INGEST", "receipt": "UP INGEST",
	"days": "UP PROCESS", "wake": "UP PROCESS", "results": "UP PROCESS", "verdict": "UP PROCESS",
	"notice": "UP PROCESS", "delivery": "UP PROCESS", "answer": "UP PROCESS", "written": "UP PROCESS", "dead": "UP INGEST PROCESS",
}

// mayPurge and mayAcknowledge say it for each stream.
var (
	mayPurge = map[string]string{
		stream.Uploads: "UP INGEST", stream.Records: "UP INGEST", stream.Days: "UP PROCESS", stream.Results: "UP PROCESS",
		stream.Notices: "UP PROCESS", stream.Written: "UP PROCESS", stream.DeadLetters: "UP INGEST PROCESS",
	}
	mayAcknowledge = map[string]string{
		stream.Uploads: "UP INGEST", stream.Records: "UP PROCESS", stream.Days: "UP PROCESS", stream.Results: "UP PROCESS",
		stream.Notices: "UP PROCESS", stream.Written: "UP", stream.DeadLetters: "UP",
	}
)

// Each role may do what it needs, and not what is another's.
func TestNATSRoles(t *testing.T) {
	for file := range natsFiles {
		t.Run(file, func(t *testing.T) {
			_, clients := natsServer(t, file)
			families, streams := topology(t, clients["UP"])
			if diff := slices.Compare(families, slices.Sorted(maps.Keys(mayPublish))); diff != 0 {
				t.Fatalf("the streams take %q, this test knows %q", families, slices.Sorted(maps.Keys(mayPublish)))
			}
			for _, role := range roles {
				c := dial(t, clients[role])
				for _, f := range families {
					c.publish(f+".00.ada.x", granted(mayPublish[f], role))
					c.subscribe(f+".>", false) // what is in a stream is read through it
				}
				for _, s := range streams {
					c.publish("$JS.API.STREAM.PURGE."+s, granted(mayPurge[s], role))
					c.publish("purged."+s+".x", granted(mayPurge[s], role)) // so that it can be done again
					c.publish("$JS.ACK."+s+".x.1.1.1.1.0", granted(mayAcknowledge[s], role))
					for _, never := range []string{"DELETE", "MSG.DELETE", "SNAPSHOT", "RESTORE", "PEER.REMOVE", "LEADER.STEPDOWN"} {
						c.publish("$JS.API.STREAM."+never+"."+s, false)
					}
				}
				for _, never := range []string{"other.00.ada", "$SYS.REQ.SERVER.PING", "$JS.API.ACCOUNT.PURGE.x", "$JS.API.SERVER.REMOVE", "_INBOX.of.another"} {
					c.publish(never, false)
				}
				for _, never := range []string{">", "$SYS.>", "$JS.>"} {
					c.subscribe(never, false)
				}
				c.subscribe("_INBOX.own", true)
			}
		})
	}
}

// A process of each role starts where rows of all streams were purged, and does again what it may.
func TestNATSRolesPurgeAgain(t *testing.T) {
	for file := range natsFiles {
		t.Run(file, func(t *testing.T) {
			_, clients := natsServer(t, file)
			up, err := stream.Open(t.Context(), clients["UP"], "", slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer up.Close()
			for subject, name := range map[string]string{
				stream.UploadSubject("ada", "f"): stream.Uploads, stream.ReceiptSubject("ada", "f"): stream.Records, stream.DaysSubject("ada", "x"): stream.Days,
				stream.VerdictSubject("ada", "x"): stream.Results, stream.NoticeSubject("ada", "x"): stream.Notices, stream.WrittenSubject("ada", "x"): stream.Written,
				stream.DeadSubject("ada", "x", "y"): stream.DeadLetters,
			} {
				if _, err := up.Publish(t.Context(), name, stream.Put{Subject: subject, Data: []byte("{}")}); err != nil {
					t.Fatal(err)
				}
				if err := up.Purge(t.Context(), name, subject); err != nil {
					t.Fatal(err)
				}
			}
			for role, does := range map[string][2]bool{"UP": {true, true}, "INGEST": {true, false}, "PROCESS": {false, true}} {
				cfg := clients[role]
				cfg.Purges = stream.Purges(does[0], does[1])
				for name, who := range mayPurge {
					if slices.Contains(cfg.Purges, name) != granted(who, role) {
						t.Errorf("%s purges %s: %v", role, name, !granted(who, role))
					}
				}
				s, err := stream.Open(t.Context(), cfg, "", slog.New(slog.DiscardHandler))
				if err != nil {
					t.Errorf("%s: %v", role, err)
					continue
				}
				s.Close()
			}
		})
	}
}

func granted(to, role string) bool { return slices.Contains(strings.Fields(to), role) }

// topology is the families of subjects and the streams as the server has them once the product has been there.
func topology(t *testing.T, cfg stream.Config) (families, streams []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := stream.Open(ctx, cfg, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	tables, err := s.Tables(ctx)
	s.Close()
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(dial(t, cfg).nc)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		st, err := js.Stream(ctx, table.Stream)
		if err != nil {
			t.Fatal(err)
		}
		streams = append(streams, table.Stream)
		for _, subject := range st.CachedInfo().Config.Subjects {
			if f := stream.Token(subject, 0); f != "purged" {
				families = append(families, f)
			} else if of := stream.Token(subject, 1); of != table.Stream {
				t.Errorf("%s remembers what was purged of %s", table.Stream, of)
			}
		}
	}
	slices.Sort(families)
	return families, streams
}

// guest is a connection under one role, and what the server said last of what it may not do.
type guest struct {
	t  *testing.T
	nc *nats.Conn
}

func dial(t *testing.T, cfg stream.Config) guest {
	t.Helper()
	key, err := nats.NkeyOptionFromSeed(cfg.NKey)
	if err != nil {
		t.Fatal(err)
	}
	opts := []nats.Option{key, nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {})}
	if cfg.CA != "" {
		opts = append(opts, nats.RootCAs(cfg.CA))
	}
	nc, err := nats.Connect(cfg.URL, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return guest{t, nc}
}

func (g guest) publish(subject string, want bool) {
	g.t.Helper()
	if err := g.nc.Publish(subject, []byte("{}")); err != nil {
		g.t.Fatal(err)
	}
	g.expect("Publish to", subject, want)
}

func (g guest) subscribe(subject string, want bool) {
	g.t.Helper()
	sub, err := g.nc.SubscribeSync(subject)
	if err != nil {
		g.t.Fatal(err)
	}
	g.expect("Subscription to", subject, want)
	_ = sub.Unsubscribe()
}

// expect waits for the server's answer to all that was sent; a denial comes before that.
func (g guest) expect(what, subject string, want bool) {
	g.t.Helper()
	if err := g.nc.Flush(); err != nil {
		g.t.Fatal(err)
	}
	last := g.nc.LastError()
	denied := last != nil && strings.Contains(last.Error(), "Permissions Violation for "+what+` "`+subject+`"`)
	if denied == want {
		g.t.Errorf("%s %s: allowed %v, want %v (%v)", what, subject, !denied, want, last)
	}
}
