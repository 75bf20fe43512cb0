// Package synthetic writes real FIT files of athletes who do not exist: 120 days of one for the demonstration, a year of one for
// benchmarks, and single files for tests. Everything follows from a seed; nothing is measured on anybody.
package synthetic

// File is one file as a watch writes it.
type File struct {
	Name string // with the folders of a Garmin watch: "GARMIN/Sleep/2026-11-25.fit"
	Data []byte
}
