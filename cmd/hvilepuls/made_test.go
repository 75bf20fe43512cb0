package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muktihari/fit/profile/typedef"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// lastDay is the last of the demonstration's 120 days in these tests.
func lastDay() time.Time { return time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) }

// demoFiles are the files of the demonstration's athlete in Europe/Oslo.
func demoFiles() []synthetic.File {
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	return synthetic.Demo(1, record.DateOf(lastDay()), loc).Files
}

// lastDays are those of the files that the watch wrote on the last n days.
func lastDays(files []synthetic.File, n int) []synthetic.File {
	var out []synthetic.File
	first := lastDay().AddDate(0, 0, 1-n).Format(time.DateOnly)
	for _, f := range files {
		if base := filepath.Base(f.Name); base[:len(first)] >= first {
			out = append(out, f)
		}
	}
	return out
}

// lastNight is what is needed to know the last night: its two days' heart rates, its stages, its HRV.
func lastNight(files []synthetic.File) []synthetic.File {
	var out []synthetic.File
	today := lastDay().Format(time.DateOnly)
	for _, f := range lastDays(files, 2) {
		if strings.Contains(f.Name, today) || strings.Contains(f.Name, "Monitor") {
			out = append(out, f)
		}
	}
	return out
}

// strengthFile is a session of three hard sets of hip thrusts.
func strengthFile(start time.Time) synthetic.File {
	const hipRaise, barbellHipThrust = 10, 1 // FIT's numbers of category and exercise
	w := synthetic.Workout{
		Device: synthetic.Device{Maker: 1, Product: 4315, Serial: 3_451_987_965}, Start: start, Sport: typedef.SportTraining,
		SubSport: typedef.SubSportStrengthTraining,
	}
	for i := range 3 {
		at := start.Add(time.Duration(i) * 3 * time.Minute)
		w.Sets = append(w.Sets, synthetic.Set{
			Start: at, Length: 40 * time.Second, Reps: 8, LoadKg: 90, Guesses: []synthetic.Guess{{Category: hipRaise, Name: barbellHipThrust, Confidence: 92}},
		})
	}
	for i := range 600 {
		w.HR = append(w.HR, uint8(110+i%20))
	}
	return synthetic.File{Name: start.Format("2006-01-02-15-04-05") + ".fit", Data: synthetic.Activity(w)}
}

// doubtfulFile is a run in which the watch once saw a heart rate that no heart has: it is dropped.
func doubtfulFile() synthetic.File {
	w := synthetic.Workout{
		Device: synthetic.Device{Maker: 1, Product: 4315, Serial: 3_451_987_965}, Start: lastDay().Add(-50 * time.Hour), Sport: typedef.SportRunning,
		HR: []uint8{120, 121, 7, 122, 123},
	}
	return synthetic.File{Name: "doubtful.fit", Data: synthetic.Activity(w)}
}

// junk begins like a FIT file and is none.
func junk() []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	out := []byte{14, 16}
	for range 2000 {
		out = append(out, byte(rng.Uint32()))
	}
	return out
}

// writeFiles writes files into a folder, with the folders of their names.
func writeFiles(dir string, files []synthetic.File) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// oddFiles are files with something wrong: one cut off, one that is junk, one that nobody knows.
func oddFiles() []synthetic.File {
	whole := strengthFile(lastDay().Add(-30 * time.Hour)).Data
	return []synthetic.File{
		{Name: "cut.fit", Data: whole[:len(whole)*2/3]}, {Name: "junk.fit", Data: junk()}, {Name: "letter.txt", Data: []byte("Dear watch,\n")},
	}
}
