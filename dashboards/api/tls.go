package api

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// TLS says with which certificate the public address answers: with that of a file, with one that an authority gives by itself, or with none.
type TLS struct {
	Cert string `yaml:"cert"` // file of the certificate and those above it
	Key  string `yaml:"key"`  // file of its key
	ACME ACME   `yaml:"acme"`
}

// ACME says how certificates are had by themselves. The authority must reach the address on port 443 (challenge TLS-ALPN-01).
type ACME struct {
	Hosts     []string `yaml:"hosts"`     // names for which one is had, and no others
	Email     string   `yaml:"email"`     // where the authority writes to if something is wrong
	Dir       string   `yaml:"dir"`       // where the certificates and the account's key are kept
	Directory string   `yaml:"directory"` // address of the authority; empty: Let's Encrypt
}

// On tells whether there is TLS.
func (t TLS) On() bool { return t.Cert != "" || len(t.ACME.Hosts) > 0 }

// Name is one of the names that the certificate is for, "" if only the certificate tells.
func (t TLS) Name() string {
	if len(t.ACME.Hosts) == 0 {
		return ""
	}
	return t.ACME.Hosts[0]
}

// Check finds what is no sensible setting: above all an address that others reach without TLS, unless that was asked for.
func (c Config) Check() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("http.listen: want host:port, not %q", c.Listen)
	}
	t, byItself := c.TLS, len(c.TLS.ACME.Hosts) > 0
	switch {
	case (t.Cert == "") != (t.Key == ""):
		return errors.New("http.tls: cert and key belong together; give both")
	case t.Cert != "" && byItself:
		return errors.New("http.tls: cert and acme are two ways to a certificate; give one")
	case byItself && t.ACME.Dir == "":
		return errors.New("http.tls.acme.dir: name a folder for the certificates, else each start asks for new ones and the authority refuses them soon")
	case !byItself && t.ACME.Email+t.ACME.Dir+t.ACME.Directory != "":
		return errors.New("http.tls.acme.hosts: name the hosts for which a certificate is had")
	case c.Plain && t.On():
		return errors.New("http.plain: there is TLS too; give one")
	case !c.Plain && c.Bare():
		return fmt.Errorf("http.listen: others reach %s, and what they send could be read on the way: set http.tls, or http.plain: true where a proxy with TLS stands in front", c.Listen)
	}
	return nil
}

// Bare tells whether others reach the address without TLS.
func (c Config) Bare() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && !c.TLS.On() && !loopback(host)
}

// Config gives what a TLS listener needs, nil without TLS. What is wrong with a certificate of a file is found here at the start; later the
// one that was read last stays until its successor can be read.
func (t TLS) Config(log *slog.Logger) (*tls.Config, error) {
	switch {
	case t.Cert != "":
		f := &certFiles{cert: t.Cert, key: t.Key, log: log}
		if err := f.load(); err != nil {
			return nil, fmt.Errorf("read http.tls: %w", err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: f.get}, nil
	case len(t.ACME.Hosts) > 0:
		m := &autocert.Manager{
			Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(t.ACME.Dir), HostPolicy: autocert.HostWhitelist(t.ACME.Hosts...),
			Email: t.ACME.Email, Client: &acme.Client{DirectoryURL: t.ACME.Directory},
		}
		cfg := m.TLSConfig()
		cfg.MinVersion = tls.VersionTLS12
		return cfg, nil
	}
	return nil, nil
}

// certFiles is a certificate in two files, which are read again when one of them has changed.
type certFiles struct {
	cert, key string
	log       *slog.Logger

	mu   sync.Mutex
	last *tls.Certificate
	seen [2]stamp // of what last was tried
}

// stamp tells one content of a file from the next.
type stamp struct {
	changed time.Time
	size    int64
}

func (f *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seen, err := f.look(); err == nil && seen == f.seen {
		return f.last, nil
	}
	if err := f.load(); err != nil {
		f.log.Warn("the changed certificate cannot be read; the one before is used", "error", err)
	}
	return f.last, nil
}

func (f *certFiles) look() (out [2]stamp, err error) {
	for i, path := range []string{f.cert, f.key} {
		var info fs.FileInfo
		if info, err = os.Stat(path); err != nil {
			return out, err
		}
		out[i] = stamp{info.ModTime(), info.Size()}
	}
	return out, nil
}

func (f *certFiles) load() error {
	seen, err := f.look()
	if err != nil {
		return err
	}
	f.seen = seen
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.last = &pair
	return nil
}
