package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// authority is as much of an ACME authority (RFC 8555) as one order by TLS-ALPN-01 (RFC 8737) needs. It looks at the challenge, but believes
// every signature.
type authority struct {
	t    *testing.T
	http *httptest.Server

	mu     sync.Mutex // over what follows: each request has a goroutine of its own
	dial   string     // where the host of the order answers
	host   string
	valid  bool // the challenge was met
	orders int
	key    *ecdsa.PrivateKey
	root   *x509.Certificate
	chain  []byte // PEM, once issued
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.http = httptest.NewServer(a)
	t.Cleanup(a.http.Close)
	return a
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", "nonce")
	var signed struct{ Payload string }
	body, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(body, &signed)
	payload, _ := base64.RawURLEncoding.DecodeString(signed.Payload)
	status := map[bool]string{false: "pending", true: "valid"}[a.valid]
	say := func(code int, location string, v any) {
		if location != "" {
			w.Header().Set("Location", a.http.URL+location)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(v)
	}
	challenge := map[string]any{"type": "tls-alpn-01", "url": a.http.URL + "/challenge", "token": "token", "status": status}
	order := map[string]any{"status": "pending", "identifiers": []any{map[string]string{"type": "dns", "value": a.host}}, "authorizations": []string{a.http.URL + "/authorization"}, "finalize": a.http.URL + "/finalize"}
	switch {
	case a.chain != nil:
		order["status"], order["certificate"] = "valid", a.http.URL+"/certificate"
	case a.valid:
		order["status"] = "ready"
	}
	switch r.URL.Path {
	case "/":
		say(200, "", map[string]string{"newNonce": a.http.URL + "/nonce", "newAccount": a.http.URL + "/account", "newOrder": a.http.URL + "/order", "revokeCert": a.http.URL + "/no", "keyChange": a.http.URL + "/no"})
	case "/nonce":
	case "/account":
		say(201, "/account/1", map[string]string{"status": "valid"})
	case "/order":
		a.orders++
		var asked struct{ Identifiers []struct{ Value string } }
		_ = json.Unmarshal(payload, &asked)
		a.host = asked.Identifiers[0].Value
		order["identifiers"] = asked.Identifiers
		say(201, "/order/1", order)
	case "/order/1":
		say(200, "/order/1", order)
	case "/authorization":
		say(200, "", map[string]any{"status": status, "identifier": map[string]string{"type": "dns", "value": a.host}, "challenges": []any{challenge}})
	case "/challenge":
		if err := a.look(); err != nil {
			a.t.Errorf("the challenge: %v", err)
		}
		a.valid = true
		challenge["status"] = "valid"
		say(200, "", challenge)
	case "/finalize":
		var asked struct{ CSR string }
		_ = json.Unmarshal(payload, &asked)
		a.issue(asked.CSR)
		order["status"], order["certificate"] = "valid", a.http.URL+"/certificate"
		say(200, "/order/1", order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_, _ = w.Write(a.chain)
	default:
		a.t.Errorf("asked for %s", r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
	}
}

// look asks the host for the certificate that proves that it is the one who ordered.
func (a *authority) look() error {
	conn, err := tls.Dial("tcp", a.dial, &tls.Config{ServerName: a.host, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true}) // it is self-signed by design
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	state := conn.ConnectionState()
	if state.NegotiatedProtocol != acme.ALPNProto || state.PeerCertificates[0].VerifyHostname(a.host) != nil {
		return errors.New("another certificate or protocol")
	}
	return nil
}

func (a *authority) issue(csr string) {
	der, _ := base64.RawURLEncoding.DecodeString(csr)
	req, err := x509.ParseCertificateRequest(der)
	if err != nil {
		a.t.Error(err)
		return
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: req.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leaf, err := x509.CreateCertificate(rand.Reader, tmpl, a.root, req.PublicKey, a.key)
	if err != nil {
		a.t.Error(err)
		return
	}
	a.chain = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})...)
}

// The first visitor waits for a certificate, which is there for the next and after a restart.
func TestACertificateComesByItself(t *testing.T) {
	a := newAuthority(t)
	settings := TLS{ACME: ACME{Hosts: []string{"hvilepuls.example"}, Dir: t.TempDir(), Directory: a.http.URL + "/"}}
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	for range 2 { // processes, one after the other
		cfg, err := settings.Config(slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		l := answering(t, cfg)
		a.mu.Lock()
		a.dial = l.Addr().String()
		a.mu.Unlock()
		for range 2 {
			state, err := reach(t, l.Addr().String(), &tls.Config{RootCAs: roots, ServerName: "hvilepuls.example", MinVersion: tls.VersionTLS12})
			if err != nil || state.Version != tls.VersionTLS13 {
				t.Fatalf("version %x: %v", state.Version, err)
			}
		}
		if _, err := reach(t, l.Addr().String(), &tls.Config{RootCAs: roots, ServerName: "other.example", MinVersion: tls.VersionTLS12}); err == nil {
			t.Error("a host that is in no settings has a certificate")
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.orders != 1 {
		t.Errorf("%d orders, want 1", a.orders)
	}
}

// answering listens with a configuration until the test ends, and says nothing to anybody.
func answering(t *testing.T, cfg *tls.Config) net.Listener {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _ = conn.(*tls.Conn).Handshake(); _ = conn.Close() }()
		}
	}()
	return l
}
