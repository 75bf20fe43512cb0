package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the command itself available as "hvilepuls" to scripts and to tests that need a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hvilepuls":        func() { os.Exit(program()) },
		"hvilepuls-still":  func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, crashClock)) },
		"hvilepuls-adrift": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, adrift(os.Getenv(clockFile)))) },
		"hvilepuls-senders": func() {
			if err := senders(); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			select {} // until it is killed
		},
	})
}

// TestScript runs every script of testdata/script against the real command, each with a data folder of its own that the environment names.
func TestScript(t *testing.T) {
	const longest = 20 * time.Minute // for all of them, on a busy machine with the race detector: a command that hangs is ended then
	demo := sync.OnceValue(demoFiles)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Deadline:            time.Now().Add(longest),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HVILEPULS_DATA", filepath.Join(e.WorkDir, "data"))
			e.Values[upKey{}] = &running{}
			return nil
		},
		Condition: func(cond string) (bool, error) { return cond == "root" && os.Geteuid() == 0, nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":      scriptCode,
			"down":      scriptDown,
			"http":      scriptHTTP,
			"isjson":    scriptIsJSON,
			"keep":      scriptKeep,
			"lose":      scriptLose,
			"synthetic": func(ts *testscript.TestScript, neg bool, args []string) { scriptSynthetic(ts, neg, args, demo) },
			"until":     scriptUntil,
			"up":        scriptUp,
		},
	})
}

// A panic is a mistake of the program: it must not end as if all were well.
func TestGuardLetsPanicsThrough(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic was swallowed")
		}
	}()
	code := guard(io.Discard, func() error { panic("index out of range") })
	t.Errorf("guard gave exit code %d", code)
}
