package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With a certificate the page answers by TLS alone; commands go through the socket as ever.
func TestUpWithTLS(t *testing.T) {
	t.Parallel()
	lender := httptest.NewTLSServer(http.NotFoundHandler()) // of a certificate for 127.0.0.1
	lender.Close()
	pair, dir := lender.TLS.Certificates[0], t.TempDir()
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, "key.pem": {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	addr := freeAddr(t)
	r := newRig(t, fmt.Sprintf("http: {listen: %q, tls: {cert: %s, key: %s}}\n", addr, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")))
	up := r.as("up")
	if want := "https://" + addr; up.page != want {
		t.Errorf("the page is at %s, want %s", up.page, want)
	}
	r.run(0, "ready")
	r.run(0, "token", "list")
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}, ForceAttemptHTTP2: true}}
	resp, err := client.Get(up.page + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.ProtoMajor != 2 || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("status %d, %s, headers %v", resp.StatusCode, resp.Proto, resp.Header)
	}
	if plain, err := http.Get("http://" + addr + "/healthz"); err == nil {
		_ = plain.Body.Close()
		if plain.StatusCode == http.StatusOK {
			t.Error("it answers without TLS")
		}
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

// What others could read on the way is not served by accident.
func TestUpRefusesToServeOthersWithoutTLS(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	if _, errs, code := r.try("up", "--listen", "0.0.0.0:0"); code != exitUsage || !strings.Contains(errs, "http.plain: true") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
