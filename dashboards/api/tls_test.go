package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

func TestAnAddressWithoutTLSIsForThisMachine(t *testing.T) {
	files := TLS{Cert: "cert.pem", Key: "key.pem"}
	byItself := TLS{ACME: ACME{Hosts: []string{"hvilepuls.example"}, Dir: "certificates"}}
	for name, c := range map[string]struct {
		cfg  Config
		want string // "" where it is fine
	}{
		"the default":        {Defaults(), ""},
		"IPv6":               {Config{Listen: "[::1]:8080"}, ""},
		"another loopback":   {Config{Listen: "127.9.9.9:8080"}, ""},
		"localhost":          {Config{Listen: "localhost:0"}, ""},
		"everyone":           {Config{Listen: "0.0.0.0:8080"}, "set http.tls, or http.plain: true"},
		"everyone, in short": {Config{Listen: ":8080"}, "set http.tls"},
		"a name":             {Config{Listen: "hvilepuls.example:80"}, "set http.tls"},
		"the network":        {Config{Listen: "192.168.1.2:8080"}, "set http.tls"},
		"behind a proxy":     {Config{Listen: ":8080", Plain: true}, ""},
		"with TLS":           {Config{Listen: ":443", TLS: files}, ""},
		"with ACME":          {Config{Listen: ":443", TLS: byItself}, ""},
		"both":               {Config{Listen: ":443", TLS: TLS{Cert: "c", Key: "k", ACME: byItself.ACME}}, "two ways"},
		"plain and TLS":      {Config{Listen: ":443", Plain: true, TLS: files}, "there is TLS too"},
		"no key":             {Config{Listen: ":443", TLS: TLS{Cert: "cert.pem"}}, "belong together"},
		"no certificate":     {Config{Listen: ":443", TLS: TLS{Key: "key.pem"}}, "belong together"},
		"nowhere to keep":    {Config{Listen: ":443", TLS: TLS{ACME: ACME{Hosts: []string{"a"}}}}, "http.tls.acme.dir"},
		"for no host":        {Config{Listen: "127.0.0.1:1", TLS: TLS{ACME: ACME{Dir: "d"}}}, "http.tls.acme.hosts"},
		"no port":            {Config{Listen: "localhost"}, "want host:port"},
	} {
		err := c.cfg.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// certificate writes a certificate of its own for a name and gives what trusts it.
func certificate(t *testing.T, cfg TLS, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cfg.Cert: {Type: "CERTIFICATE", Bytes: der}, cfg.Key: {Type: "EC PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return pool
}

// reach opens a connection to what serves with a configuration and gives how it went.
func reach(t *testing.T, addr string, client *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, client)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState(), nil
}

func TestACertificateOfFiles(t *testing.T) {
	dir := t.TempDir()
	files := TLS{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	if _, err := files.Config(log); err == nil {
		t.Fatal("a certificate that is not there was taken")
	}
	trusted := certificate(t, files, "first.example")
	cfg, err := files.Config(log)
	if err != nil {
		t.Fatal(err)
	}
	addr := answering(t, cfg).Addr().String()
	state, err := reach(t, addr, &tls.Config{RootCAs: trusted, ServerName: "first.example", NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12})
	if err != nil || state.Version != tls.VersionTLS13 || state.NegotiatedProtocol != "h2" {
		t.Errorf("version %x, protocol %q: %v", state.Version, state.NegotiatedProtocol, err)
	}
	if _, err := reach(t, addr, &tls.Config{RootCAs: trusted, ServerName: "first.example", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}); err == nil {
		t.Error("TLS 1.1 was taken")
	}

	if err := os.WriteFile(files.Key, []byte("half of"), 0o600); err != nil { // a renewal that is not finished
		t.Fatal(err)
	}
	if _, err := reach(t, addr, &tls.Config{RootCAs: trusted, ServerName: "first.example", MinVersion: tls.VersionTLS12}); err != nil {
		t.Errorf("with a key that cannot be read: %v", err)
	}
	trusted = certificate(t, files, "second.example")
	if _, err := reach(t, addr, &tls.Config{RootCAs: trusted, ServerName: "second.example", MinVersion: tls.VersionTLS12}); err != nil {
		t.Errorf("the changed certificate is not used: %v", err)
	}
}

// Once somebody came by TLS, the browser comes by TLS alone, and the cookie too.
func TestTLSIsKept(t *testing.T) {
	d, tokens := doors(t, nothing{t: t})
	form := url.Values{"token": {token(t, tokens, auth.Owner)}}
	for _, secure := range []bool{false, true} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/sign-in", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if secure {
			r.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		d.Public().ServeHTTP(w, r)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 || cookies[0].Secure != secure || (w.Header().Get("Strict-Transport-Security") != "") != secure {
			t.Errorf("with TLS %v: cookies %v, header %q", secure, cookies, w.Header().Get("Strict-Transport-Security"))
		}
	}
}
