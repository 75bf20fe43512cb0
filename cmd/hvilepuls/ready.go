package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// readyCmd asks a running hvilepuls how it is, as a container's health check does.
type readyCmd struct{}

const readyTime = 5 * time.Second

// Run fails unless the address of the settings answers that it is ready.
func (readyCmd) Run(ctx context.Context, a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(cfg.HTTP.Listen)
	if err != nil {
		return usage("read http.listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme, transport := "http", &http.Transport{}
	if cfg.HTTP.TLS.On() {
		// The certificate is for the name by which others reach it; nothing is told here, and the answer is one word.
		scheme, transport.TLSClientConfig = "https", &tls.Config{InsecureSkipVerify: true, ServerName: cfg.HTTP.TLS.Name(), MinVersion: tls.VersionTLS12}
	}
	client := http.Client{Transport: transport, Timeout: readyTime}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("ask whether it is ready: %w", err)
	}
	defer resp.Body.Close()
	const longest = 1 << 10
	said, err := io.ReadAll(io.LimitReader(resp.Body, longest))
	if err != nil {
		return fmt.Errorf("ask whether it is ready: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it says: %s", strings.TrimSpace(string(said)))
	}
	a.note("Ready.")
	return nil
}
