package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// upKey is the key of a script's running `up`.
type upKey struct{}

func upOf(ts *testscript.TestScript) *running { return ts.Value(upKey{}).(*running) }

func positive(ts *testscript.TestScript, neg bool, ok bool, how string) {
	if neg || !ok {
		ts.Fatalf("usage: %s", how)
	}
}

// scriptCode: code N PROGRAM ARG…  runs a program that must end with exit code N.
func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) > 1, "code N PROGRAM ARG…")
	got, err := 0, ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// scriptSynthetic: synthetic demo DIR DAYS | night DIR | strength DIR TIME | odd DIR  writes files that a watch could have written: the last
// days of the demonstration, its last night, a session of three hard sets, and three files with something wrong.
func scriptSynthetic(ts *testscript.TestScript, neg bool, args []string, demo func() []synthetic.File) {
	const how = "synthetic demo DIR DAYS | night DIR | strength DIR TIME | odd DIR"
	positive(ts, neg, len(args) >= 2, how)
	var files []synthetic.File
	switch {
	case args[0] == "demo" && len(args) == 3:
		n, err := strconv.Atoi(args[2])
		ts.Check(err)
		files = lastDays(demo(), n)
	case args[0] == "night":
		files = lastNight(demo())
	case args[0] == "strength" && len(args) == 3:
		start, err := time.Parse(time.RFC3339, args[2])
		ts.Check(err)
		files = []synthetic.File{strengthFile(start)}
	case args[0] == "odd":
		files = oddFiles()
	default:
		ts.Fatalf("usage: %s", how)
	}
	ts.Check(writeFiles(ts.MkAbs(args[1]), files))
}

// scriptUp: up ARG…  starts `hvilepuls up` in the background and waits until it has printed its page. $PAGE and $KEY are its address and the
// owner's token, $ADDR is the address without http://.
func scriptUp(ts *testscript.TestScript, neg bool, args []string) {
	up := upOf(ts)
	positive(ts, neg, up.cmd == nil, "up ARG…, once at a time")
	env := []string{}
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "HVILEPULS_DATA", "HVILEPULS_CONFIG"} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	ts.Defer(up.kill)
	ts.Check(up.start(ts.MkAbs("."), env, args...))
	ts.Setenv("PAGE", up.page)
	ts.Setenv("KEY", up.key)
	ts.Setenv("ADDR", strings.TrimPrefix(up.page, "http://"))
}

// scriptDown: down  ends it as Ctrl-C does; it must end with exit code 0. Its log is the standard error then.
func scriptDown(ts *testscript.TestScript, neg bool, args []string) {
	up := upOf(ts)
	positive(ts, neg, len(args) == 0 && up.cmd != nil, "down, after up")
	ts.Check(up.stop())
	_, err := io.Copy(ts.Stderr(), bytes.NewReader(up.log.Bytes()))
	ts.Check(err)
}

// scriptHTTP: http STATUS METHOD PATH [TOKEN [FILE]]  sends a request to the page's address, FILE as its body; the answer must have the
// status. Its body is the standard output then. "-" is no token.
func scriptHTTP(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) >= 3 && len(args) <= 5, "http STATUS METHOD PATH [TOKEN [FILE]]")
	var body io.Reader
	if len(args) == 5 {
		body = strings.NewReader(ts.ReadFile(args[4]))
	}
	req, err := http.NewRequest(args[1], ts.Getenv("PAGE")+args[2], body)
	ts.Check(err)
	if len(args) > 3 && args[3] != "-" {
		req.Header.Set("Authorization", "Bearer "+args[3])
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	_, err = io.Copy(ts.Stdout(), resp.Body)
	ts.Check(err)
	if strconv.Itoa(resp.StatusCode) != args[0] {
		ts.Fatalf("status %s, want %s", resp.Status, args[0])
	}
}

// scriptIsJSON: isjson FILE  fails unless a file is one JSON document and nothing else.
func scriptIsJSON(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) == 1, "isjson FILE")
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
}

// scriptKeep: keep NAME [REGEXP]  sets a variable to the last standard output, or to what the expression's group matches in it.
func scriptKeep(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) == 1 || len(args) == 2, "keep NAME [REGEXP]")
	text := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) == 2 {
		m := regexp.MustCompile(args[1]).FindStringSubmatch(text)
		if len(m) != 2 {
			ts.Fatalf("%q is not in the standard output", args[1])
		}
		text = m[1]
	}
	ts.Setenv(args[0], text)
}

const untilTime = 20 * time.Second // the longest that anything may take to happen

// scriptUntil: until REGEXP PROGRAM ARG…  runs a program again and again until its standard output matches.
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) > 1, "until REGEXP PROGRAM ARG…")
	want := regexp.MustCompile(args[0])
	for start := time.Now(); time.Since(start) < untilTime; {
		if ts.Exec(args[1], args[2:]...) == nil && want.MatchString(ts.ReadFile("stdout")) {
			return
		}
	}
	ts.Fatalf("%q did not come in %v", args[0], untilTime)
}

// scriptLose: lose DIR  removes the largest file below a folder.
func scriptLose(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg, len(args) == 1, "lose DIR")
	largest, size := "", int64(-1)
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > size {
			largest, size = path, info.Size()
		}
		return err
	}))
	ts.Check(os.Remove(largest))
}
