// Command hvilepuls takes in what watches and training logs know and says before the next glute session: go, go lighter, or wait.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3 // done, but some input was rejected
)

// cli is the command line.
type cli struct {
	Config string `help:"File of settings; without one the defaults hold." type:"path" env:"HVILEPULS_CONFIG" placeholder:"FILE"`
	Data   string `help:"Data folder." type:"path" env:"HVILEPULS_DATA" placeholder:"DIR"`
	JSON   bool   `name:"json" help:"Print JSON on standard output; progress and notes go to standard error."`
	Log    string `help:"What is logged to standard error: debug, info, warn or error." enum:",debug,info,warn,error" default:"" env:"HVILEPULS_LOG" placeholder:"LEVEL"`
	Quiet  bool   `short:"q" help:"No progress bars and notes."`

	Up       upCmd       `cmd:"" help:"Run everything in one process: NATS, ingest, processors, the page."`
	Demo     demoCmd     `cmd:"" help:"Run everything with an invented athlete, in a folder of its own."`
	Import   importCmd   `cmd:"" help:"Take in files, folders or archives and wait until they are in the results."`
	Inspect  inspectCmd  `cmd:"" help:"Say what a file holds, without taking it in."`
	Results  resultsCmd  `cmd:"" help:"Print metrics per day."`
	Verdict  verdictCmd  `cmd:"" help:"Judge the next planned session."`
	Explain  explainCmd  `cmd:"" help:"Say what stands behind a day."`
	Backtest backtestCmd `cmd:"" help:"Judge your own history again, morning by morning: what the alarms would have been."`
	Checkin  checkinCmd  `cmd:"" help:"Answer the morning questions."`
	Correct  correctCmd  `cmd:"" help:"Say what strength sets really were, or list them."`
	Athlete  athleteCmd  `cmd:"" help:"Add, list or change athletes: profile, zone, plan, calendar, exercise names."`
	Alerts   alertsCmd   `cmd:"" help:"The channels by which athletes are told."`
	Token    tokenCmd    `cmd:"" help:"Make, list or revoke tokens."`
	Verify   verifyCmd   `cmd:"" help:"Hold archive, records, days, results and InfluxDB against each other."`
	Rebuild  rebuildCmd  `cmd:"" help:"Make everything behind the archive anew, or InfluxDB alone."`
	Export   exportCmd   `cmd:"" help:"Take everything out, in open formats."`
	Forget   forgetCmd   `cmd:"" help:"Erase a file, or all of an athlete, everywhere and for good."`
	Cfg      configCmd   `cmd:"" name:"config" help:"Print a file of settings with every one of them."`
	Check    checkCmd    `cmd:"" help:"Check a file of settings."`
	Key      keyCmd      `cmd:"" help:"Make a key that encrypts what is stored."`
	Doctor   doctorCmd   `cmd:"" help:"Look for what is wrong."`
	Ready    readyCmd    `cmd:"" help:"Ask whether a running hvilepuls is ready; for health checks."`
	Setup    setupCmd    `cmd:"" help:"Make what the services around hvilepuls need."`
	Ingest   ingestCmd   `cmd:"" help:"Run only what takes files in (needs nats.url)."`
	Process  processCmd  `cmd:"" help:"Run only the processors (needs nats.url)."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// gcPercent lets the heap grow a little further than usual between collections: an eighth less CPU for a tenth more memory.
const gcPercent = 150

// memoryLimit is from how many bytes on memory is given back early and collected often, so that what is large for a moment takes CPU and no more room.
// What Go does not hold, such as the program's own pages and the caches of SQLite, comes on top of it: the process is to stay within 512 MiB.
const memoryLimit = 448 << 20

func main() { os.Exit(program()) }

// program is the whole process.
func program() int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	return run(os.Args[1:], os.Stdout, os.Stderr, time.Now)
}

// run is the whole program but for the process around it.
func run(args []string, stdout, stderr io.Writer, now func() time.Time) int {
	for _, name := range []string{"HVILEPULS_CONFIG", "HVILEPULS_DATA"} {
		if os.Getenv(name) == "" {
			_ = os.Unsetenv(name) // empty is unset, not the current folder
		}
	}
	var c cli
	parser, err := kong.New(&c,
		kong.Name("hvilepuls"), kong.Description("May I train glutes hard at my next planned session?"),
		kong.Writers(stdout, stderr), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { panic(exitError{code, nil}) }),
	)
	if err != nil {
		fmt.Fprintln(stderr, "hvilepuls:", err)
		return exitFailed
	}
	return guard(stderr, func() error {
		k, err := parser.Parse(args)
		if err != nil {
			return usage("%w; `hvilepuls --help` lists the commands", err)
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		go func() { // a second signal ends the program at once
			<-ctx.Done()
			stop()
		}()
		k.BindTo(ctx, (*context.Context)(nil))
		return k.Run(&app{cli: &c, stdout: stdout, stderr: stderr, now: now})
	})
}

// exitError carries an exit code.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func usage(format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...)}
}

// guard turns what a command returns into an exit code and says why on standard error.
func guard(stderr io.Writer, do func() error) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exitError: // kong printed its help
			code = p.code
		default: // a mistake of the program must not pass for success
			panic(p)
		}
	}()
	err := do()
	if err == nil {
		return 0
	}
	code = exitFailed
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "hvilepuls: interrupted; nothing that was accepted is lost")
		return code
	}
	if e, ok := errors.AsType[exitError](err); ok {
		code = e.code
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintln(stderr, "hvilepuls:", msg)
	}
	return code
}
