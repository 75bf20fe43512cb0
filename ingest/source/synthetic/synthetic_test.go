package synthetic

import (
	"crypto/sha256"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func date(t testing.TB, s string) record.Date {
	t.Helper()
	d, err := record.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func digest(files []File) [32]byte {
	h := sha256.New()
	for _, f := range files {
		h.Write([]byte(f.Name))
		h.Write(f.Data)
	}
	return [32]byte(h.Sum(nil))
}

func TestDemoFollowsFromItsSeed(t *testing.T) {
	last := date(t, "2026-11-25")
	a, b, c := Demo(1, last, oslo(t)), Demo(1, last, oslo(t)), Demo(2, last, oslo(t))
	if digest(a.Files) != digest(b.Files) {
		t.Error("the same seed gave two athletes")
	}
	if digest(a.Files) == digest(c.Files) {
		t.Error("two seeds gave the same athlete")
	}
}

func TestDemoTellsItsStory(t *testing.T) {
	for _, last := range []string{"2026-11-25", "2026-04-20", "2024-02-29", "2026-07-04"} {
		t.Run(last, func(t *testing.T) {
			a := Demo(7, date(t, last), oslo(t))
			if len(a.Truth) != demoDays || a.Truth[demoDays-1].Date != date(t, last) {
				t.Fatalf("%d days, the last %v", len(a.Truth), a.Truth[len(a.Truth)-1].Date)
			}
			rhr, tst, hrv, sets := map[Phase]float64{}, map[Phase]float64{}, map[Phase]float64{}, map[Phase]float64{}
			n, days, missing := map[Phase]float64{}, map[Phase]float64{}, 0
			for _, d := range a.Truth {
				days[d.Phase]++
				sets[d.Phase] += d.GluteSets
				if math.IsNaN(d.RHR) {
					missing++
					continue
				}
				n[d.Phase]++
				rhr[d.Phase] += d.RHR
				tst[d.Phase] += d.TSTMin
				hrv[d.Phase] += d.HRV
			}
			if up := rhr[Overreaching]/n[Overreaching] - rhr[Good]/n[Good]; up < 4 || up > 8 {
				t.Errorf("resting HR rises by %.1f bpm in the block that is too much", up)
			}
			if tst[Overreaching]/n[Overreaching] > tst[Good]/n[Good]-40 {
				t.Error("the nights do not get shorter")
			}
			if hrv[Overreaching]/n[Overreaching] > .9*hrv[Good]/n[Good] {
				t.Error("HRV does not fall")
			}
			if week := 7 * sets[Good] / days[Good]; week < 12 || week > 18 {
				t.Errorf("%.1f hard sets a week in the good block", week)
			}
			if week := 7 * sets[Overreaching] / days[Overreaching]; week < 24 {
				t.Errorf("%.1f hard sets a week in the block that is too much", week)
			}
			if missing < 5 || missing > 8 {
				t.Errorf("%d days without a night", missing)
			}
		})
	}
}

func TestDemoKnowsNothingOfTheFuture(t *testing.T) {
	loc := oslo(t)
	a := Demo(3, date(t, "2026-11-25"), loc)
	limit := time.Date(2026, 11, 25, 6, 30, 0, 0, loc)
	for _, e := range a.Entries {
		if err := e.Check(); err != nil {
			t.Error(err)
		}
		if e.Entered.After(limit) {
			t.Errorf("typed at %v", e.Entered)
		}
	}
	if last := a.Truth[len(a.Truth)-1]; last.End.After(limit) || last.CheckIn == nil {
		t.Errorf("last night ends at %v, check-in %v", last.End, last.CheckIn)
	}
	for _, f := range a.Files {
		if strings.Contains(f.Name, "Activity/2026-11-25") {
			t.Errorf("%s has not happened yet", f.Name)
		}
	}
}

func TestDemoHasAClockChangeGapsAndTwoWatches(t *testing.T) {
	loc := oslo(t)
	a := Demo(3, date(t, "2026-11-25"), loc)
	offsets, watches, off := map[int]bool{}, map[Device]bool{}, 0
	for _, d := range a.Truth {
		_, o := d.Date.In(loc).Zone()
		offsets[o], watches[d.Device] = true, true
		if d.HR == 0 {
			off++
		}
	}
	if len(offsets) != 2 || len(watches) != 2 || off != gapTo-gapFrom {
		t.Errorf("%d offsets, %d watches, %d days off", len(offsets), len(watches), off)
	}
}

func TestDemoIsSmall(t *testing.T) {
	size := 0
	for _, f := range Demo(1, date(t, "2026-11-25"), oslo(t)).Files {
		size += len(f.Data)
	}
	if size > 15<<20 {
		t.Errorf("%d bytes", size)
	}
	t.Logf("%d bytes", size)
}

func TestSharesAreTheCatalogues(t *testing.T) {
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range moves() {
		key, ok := c.FIT(e.category, e.name)
		if !ok || !strings.Contains(key, "/") {
			t.Errorf("%d/%d is no exercise", e.category, e.name)
		}
		if share, _, loadable, ok := c.Look(key); !ok || share != e.share || e.kg == 0 && loadable {
			t.Errorf("%s: share %v, want %v; loadable %v", key, share, e.share, loadable)
		}
	}
}

func TestYearIsAsLargeAsTheOneOthersWereMeasuredOn(t *testing.T) {
	if YearRecords != 846_000 || YearSets != 6_280 || YearActivities != 261 || YearHR != 525_600 || YearStress != 175_200 {
		t.Error("the year is another one")
	}
	activities, days, size := 0, 0, 0
	names := map[string]bool{}
	err := Year(1, func(f File) error {
		if names[f.Name] {
			t.Errorf("%s twice", f.Name)
		}
		names[f.Name] = true
		size += len(f.Data)
		if strings.Contains(f.Name, "Activity") {
			activities++
		} else {
			days++
		}
		return nil
	})
	if err != nil || activities != YearActivities || days != YearDays {
		t.Errorf("%d activities, %d days, %v", activities, days, err)
	}
	t.Logf("%d bytes", size)
}

func BenchmarkDemo(b *testing.B) {
	last, loc := date(b, "2026-11-25"), oslo(b)
	for b.Loop() {
		Demo(1, last, loc)
	}
}

func BenchmarkYear(b *testing.B) {
	for b.Loop() {
		if err := Year(1, func(File) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
