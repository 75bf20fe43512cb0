//go:build killpoints

package killpoint

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
)

// Before marks what comes next.
func Before(op, of string) { pass("before", op, of) }

// After marks what has just been done, well or not.
func After(op, of string) { pass("after", op, of) }

// state is what is killed where; only a test's binary has it.
var state = sync.OnceValue(func() *points {
	p := &points{}
	if at := os.Getenv(At); at != "" {
		if _, err := fmt.Sscan(at, &p.left); err != nil {
			panic("killpoint: " + At + " wants a number and a point: " + at)
		}
		_, p.at, _ = strings.Cut(at, " ")
	}
	if path := os.Getenv(Log); path != "" {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			panic(err)
		}
		p.log = f
	}
	return p
})

type points struct {
	mu   sync.Mutex
	at   string
	left int
	log  *os.File
}

func pass(when, op, of string) {
	p := state()
	if p.at == "" && p.log == nil {
		return
	}
	name := strings.Join(strings.Fields(strings.Join([]string{when, op, of, "in", site()}, " ")), " ")
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.log != nil {
		_, _ = p.log.WriteString(name + "\n")
	}
	if name != p.at {
		return
	}
	if p.left--; p.left == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // holding the lock: nobody passes another point
	}
}

const module = "github.com/hvilepuls/hvilepuls/"

// marked are the functions that hold marks for others, by the beginning of their names.
var marked = []string{"internal/killpoint.", "internal/disk.", "internal/stream.(*Stream).", "processors/result/influx.(*database).", "processors/notify.carriers."}

var closure = regexp.MustCompile(`(\.(func|gowrap)?\d+|-range\d+)+$`)

// site is the function on whose behalf a mark is passed.
func site() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		name, ours := strings.CutPrefix(f.Function, module)
		if !ours && strings.HasPrefix(f.Function, "main.") {
			name, ours = "cmd/hvilepuls."+strings.TrimPrefix(f.Function, "main."), true
		}
		isMark := false
		for _, m := range marked {
			isMark = isMark || strings.HasPrefix(name, m)
		}
		if ours && !isMark {
			return closure.ReplaceAllString(name, "")
		}
		if !more {
			return "?"
		}
	}
}
