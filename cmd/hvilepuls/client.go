package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// client asks the owner of a data folder. All commands work through it; none computes anything itself.
type client struct{ http http.Client }

func newClient(dial func(ctx context.Context, network, addr string) (net.Conn, error)) *client {
	return &client{http.Client{Transport: &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 8}}}
}

func socketClient(path string) *client {
	return newClient(func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	})
}

// reachable tells whether somebody listens on a socket.
func reachable(ctx context.Context, path string) bool {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", path)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func athletePath(athlete, rest string) string { return "/v1/athletes/" + athlete + "/" + rest }

// do sends a request and reads the answer: into a pointer as JSON, or copied to a writer.
func (c *client) do(ctx context.Context, method, path string, query url.Values, body io.Reader, into any) error {
	return c.doWith(ctx, method, path, query, nil, body, into)
}

func (c *client) doWith(ctx context.Context, method, path string, query url.Values, header http.Header, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://owner"+path, body)
	if err != nil {
		return err
	}
	req.URL.RawQuery = query.Encode()
	maps.Copy(req.Header, header)
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("ask the running hvilepuls: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return readProblem(resp)
	}
	if w, ok := into.(io.Writer); ok {
		_, err := io.Copy(w, resp.Body)
		return err
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

func readProblem(resp *http.Response) error {
	var said struct {
		Error string `json:"error"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil || said.Error == "" {
		said.Error = resp.Status
	}
	p := api.Problem{Status: resp.StatusCode, Err: errors.New(said.Error)}
	if resp.StatusCode == http.StatusBadRequest {
		return exitError{exitUsage, p}
	}
	return p
}

func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	return c.do(ctx, http.MethodGet, path, query, nil, into)
}

func (c *client) post(ctx context.Context, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.doWith(ctx, http.MethodPost, path, nil, http.Header{"Content-Type": {"application/json"}}, bytes.NewReader(b), into)
}

func (c *client) athletes(ctx context.Context) ([]string, error) {
	var out struct {
		Athletes []string `json:"athletes"`
	}
	err := c.get(ctx, "/v1/athletes", nil, &out)
	return out.Athletes, err
}

func (c *client) about(ctx context.Context, athlete string) (record.About, error) {
	var out record.About
	err := c.get(ctx, athletePath(athlete, "about"), nil, &out)
	return out, err
}

// upload brings a file that a person named.
func (c *client) upload(ctx context.Context, athlete, name, tz, password string, body io.Reader) (api.Answer, error) {
	var out api.Answer
	q := url.Values{"name": {name}, "tz": {tz}, "door": {"import"}}
	h := http.Header{}
	if password != "" {
		h.Set(auth.ArchivePassword, password)
	}
	err := c.doWith(ctx, http.MethodPost, athletePath(athlete, "files"), q, h, io.NopCloser(body), &out)
	return out, err
}

// await waits for a file's receipt, however long that takes.
func (c *client) await(ctx context.Context, athlete, file string) (stream.Receipt, error) {
	for {
		var out stream.Receipt
		err := c.get(ctx, athletePath(athlete, "receipts/"+file), nil, &out)
		var p api.Problem
		if errors.As(err, &p) && p.Status == http.StatusNotFound {
			continue
		}
		return out, err
	}
}

// enter sends what a person entered and waits until it counts.
func (c *client) enter(ctx context.Context, athlete string, e record.Entry) error {
	var ans api.Answer
	if err := c.post(ctx, athletePath(athlete, "entries"), e, &ans); err != nil {
		return err
	}
	if _, err := c.await(ctx, athlete, ans.File); err != nil {
		return err
	}
	return c.do(ctx, http.MethodPost, "/v1/admin/drain", url.Values{"athlete": {athlete}}, nil, &api.Drained{})
}

func (c *client) drain(ctx context.Context) (api.Drained, error) {
	var out api.Drained
	err := c.post(ctx, "/v1/admin/drain", nil, &out)
	return out, err
}

func (c *client) verdict(ctx context.Context, athlete string, q url.Values) (result.Verdict, error) {
	var out result.Verdict
	err := c.get(ctx, athletePath(athlete, "verdict"), q, &out)
	return out, err
}

// pipe is a listener within the process.
type pipe struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipe() *pipe { return &pipe{make(chan net.Conn), make(chan struct{})} }

// Accept implements net.Listener.
func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipe) Close() error {
	close(p.done)
	return nil
}

// Addr implements net.Listener.
func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p *pipe) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
