package configs_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// roles are the users of configs/nats/users.conf.
var roles = []string{"UP", "INGEST", "PROCESS"}

// natsServer starts one server with a shipped configuration, alone and on a free port. It gives its options as they are in the file, and for
// each role the settings that reach it.
func natsServer(t *testing.T, file string) (*server.Options, map[string]stream.Config) {
	t.Helper()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key)
	for name, value := range map[string]string{
		"NATS_NAME": "nats-1", "NATS_STORE": filepath.Join(dir, "store"), "NATS_CERT": cert, "NATS_KEY": key, "NATS_CA": cert,
	} {
		t.Setenv(name, value)
	}
	for from, to := range map[string]string{file: "nats.conf", "nats/users.conf": "users.conf"} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	clients, keys := map[string]stream.Config{}, ""
	for _, role := range roles {
		user, err := nkeys.CreateUser()
		if err != nil {
			t.Fatal(err)
		}
		public, _ := user.PublicKey()
		seed, _ := user.Seed()
		cfg := configs.Defaults().NATS
		cfg.NKey = filepath.Join(dir, role+".nk")
		if err := os.WriteFile(cfg.NKey, seed, 0o600); err != nil {
			t.Fatal(err)
		}
		clients[role], keys = cfg, keys+role+": "+public+"\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "keys.conf"), []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(filepath.Join(dir, "nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	alone := opts.Clone()
	alone.Host, alone.Port, alone.HTTPPort, alone.Cluster, alone.Routes = "127.0.0.1", server.RANDOM_PORT, 0, server.ClusterOpts{}, nil
	alone.NoSigs, alone.NoLog, alone.StoreDir = true, true, filepath.Join(dir, "store")
	srv, err := server.NewServer(alone)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	for role, cfg := range clients {
		cfg.URL = "nats://" + srv.Addr().String()
		if opts.TLSConfig != nil {
			cfg.URL, cfg.CA = "tls://"+srv.Addr().String(), cert
		}
		clients[role] = cfg
	}
	return opts, clients
}

func writeCertificate(t *testing.T, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nats"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "EC PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// natsFiles are the shipped configurations, each with its number of routes.
var natsFiles = map[string]int{"nats/nats.conf": 3, "docker/nats.conf": 0}

func TestNATSConfigurationIsDurable(t *testing.T) {
	for file, routes := range natsFiles {
		opts, clients := natsServer(t, file)
		const embedded = 8_000_000 // bytes at least: the embedded server takes 8 MiB a message
		if !opts.SyncAlways || opts.MaxPayload < embedded || opts.JetStreamMaxStore <= clients["UP"].MaxStore || len(opts.Routes) != routes || opts.HTTPHost != "127.0.0.1" {
			t.Errorf("%s: sync always %v, %d bytes a message, %d of store, %d routes, monitoring on %s",
				file, opts.SyncAlways, opts.MaxPayload, opts.JetStreamMaxStore, len(opts.Routes), opts.HTTPHost)
		}
	}
}

// The role up may do all that the product does with a server, and nobody unknown may come in.
func TestNATSConfigurationLetsTheProductWork(t *testing.T) {
	for file := range natsFiles {
		t.Run(file, func(t *testing.T) { productWorks(t, file) })
	}
}

func productWorks(t *testing.T, file string) {
	_, clients := natsServer(t, file)
	cfg := clients["UP"]
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	log := slog.New(slog.DiscardHandler)
	stranger := cfg
	stranger.NKey = ""
	if s, err := stream.Open(ctx, stranger, "", log); err == nil {
		s.Close()
		t.Fatal("a stranger came in")
	}
	s, err := stream.Open(ctx, cfg, "", log)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	puts := map[string]string{
		stream.UploadSubject("ada", "f"): stream.Uploads, stream.RecordSubject("ada", 1, "s", "f", 0): stream.Records, stream.ReceiptSubject("ada", "f"): stream.Records,
		stream.DaysSubject("ada", "2026-11"): stream.Days, stream.WakeSubject("ada"): stream.Days, stream.VerdictSubject("ada", "s"): stream.Results,
		stream.NoticeSubject("ada", "x"): stream.Notices, stream.DeliverySubject("ada", "x", "y"): stream.Notices, stream.AnswerSubject("ada", "x"): stream.Notices,
		stream.WrittenSubject("ada", "2026-11"): stream.Written,
		stream.DeadSubject("ada", "x", "y"):     stream.DeadLetters,
	}
	for subject, name := range puts {
		if _, err := s.Publish(ctx, name, stream.Put{Subject: subject, Data: []byte("{}")}); err != nil {
			t.Errorf("%s: %v", subject, err)
		}
	}
	batch := []stream.Put{{Subject: stream.ResultsSubject("ada", "2026-11"), Data: []byte("1")}, {Subject: stream.ResultsSubject("ada", "head"), Data: []byte("2")}}
	if err := s.PublishBatch(ctx, stream.Results, batch); err != nil {
		t.Error(err)
	}
	read := 0
	if err := s.Read(ctx, stream.Results, []string{"results.>"}, func(stream.Message) error { read++; return nil }); err != nil || read != len(batch) {
		t.Errorf("read %d of %d: %v", read, len(batch), err)
	}
	handled := make(chan string, 1)
	ended := make(chan error, 1)
	loopCtx, stop := context.WithCancel(ctx)
	go func() {
		ended <- s.Run(loopCtx, stream.Loop{Stage: stream.Analyse, Handle: func(_ context.Context, athlete string, _ []stream.Message) error {
			handled <- athlete
			return nil
		}})
	}()
	select {
	case <-handled:
	case <-ctx.Done():
		t.Error("no message came")
	}
	if idle, err := s.Idle(ctx, "ada", stream.Ingest); err != nil || !idle { // a stage that nobody has run
		t.Errorf("ingest is idle: %v, %v", idle, err)
	}
	if err := s.Drain(ctx, stream.Analyse); err != nil { // what was handled is acknowledged
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := s.Purge(ctx, stream.Days, "days.>"); err != nil {
		t.Error(err)
	}
}
