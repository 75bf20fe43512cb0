package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
)

// crashSettings are how often, and with which seed, the product is killed: HVILEPULS_CRASH_ROUNDS times (a few without), of which
// HVILEPULS_CRASH_ROUND is the one to be done again alone.
func crashSettings(t *testing.T) (rounds int, only int, seed uint64) {
	t.Helper()
	number := func(name string, otherwise int) int {
		s := os.Getenv(name)
		if s == "" {
			return otherwise
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			t.Fatalf("%s: %q is no number", name, s)
		}
		return n
	}
	const few = 6
	seed = uint64(number("HVILEPULS_CRASH_SEED", int(rand.Uint32())))
	return number("HVILEPULS_CRASH_ROUNDS", few), number("HVILEPULS_CRASH_ROUND", -1), seed
}

// target is a point, the step in which the calm run passed it first, and how often in that step.
type target struct {
	point, step string
	times       int
}

// TestCrash kills the real program at named points and at random moments of a life in which files come in by every door, one is decoded
// again into fewer parts, one is forgotten while it is decoded, and all is rebuilt. What is there in the end must be what is there
// undisturbed: the archive, every row of RECORDS, DAYS and RESULTS, every point of InfluxDB, every notice.
func TestCrash(t *testing.T) {
	rounds, only, seed := crashSettings(t)
	t.Logf("HVILEPULS_CRASH_SEED=%d HVILEPULS_CRASH_ROUNDS=%d; a round of it alone: HVILEPULS_CRASH_ROUND=N", seed, rounds)
	c := newCrashRig(t)
	targets, passed := c.calmRun(t)
	c.calmAgain(t)
	checkSites(t, passed)
	points, moments := faulttest.Start(t, "killed at every named point"), faulttest.Start(t, "killed at a random moment")

	rng := rand.New(rand.NewPCG(seed, 3))
	rng.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	steps := c.steps()
	var mu sync.Mutex
	met := map[string]bool{}
	g := errgroup.Group{}
	g.SetLimit(4) // a life is mostly waiting: for syncs, and for what is gathered
	for i := range rounds {
		own := rand.New(rand.NewPCG(seed, uint64(i)+100))
		plan := killPlan{step: steps[own.IntN(len(steps))].name, after: time.Duration(own.Int64N(int64(400 * time.Millisecond)))}
		counter := moments
		if i%2 == 0 || rounds >= 4*len(targets) && i%4 != 3 {
			at := targets[i/2%len(targets)]
			plan = killPlan{point: at.point, step: at.step, nth: 1 + own.IntN(at.times)}
			if i/2 < len(targets) {
				plan.nth = 1 // so that each is met
			}
			counter = points
		}
		if only >= 0 && i != only {
			continue
		}
		g.Go(func() error {
			round, took := c.crash(t, i, seed, plan)
			mu.Lock()
			defer mu.Unlock()
			if round.kills > 0 {
				met[plan.point] = true
			}
			counter.Round(took.lost, took.other, took.recovery)
			return nil
		})
	}
	_ = g.Wait()
	if only < 0 && rounds >= 2*len(targets) {
		for _, at := range targets {
			if !met[at.point] {
				t.Errorf("no round was killed at %q", at.point)
			}
		}
	}
	t.Logf("%d points, %d of them met", len(targets), len(met))
}

type crashCount struct {
	lost, other int
	recovery    time.Duration
}

// crash lives one round and holds it against the calm one.
func (c *crashRig) crash(t *testing.T, i int, seed uint64, plan killPlan) (*crashRound, crashCount) {
	name := fmt.Sprintf("round %d of seed %d, killed at %s", i, seed, plan)
	r, err := c.newRound(fmt.Sprintf("r%d", i), seed+uint64(i), plan)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return r, crashCount{}
	}
	defer r.close()
	got, err := r.run()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return r, crashCount{lost: 1}
	}
	lost, other := difference(c.calm, got)
	if len(lost)+len(other) > 0 {
		t.Errorf("%s:\n  lost:\n    %s\n  other:\n    %s", name, shorten(lost), shorten(other))
	}
	worst := time.Duration(-1)
	if len(r.recovery) > 0 {
		worst = slices.Max(r.recovery)
	}
	return r, crashCount{len(lost), len(other), worst}
}

func shorten(lines []string) string {
	const most, width = 6, 400
	var out []string
	for _, l := range lines[:min(len(lines), most)] {
		out = append(out, l[:min(len(l), width)])
	}
	if len(lines) > most {
		out = append(out, fmt.Sprintf("and %d more", len(lines)-most))
	}
	return strings.Join(out, "\n    ")
}

// calmRun lives undisturbed, notes what comes out, and gives every point that was passed.
func (c *crashRig) calmRun(t *testing.T) (targets []target, passed map[string]int) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "points")
	r, err := c.newRound("calm", 0, killPlan{log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	r.lived = func(step string) error {
		now, err := readPoints(log)
		if err != nil {
			return err
		}
		for point, n := range now {
			if before := passed[point]; n > before {
				targets = append(targets, target{point, step, n - before})
			}
		}
		passed = now
		return nil
	}
	if c.calm, err = r.run(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	targets = slices.DeleteFunc(targets, func(at target) bool {
		again := seen[at.point]
		seen[at.point] = true
		return again
	})
	slices.SortFunc(targets, func(a, b target) int { return strings.Compare(a.point, b.point) })
	kinds := map[string]int{}
	for row := range c.calm.rows {
		name, _, _ := strings.Cut(row, " ")
		kinds[name]++
	}
	t.Logf("undisturbed: %d files, rows %v, %d points of InfluxDB; %d kill points", len(c.calm.archive), kinds, len(c.calm.points), len(targets))
	if len(c.calm.archive) < 9 || len(c.calm.points) < 50 || kinds["DEAD"] > 0 || len(slices.Collect(maps.Keys(kinds))) != 3 {
		t.Fatal("too little, or too much, to compare")
	}
	return targets, passed
}

// calmAgain lives undisturbed once more: what differs there would prove nothing.
func (c *crashRig) calmAgain(t *testing.T) {
	t.Helper()
	r, err := c.newRound("calm2", 0, killPlan{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	start := time.Now()
	got, err := r.run()
	if err != nil {
		t.Fatal(err)
	}
	if lost, other := difference(c.calm, got); len(lost)+len(other) > 0 {
		t.Fatalf("two undisturbed runs differ:\n%s\n%s", shorten(lost), shorten(other))
	}
	t.Logf("an undisturbed life takes %v", time.Since(start).Round(time.Millisecond))
}
