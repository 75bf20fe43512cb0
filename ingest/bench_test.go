package ingest

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func BenchmarkPut(b *testing.B) {
	a := archiveIn(b, filepath.Join(b.TempDir(), "archive"))
	pad := strings.Repeat("x", 100_000)
	i := 0
	for b.Loop() {
		i++
		mustPut(b, a, "ada", "", fmt.Sprint(i, pad))
	}
}

// BenchmarkIngest is the time of one file from the door to its receipt while an athlete's files come one behind the other.
func BenchmarkIngest(b *testing.B) {
	r := newRig(b, b.TempDir(), nil).run(b)
	i := 0
	for b.Loop() {
		i++
		r.accept(b, "ada", "", fmt.Sprintf("TEST\n2026-01-01 s%d 3 20000\n", i))
	}
	if err := r.streams.Drain(context.Background(), stream.Ingest); err != nil {
		b.Fatal(err)
	}
}
