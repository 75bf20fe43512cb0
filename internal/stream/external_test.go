package stream_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// cluster starts a real server on loopback that wants TLS and one nkey user, and gives the settings that reach it.
func cluster(t *testing.T) stream.Config {
	t.Helper()
	dir := t.TempDir()
	cert, ca := certificate(t, dir)
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	public, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	seedFile := filepath.Join(dir, "user.nk")
	if err := os.WriteFile(seedFile, seed, 0o600); err != nil {
		t.Fatal(err)
	}
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: filepath.Join(dir, "store"), JetStreamMaxStore: 1 << 30, SyncAlways: true,
		MaxPayload: 8 << 20, MaxPending: 64 << 20,
		TLS: true, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13},
		Nkeys: []*server.NkeyUser{{Nkey: public}},
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("server not ready")
	}
	return stream.Config{URL: "tls://" + srv.Addr().String(), NKey: seedFile, CA: ca, Replicas: 1, MaxStore: 1 << 29}
}

func certificate(t *testing.T, dir string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nats"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, ca
}

func TestExternalServerWithTLSAndCredentials(t *testing.T) {
	cfg := cluster(t)
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	if s, err := stream.Open(ctx, stream.Config{URL: cfg.URL, CA: cfg.CA, MaxStore: 1 << 29}, "", log); err == nil {
		s.Close()
		t.Fatal("opened without credentials")
	}
	a, err := stream.Open(ctx, cfg, "", log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	b, err := stream.Open(ctx, cfg, "", log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)

	// Two processes share the work; a partition has one owner at a time.
	var c collector
	stopA := running(t, a, stream.Loop{Stage: stream.Analyse, Workers: 2, Handle: c.handle})
	running(t, b, stream.Loop{Stage: stream.Analyse, Workers: 2, Handle: c.handle})
	const n = 60
	for i := range n {
		put(t, a, stream.Days, stream.DaysSubject(fmt.Sprintf("a%d", i%20), fmt.Sprintf("m%d", i)), "x")
	}
	count := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		total := 0
		for _, s := range c.seen {
			total += len(s)
		}
		return total
	}
	waitFor(t, func() bool { return count() >= n })
	drain(t, b, stream.Analyse)
	if count() != n || c.both {
		t.Errorf("handled %d of %d; one athlete twice at a time: %v", count(), n, c.both)
	}
	// One process goes: the other takes over its partitions.
	stopA()
	for i := range n {
		put(t, b, stream.Days, stream.DaysSubject(fmt.Sprintf("a%d", i%20), fmt.Sprintf("n%d", i)), "y")
	}
	drain(t, b, stream.Analyse)
	if got := count(); got < 2*n {
		t.Errorf("after one went: handled %d, want at least %d", got, 2*n)
	}
}
