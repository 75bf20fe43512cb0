package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// corpus is where the real files lie, below a folder of them.
func corpus(t testing.TB, folder string) string {
	t.Helper()
	p := filepath.Join(cmp.Or(os.Getenv("HVILEPULS_CORPUS"), "../../../shared/corpus"), folder)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the corpus of real files is not there (HVILEPULS_CORPUS): %v", err)
	}
	return p
}

func eachFIT(t testing.TB, dir string, fn func(name string, data []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !strings.EqualFold(filepath.Ext(p), ".fit") {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		fn(filepath.ToSlash(rel), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRealFITFilesAreRead(t *testing.T) {
	count, all := map[stream.Status]int{}, 0
	counts, dropped := map[string]int{}, map[string]int{}
	eachFIT(t, corpus(t, "fit"), func(name string, data []byte) {
		d := decode(t, data)
		count[d.Status]++
		all++
		if d.Status != stream.Accepted {
			t.Logf("%s: %s: %s", name, d.Status, d.Reason)
		}
		for k, n := range d.Counts {
			counts[k] += n
		}
		for k, n := range d.Dropped {
			dropped[k] += n
		}
	})
	t.Logf("%d files: %v\ncounts %v\ndropped %v", all, count, counts, dropped)
	if used := count[stream.Accepted] + count[stream.Partial]; used*100 < all*85 || all == 0 {
		t.Errorf("only %d of %d files could be used", used, all)
	}
}

// golden is what is true of the synthetic athlete of the corpus.
type golden struct {
	Nights []struct {
		Day        record.Date
		Start, End time.Time
		Minutes    map[string]int
		InBed      int `json:"in_bed"`
		Asleep     int
		RMSSD      float64
		HRSamples  int `json:"hr_samples"`
	}
	Workouts []struct {
		Start, End time.Time
		AvgHR      float64 `json:"avg_hr"`
		MaxHR      float64 `json:"max_hr"`
		Sets       []struct {
			Kg   float64
			Reps int
		}
	}
}

func TestGoldenAthleteOfAGarminWatch(t *testing.T) {
	dir := corpus(t, "exports/golden_athlete")
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&want); err != nil {
		t.Fatal(err)
	}
	nights, works, hrv := map[time.Time]record.SleepSession{}, map[time.Time]record.Workout{}, map[time.Time]float64{}
	heart := 0
	eachFIT(t, filepath.Join(dir, "garmin_usb"), func(name string, data []byte) {
		d := accepted(t, data)
		heart += d.Counts[kindHeartRate]
		for _, r := range d.records {
			for _, s := range r.Sleep {
				nights[s.Start] = s
			}
			for _, w := range r.Workouts {
				works[w.Start] = w
				heart -= w.HR.Len()
			}
			for _, h := range r.HRV {
				hrv[h.Time] = h.Ms
			}
		}
	})
	foundNights, foundWorks, samples := 0, 0, 0
	for _, n := range want.Nights {
		got, ok := nights[n.Start]
		if !ok {
			continue
		}
		foundNights++
		samples += n.HRSamples
		sum := map[record.StageKind]int{}
		for _, s := range got.Stages {
			sum[s.Kind] += (s.To - s.From) / 60
		}
		for kind, minutes := range n.Minutes {
			if sum[record.StageKind(kind)] != minutes {
				t.Errorf("%v: %d min %s, want %d", n.Day, sum[record.StageKind(kind)], kind, minutes)
			}
		}
		if !got.End.Equal(n.End) || int(got.End.Sub(got.Start).Minutes()) != n.InBed {
			t.Errorf("%v: in bed until %v, want %v", n.Day, got.End, n.End)
		}
		if ms := hrv[n.End]; ms != n.RMSSD {
			t.Errorf("%v: HRV %v, want %v", n.Day, ms, n.RMSSD)
		}
	}
	for _, w := range want.Workouts {
		got, ok := works[w.Start]
		if !ok {
			continue
		}
		foundWorks++
		if len(got.Sets) != len(w.Sets) || !got.End.Equal(w.End) || *got.AvgHR != w.AvgHR || *got.MaxHR != w.MaxHR {
			t.Errorf("%v: %d sets until %v, want %d until %v", w.Start, len(got.Sets), got.End, len(w.Sets), w.End)
			continue
		}
		for i, s := range w.Sets {
			if *got.Sets[i].Reps != s.Reps || *got.Sets[i].LoadKg != s.Kg {
				t.Errorf("%v: set %d is %+v, want %+v", w.Start, i, got.Sets[i], s)
			}
		}
	}
	if foundNights != len(nights) || foundNights == 0 || foundWorks != len(works) || foundWorks == 0 {
		t.Errorf("%d of %d nights and %d of %d sessions are those of the truth", foundNights, len(nights), foundWorks, len(works))
	}
	if heart != samples {
		t.Errorf("%d heart rates, want %d", heart, samples)
	}
}
