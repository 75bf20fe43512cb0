package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// passwordFlags name the password of encrypted archives. It is never an argument: every user of the machine can read those.
type passwordFlags struct {
	PasswordFile string `help:"File whose first line is the password of encrypted archives." placeholder:"FILE" type:"path"`
}

// password is the first line of the file, "" without one.
func (p passwordFlags) password() (string, error) {
	if p.PasswordFile == "" {
		return "", nil
	}
	b, err := os.ReadFile(p.PasswordFile)
	if err != nil {
		return "", usage("read password: %w", err)
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return "", usage("read password: the first line of %s is empty", p.PasswordFile)
	}
	return string(line), nil
}

// wantsPassword tells a receipt of a file that a password would open.
func wantsPassword(r stream.Receipt) bool {
	return r.Status == stream.Rejected && strings.HasPrefix(r.Reason, source.Encrypted)
}

// askPassword asks whoever sits at the terminal; "" where nobody does, or nothing is typed.
func (a *app) askPassword(name string) (string, error) {
	if a.Quiet || a.JSON || !terminal(os.Stdin) || !terminal(a.stderr) {
		return "", nil
	}
	fmt.Fprintf(a.stderr, "%s is encrypted. Its password (Enter to leave it out): ", name)
	b, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(a.stderr)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	return string(b), nil
}
