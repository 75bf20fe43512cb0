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
	last := date(t, "2026-07-04")
	a := Demo(1, last, oslo(t))
	tellsItsStory(t, a)
	if b := Demo(1, last, oslo(t)); digest(a.Files) != digest(b.Files) {
		t.Error("the same seed gave two athletes")
	}
	b := Demo(2, last, oslo(t))
	tellsItsStory(t, b)
	if digest(a.Files) == digest(b.Files) {
		t.Error("two seeds gave the same athlete")
	}
}

// tellsItsStory holds an athlete to what Demo promises.
func tellsItsStory(t *testing.T, a Athlete) {
	t.Helper()
	rhr, tst, hrv, sets := map[Phase]float64{}, map[Phase]float64{}, map[Phase]float64{}, map[Phase]float64{}
	nights, days := map[Phase]float64{}, map[Phase]float64{}
	for _, d := range a.Truth {
		days[d.Phase]++
		sets[d.Phase] += d.GluteSets
		if !math.IsNaN(d.RHR) {
			nights[d.Phase]++
			rhr[d.Phase] += d.RHR
			tst[d.Phase] += d.TSTMin
			hrv[d.Phase] += d.HRV
		}
	}
	worst := a.Truth[recoveryFrom-5 : recoveryFrom]
	up := -rhr[Good] / nights[Good]
	for _, d := range worst {
		up += d.RHR / float64(len(worst))
	}
	if up < 6 || up > 8 {
		t.Errorf("resting HR rises by %.1f bpm at the end of the block that is too much", up)
	}
	if tst[Overreaching]/nights[Overreaching] > tst[Good]/nights[Good]-30 {
		t.Error("the nights do not get shorter")
	}
	if hrv[Overreaching]/nights[Overreaching] > .9*hrv[Good]/nights[Good] {
		t.Error("HRV does not fall")
	}
	if week := 7 * sets[Good] / days[Good]; week < 12 || week > 18 {
		t.Errorf("%.1f hard sets a week in the good block", week)
	}
	if week := 7 * sets[Overreaching] / days[Overreaching]; week < 24 {
		t.Errorf("%.1f hard sets a week in the block that is too much", week)
	}
	off := nights[Good] + nights[Overreaching] + nights[Recovery] + nights[Back]
	if want := float64(demoDays - 1 - 1 - (gapTo - gapFrom)); off != want {
		t.Errorf("%v nights, want %v", off, want)
	}
}

func TestDemo(t *testing.T) {
	loc := oslo(t)
	a := Demo(3, date(t, "2026-11-25"), loc)
	if n := len(a.Truth); n != demoDays || a.Truth[n-1].Date != date(t, "2026-11-25") {
		t.Fatalf("%d days, the last %v", n, a.Truth[n-1].Date)
	}
	t.Run("tells its story", func(t *testing.T) { tellsItsStory(t, a) })
	t.Run("knows nothing of the future", func(t *testing.T) {
		limit := time.Date(2026, 11, 25, 6, 30, 0, 0, loc)
		for _, e := range a.Entries {
			if err := e.Check(); err != nil {
				t.Error(err)
			}
			if e.Entered.After(limit) {
				t.Errorf("typed at %v", e.Entered)
			}
		}
		if last := a.Truth[len(a.Truth)-1]; last.End.After(limit) || last.CheckIn != nil {
			t.Errorf("last night ends at %v, check-in %v", last.End, last.CheckIn)
		}
		for _, f := range a.Files {
			if strings.Contains(f.Name, "Activity/2026-11-25") {
				t.Errorf("%s has not happened yet", f.Name)
			}
		}
	})
	t.Run("has a clock change, gaps and two watches", func(t *testing.T) {
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
	})
	t.Run("is small", func(t *testing.T) {
		size := 0
		for _, f := range a.Files {
			size += len(f.Data)
		}
		t.Logf("%d files, %d bytes", len(a.Files), size)
		if size > 15<<20 {
			t.Error("too large")
		}
	})
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
