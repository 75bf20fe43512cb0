package source

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// seeds are small files of every format, each in its layouts, units and languages: what the fuzzers begin with.
func seeds() map[string]func(testing.TB) [][]byte {
	return map[string]func(testing.TB) [][]byte{
		"fit": fitSeeds, "entry": entrySeeds, "open": openSeeds, "zepp": zeppSeeds, "mi_fitness": miFitnessSeeds, "polar_flow": polarSeeds,
		"garmin_account": garminAccountSeeds, "garmin_connect": garminConnectSeeds, "strong": strongSeeds, "hevy": hevySeeds, "intervals_icu": intervalsSeeds,
		"hrv4training": hrv4trainingSeeds, "tcx": tcxSeeds, "gpx": gpxSeeds, "elite_hrv": eliteSeeds, "apple_health": appleSeeds,
		"health_auto_export": haeSeeds, "sqlite": databaseSeeds, "hc_webhook": webhookSeeds, "samsung_health": samsungSeeds, "oura": ouraSeeds,
		"whoop": whoopSeeds, "google_health": googleSeeds, "fitbit_takeout": fitbitSeeds, "withings": withingsSeeds, "gzip": gzipSeeds, "zip": zipSeeds,
		"export": exportSeeds,
	}
}

// seedName names every seed as Elite HRV names its files, which tell their time in no other way.
const seedName = "2026-03-02 06-35-00.txt"

// texts are seeds, and each in other dress: with a mark, other ends of lines, another separator, without its values, cut off, with its end again.
func texts(seeds ...string) (all [][]byte) {
	number := regexp.MustCompile(`\d+(\.\d+)?`)
	field := regexp.MustCompile(`([,;])"?[\d.]+"?`)
	value := regexp.MustCompile(`(":\s*)(-?[\d.]+|"[^"]*")`)
	for _, s := range seeds {
		head, rows, _ := strings.Cut(s, "\n")
		last := s[strings.LastIndexByte(strings.TrimRight(s, "\r\n"), '\n')+1:]
		for _, v := range []string{
			s, "\ufeff" + s, strings.ReplaceAll(s, "\n", "\r\n"), strings.ReplaceAll(s, ",", ";"), s[:len(s)*2/3], s + last,
			head + "\n" + field.ReplaceAllString(rows, "$1"),                 // empty cells
			head + "\n" + number.ReplaceAllString(rows, "-1"),                // what nobody has
			head + "\n" + strings.ReplaceAll(rows, "Z", "+14:00"),            // another zone
			value.ReplaceAllString(s, "${1}null"),                            // nothing said
			value.ReplaceAllString(s, "${1}1e308"),                           // too much said
			head + "\n" + strings.NewReplacer("0", "9").Replace(rows),        // other times and values
			strings.Replace(s, "e", "\xe9", 2) + "\x00\xff\n", "[" + s + "]", // other encodings, another list around it
		} {
			all = append(all, []byte(v))
		}
	}
	return all
}

// A new format must bring seeds, of which some are read, and a fuzzer that begins with them.
func TestEveryFormatIsFuzzed(t *testing.T) {
	fuzzers := fuzzedFormats(t)
	given := seeds()
	table := Table(catalogue(t), DefaultLimits())
	for _, s := range table {
		seed := given[s.Name]
		if seed == nil {
			t.Errorf("%s has no seeds: add them to seeds()", s.Name)
			continue
		}
		if !fuzzers[s.Name] {
			t.Errorf(`%s has no fuzzer: func FuzzX(f *testing.F) { fuzz(f, %q) }`, s.Name, s.Name)
		}
		read, told := 0, 0
		all := seed(t)
		for _, b := range all {
			d := lawful(t, seedName, table, b)
			if isOf(d.Format, s.Name) && d.Status != stream.Rejected {
				read++
				told += len(d.records)
			}
		}
		if t.Logf("%-20s %3d seeds, %3d read, %3d records", s.Name, len(all), read, told); read == 0 || told == 0 {
			t.Errorf("%s: of %d seeds %d are read and give %d records", s.Name, len(all), read, told)
		}
	}
	if len(given) != len(table) {
		t.Errorf("seeds of %d formats, of which there are %d", len(given), len(table))
	}
}

// isOf tells whether a report's format is that of a source: of a database the application is named, of what is gzipped the content.
func isOf(format, source string) bool {
	switch source {
	case "sqlite":
		return format == "health_connect" || format == "gadgetbridge"
	case "gzip":
		return format == "fit" || format == "strong"
	}
	return format == source
}

// fuzzedFormats are the formats that some fuzzer of this folder begins with.
func fuzzedFormats(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	is := regexp.MustCompile(`(?m)^func Fuzz\w+\(f \*testing\.F\) \{ (?:fuzz|fuzzDatabases)\(f, "(\w+)"`)
	found := map[string]bool{}
	for _, p := range files {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range is.FindAllSubmatch(b, -1) {
			found[string(m[1])] = true
		}
	}
	return found
}
