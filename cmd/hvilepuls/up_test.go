package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"time"
)

// upTime is the longest that `up` may take to begin or to end.
const upTime = 30 * time.Second

// running is a running `hvilepuls up`.
type running struct {
	before  []string  // a program that runs it, with its arguments; none: it runs by itself
	binary  string    // "" for the program itself
	cmd     *exec.Cmd // nil while none runs
	page    string    // http://127.0.0.1:port
	key     string    // the owner's token in the address that was printed
	log     bytes.Buffer
	drained chan struct{} // closed when its standard output ended
}

// start starts `hvilepuls up` on a free port and waits until it has printed its page.
func (r *running) start(dir string, env []string, args ...string) error {
	return r.startAs(dir, env, append([]string{"up", "--listen", "127.0.0.1:0"}, args...)...)
}

// startAs is start for a command that serves the page as `up` does, where its settings say.
func (r *running) startAs(dir string, env []string, args ...string) error {
	line := slices.Concat(r.before, []string{cmp.Or(r.binary, "hvilepuls")}, args)
	r.cmd = exec.Command(line[0], line[1:]...)
	r.cmd.Dir, r.cmd.Env, r.cmd.Stderr = dir, env, &r.log
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.cmd.Start(); err != nil {
		return err
	}
	late := time.AfterFunc(upTime, func() { _ = r.cmd.Process.Kill() })
	defer late.Stop()
	printed := regexp.MustCompile(`Open (https?://\S+)/ and sign in with what (.+) holds`)
	said := ""
	for lines := bufio.NewScanner(out); said == "" && lines.Scan(); {
		if m := printed.FindStringSubmatch(lines.Text()); m != nil {
			r.page, said = m[1], m[2]
		}
	}
	r.drained = make(chan struct{})
	go func() {
		defer close(r.drained)
		_, _ = io.Copy(io.Discard, out)
	}()
	if said != "" {
		key, err := os.ReadFile(said)
		r.key = string(key)
		return err
	}
	<-r.drained
	err = r.cmd.Wait()
	r.cmd = nil
	return fmt.Errorf("up ended without a page: %w: %s", err, r.log.String())
}

// stop ends it as Ctrl-C does and fails if it does not end well. Its log is whole then.
func (r *running) stop() error {
	if r.cmd == nil {
		return nil
	}
	late := time.AfterFunc(upTime, func() { _ = r.cmd.Process.Kill() })
	defer late.Stop()
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	<-r.drained
	err := r.cmd.Wait()
	r.cmd = nil
	if err != nil {
		return fmt.Errorf("up ended with %w: %s", err, r.log.String())
	}
	return nil
}

// kill ends it as a power cut does, if it still runs.
func (r *running) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		<-r.drained
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// ended tells whether it does not run, or no longer.
func (r *running) ended() bool {
	if r.cmd == nil {
		return true
	}
	select {
	case <-r.drained:
		return true
	default:
		return false
	}
}
