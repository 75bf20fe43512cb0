package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// decades are what a ten-year import may consist of.
var decades = map[string]func(dir string) error{
	"an export of nine million records": func(dir string) error {
		return writeApple(filepath.Join(dir, "export.zip"), synthetic.AppleDays{
			First: time.Date(2016, 11, 9, 0, 0, 0, 0, time.FixedZone("", 3600)), Days: 3650, HeartRate: 984,
		})
	},
	"6,260 files of a watch": func(dir string) error {
		return synthetic.Years(1, 10, func(f synthetic.File) error { return writeFiles(dir, []synthetic.File{f}) })
	},
}

// A ten-year import of one athlete does not delay the verdict of another.
func TestVerdictBesideAnImport(t *testing.T) {
	onlyAsked(t, "HVILEPULS_FAIR", "imports ten years twice, which takes minutes")
	for name, write := range decades {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := write(dir); err != nil {
				t.Fatal(err)
			}
			o := newNeighbours(t)
			o.beside(func(ctx context.Context) error {
				args := append([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo", "--json", dir}, o.args...)
				if out, err := exec.CommandContext(ctx, "hvilepuls", args...).CombinedOutput(); err != nil {
					return fmt.Errorf("import: %w: %.1000s", err, out)
				}
				return nil
			})
		})
	}
}

// Ten thousand files of a few bytes that are copied into the watch folder are all taken, and delay nobody.
func TestVerdictBesideTenThousandTinyFiles(t *testing.T) {
	onlyAsked(t, "HVILEPULS_CROWD", "syncs 10,000 files, which takes a minute")
	const n = 10_000
	o := newNeighbours(t)
	o.beside(func(ctx context.Context) error {
		dir := filepath.Join(o.dir, "watch", "ada")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		for i := range n {
			if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), fmt.Append(nil, "tiny ", i), 0o600); err != nil {
				return err
			}
		}
		for {
			told, err := o.metrics(ctx)
			if err != nil || strings.Contains(told, fmt.Sprintf("\nhvilepuls_files_rejected_total %d\n", n)) { // they all have a receipt
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
			}
		}
	})
}
