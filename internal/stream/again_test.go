package stream

import (
	"context"
	"slices"
	"strconv"
	"testing"
)

// Of what was purged with all of an athlete one row is remembered, and nothing comes back for that.
func TestAWiderPurgeStandsForNarrowerOnes(t *testing.T) {
	ctx := context.Background()
	s := opened(t, t.TempDir())
	months := 0
	write := func(athlete string) {
		t.Helper()
		for range 2 {
			if _, err := s.Publish(ctx, Days, Put{Subject: DaysSubject(athlete, strconv.Itoa(months)), Data: []byte("x")}); err != nil {
				t.Fatal(err)
			}
		}
		months++
	}
	for _, athlete := range []string{"ada", "bea"} {
		for range 20 {
			write(athlete)
			if err := s.Purge(ctx, Days, DaysSubject(athlete, strconv.Itoa(months-1))); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("bea")
	if err := s.ForgetAthlete(ctx, "bea"); err != nil {
		t.Fatal(err)
	}
	if err := s.purgeAgain(ctx); err != nil {
		t.Fatal(err)
	}
	all, err := s.remembered(ctx, Days)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range all {
		got = append(got, p.Filter)
	}
	want := []string{subject("days", "bea", ">")}
	for i := range 20 {
		want = append(want, DaysSubject("ada", strconv.Itoa(i)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("remembered are\n%q, want\n%q", got, want)
	}
}

func TestCovered(t *testing.T) {
	wide := purged{Filter: "days.07.ada.>", Before: 10}
	for _, c := range []struct {
		filter string
		before uint64
		want   bool
	}{
		{"days.07.ada.2026-01", 10, true},
		{"days.07.ada.*", 9, true},
		{"days.07.ada.2026-01", 11, false}, // purged since
		{"days.07.ada.>", 10, false},       // it is the row itself
		{"days.07.ada", 9, false},
		{"days.07.adam.2026-01", 9, false},
		{"days.*.ada.2026-01", 9, false},
		{"wake.07.ada.x", 9, false},
	} {
		if got := covered(purged{Filter: c.filter, Before: c.before}, []purged{wide}); got != c.want {
			t.Errorf("%s before %d: %v", c.filter, c.before, got)
		}
	}
}

// BenchmarkPurgeAgain is what each remembered purge costs when nothing has come back.
func BenchmarkPurgeAgain(b *testing.B) {
	ctx := context.Background()
	s := opened(b, b.TempDir())
	const n = 1000
	for i := range n {
		p := purged{Filter: DaysSubject("ada", strconv.Itoa(i)), Before: 1}
		if err := s.purge(ctx, Days, p); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if err := s.purgeAgain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/1000")
}
