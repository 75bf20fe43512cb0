package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// The same files in any order, with duplicates, leave the same records.
func TestOrderChangesNothing(t *testing.T) {
	var files []string
	for i := range 12 {
		files = append(files, fmt.Sprintf("TEST\n2026-01-%02d a %d 0\n2026-01-%02d b 1 0\nprofile p 1 0\n", i+1, 1+i%3, i+2))
	}
	files = append(files, "TEST\n2026-01-03 a 1200 0\n", "TEST\nwall\n", "nonsense")
	dump := func(seed uint64) string {
		r := newRig(t, t.TempDir(), nil).run(t)
		order := append(slices.Clone(files), files[:5]...)
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		var last []string
		for _, f := range order {
			last = append(last, r.accept(t, "ada", "Europe/Oslo", f).File)
		}
		for _, f := range last {
			r.await(t, "ada", f)
		}
		var out []string
		err := r.streams.Read(context.Background(), stream.Records, []string{"record.>", "receipt.>"}, func(m stream.Message) error {
			file := stream.Token(m.Subject, 5)
			if strings.HasPrefix(m.Subject, "receipt.") {
				file = stream.Token(m.Subject, 3)
			}
			out = append(out, strings.ReplaceAll(m.Subject+" "+string(m.Data), file, "#")) // two folders have two keys
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r.clean(t)
		r.stop()
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	want := dump(1)
	for seed := range uint64(3) {
		if d := cmp.Diff(want, dump(seed+2)); d != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, d)
		}
	}
}
