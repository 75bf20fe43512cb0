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

// natsServer starts one server with the shipped configuration, alone and on a free port, and gives the settings that reach it.
func natsServer(t *testing.T) (*server.Options, stream.Config) {
	t.Helper()
	dir := t.TempDir()
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	public, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	cert, key, ca := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")
	writeCertificate(t, cert, key)
	for name, value := range map[string]string{
		"NATS_NAME": "nats-1", "NATS_STORE": filepath.Join(dir, "store"), "NATS_CERT": cert, "NATS_KEY": key, "NATS_CA": ca, "HVILEPULS_NKEY": public,
	} {
		t.Setenv(name, value)
	}
	opts, err := server.ProcessConfigFile("nats/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	alone := opts.Clone()
	alone.Host, alone.Port, alone.HTTPPort, alone.Cluster, alone.Routes = "127.0.0.1", server.RANDOM_PORT, 0, server.ClusterOpts{}, nil
	alone.NoSigs, alone.NoLog = true, true
	srv, err := server.NewServer(alone)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	cfg := configs.Defaults().NATS
	cfg.URL, cfg.CA, cfg.NKey = "tls://"+srv.Addr().String(), ca, filepath.Join(dir, "user.nk")
	if err := os.WriteFile(cfg.NKey, seed, 0o600); err != nil {
		t.Fatal(err)
	}
	return opts, cfg
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

func TestNATSConfigurationIsDurable(t *testing.T) {
	opts, cfg := natsServer(t)
	const embedded = 8_000_000 // bytes at least: the embedded server takes 8 MiB a message
	if !opts.SyncAlways || opts.MaxPayload < embedded || opts.JetStreamMaxStore <= cfg.MaxStore || len(opts.Routes) != 3 || opts.HTTPHost != "127.0.0.1" {
		t.Errorf("sync always %v, %d bytes a message, %d of store, %d routes, monitoring on %s",
			opts.SyncAlways, opts.MaxPayload, opts.JetStreamMaxStore, len(opts.Routes), opts.HTTPHost)
	}
}

// The user of the configuration may do all that the product does with a server, and nobody else may come in.
func TestNATSConfigurationLetsTheProductWork(t *testing.T) {
	_, cfg := natsServer(t)
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
		stream.NoticeSubject("ada", "x"): stream.Notices, stream.WrittenSubject("ada", "2026-11"): stream.Written,
		stream.DeadSubject("ada", "x", "y"): stream.DeadLetters,
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
