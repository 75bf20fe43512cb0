package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// Connections that send next to nothing, or nothing at all, do not keep others waiting. Alone and beside them take turns, so that whatever else the
// machine does falls on both.
func TestOthersBesideSlowSenders(t *testing.T) {
	onlyAsked(t, "HVILEPULS_SLOW", "measures for a minute")
	for _, c := range []struct {
		name string
		kind string
		n    int
	}{{"200 slow uploads", "slow", 200}, {"10,000 idle connections", "idle", 10_000}} {
		t.Run(c.name, func(t *testing.T) {
			const rounds, each = 10, 50
			r := newRig(t, "http: {limits: {requests: 1000000, files: 1000000}}")
			up := r.up()
			sent := 0
			ask := []*asking{
				{name: "/readyz", do: func() int {
					status, _ := r.ask(up, http.MethodGet, "/readyz", "", nil)
					return status - http.StatusOK
				}},
				{name: "a small upload", do: func() int {
					sent++
					status, _ := r.ask(up, http.MethodPost, "/v1/athletes/bo/files?name=a.txt", up.key, fmt.Append(nil, "tiny ", sent))
					return status - http.StatusAccepted
				}},
			}
			for range rounds {
				for range each {
					for _, a := range ask {
						a.once(t, &a.alone)
					}
				}
				stop := startSenders(t, c.kind, up, c.n)
				<-time.After(time.Second) // what coming costs is over
				for range each {
					for _, a := range ask {
						a.once(t, &a.beside)
					}
				}
				stop()
			}
			for _, a := range ask {
				t.Logf("%s: alone %s; beside %s", a.name, shares(a.alone), shares(a.beside))
			}
			t.Logf("peak of memory %d MiB, connections closed: %s", peakMemory(t, up.cmd.Process.Pid)>>20, r.metric(up, `hvilepuls_http_refused_total\{reason="connections"\} .*`))
		})
	}
}

// asking is something asked again and again, and how long the answers took.
type asking struct {
	name          string
	do            func() int // 0: as it should be
	alone, beside []time.Duration
}

func (a *asking) once(t *testing.T, took *[]time.Duration) {
	t.Helper()
	start := time.Now()
	if wrong := a.do(); wrong != 0 {
		t.Fatalf("%s: %d", a.name, wrong)
	}
	*took = append(*took, time.Since(start))
	<-time.After(10 * time.Millisecond)
}

func shares(took []time.Duration) string {
	slices.Sort(took)
	at := func(percent int) time.Duration { return took[len(took)*percent/100].Round(10 * time.Microsecond) }
	return fmt.Sprintf("half within %v, 90 %% within %v, 99 %% within %v", at(50), at(90), at(99))
}

// startSenders starts a process that holds connections to the program.
func startSenders(t *testing.T, kind string, up *running, n int) (stop func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hvilepuls-senders", kind, strings.TrimPrefix(up.page, "http://"), up.key, strconv.Itoa(n))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("%s %v", line, err)
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// senders is that process, until it is killed.
func senders() error {
	kind, address, key := os.Args[1], os.Args[2], os.Args[3]
	n, err := strconv.Atoi(os.Args[4])
	if err != nil {
		return err
	}
	var g errgroup.Group
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	opened := make(chan error)
	for i := range n {
		g.Go(func() error {
			c, err := from.DialContext(context.Background(), "tcp", address)
			opened <- err
			if err != nil {
				return err
			}
			if kind == "idle" {
				_, _ = c.Read(make([]byte, 1)) // until it is closed
				return nil
			}
			const each = 4 // of one athlete at a time: http.limits.uploads
			head := "POST /v1/athletes/slow%d/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 10000000\r\n\r\n"
			if _, err := fmt.Fprintf(c, head, i/each, key); err != nil {
				return err
			}
			const between = 50 * time.Millisecond
			<-time.After(between * time.Duration(i) / time.Duration(n)) // not all at the same instant
			for err == nil {
				<-time.After(between)
				_, err = io.WriteString(c, "x")
			}
			return nil
		})
	}
	var errs []error
	for range n {
		errs = append(errs, <-opened)
	}
	fmt.Println(errors.Join(errs...))
	return g.Wait()
}
