// Package source knows the file formats: one file per format and one table of them.
//
// It alone knows the FIT decoders. A source is found by content, never by the name somebody gave the file.
package source

import (
	"context"
	"io"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// DecoderVersion is the version of the whole set of decoders. It rises when any decoder says something else about a file than before;
// files with a receipt of another version are decoded again.
const DecoderVersion = 3

// Source is one file format.
type Source struct {
	Name   string                 // in receipts: "fit"
	Title  string                 // for people: "FIT files of Garmin and other watches"
	Match  func(head []byte) bool // does content that begins so (up to 16 KiB) belong to it
	Decode func(ctx context.Context, in File, out *Report) error
	Export *Export // nil unless members of an archive are to be read together
}

// Export reads members of an archive that only make sense together. A member that stands for itself needs none: it is found by its content.
type Export struct {
	Match  func(a *Archive) bool // by the members' paths
	Decode func(ctx context.Context, a *Archive, in File, out *Report) error
}

// Table is every format. A new one is one file and one line here.
func Table(ex *exercise.Catalogue, lim Limits) []Source {
	t := []Source{
		fitSource(ex, lim),
		entrySource(lim),
		openSource(),
		zeppSource(),
		miFitnessSource(),
		polarSource(),
		garminAccountSource(),
		garminConnectSource(),
		strongSource(ex),
		hevySource(ex),
		intervalsSource(),
		hrv4trainingSource(),
		tcxSource(),
		gpxSource(),
		eliteSource(),
		appleSource(),
		haeSource(),
		sqliteSource(),
		webhookSource(),
		samsungSource(),
		ouraSource(),
		whoopSource(),
		googleSource(),
		fitbitSource(),
		withingsSource(),
		exportSource(),
	}
	// Archives hold the others, and each other up to Limits.Depth.
	t = append(t, gzipSource(&t, lim), zipSource(&t, lim))
	return t
}

// Limits keep hostile input from eating memory, time or disk.
type Limits struct {
	FIT     int64 // bytes of one FIT file; the largest real one known is 2.4 MB
	Entry   int64 // bytes of one entry in the project's own JSON; record.MaxCalendar and what stands around it
	Members int   // of one archive
	Member  int64 // bytes of one member, unpacked
	Total   int64 // bytes of all members of one archive, and of those within it, unpacked
	Ratio   int64 // unpacked to packed; Apple's XML reaches 20, bombs 1,000
	Depth   int   // archives within archives
}

// DefaultLimits are the limits that are not set otherwise.
func DefaultLimits() Limits {
	return Limits{FIT: 16 << 20, Entry: 1 << 20, Members: 100_000, Member: 16 << 30, Total: 64 << 30, Ratio: 200, Depth: 3}
}

// File is one file, or one member of an archive.
type File struct {
	Name  string      // as the user gave it; for the report only
	Data  io.ReaderAt // the bytes; nil for a member that is decoded while it is unpacked: see Reader
	Size  int64       // bytes; 0 where Data is nil
	TZ    string      // IANA zone named for it, "" if none
	Depth int         // archives around it
	// Password opens encrypted archives, "" if none was given.
	Password string
	// SourceKey makes Source.Key of a device: maker and model, and a keyed hash of the serial where there is one.
	SourceKey func(maker, model, serial string) string
	// Emit takes what the file says about one date: Date, Wall, Source, TZ, Offset and the content are set; the rest is the worker's.
	// The record is not changed afterwards. An error stops the decoding and is returned by Decode.
	Emit func(record.Record) error

	stream io.Reader // what can only be read from its beginning; nil where Data is not
	room   *int64    // bytes that may still be unpacked of the archives around it; nil outside of one
}

// Report is what the decoder tells the receipt.
type Report struct {
	Name    string // of an archive's member
	SHA     string // of an archive's member, hex
	Format  string // Source.Name, "" if none
	Decoder string // which library read a FIT file: "tormoder", "muktihari", or both
	Status  stream.Status
	Reason  string // why partial or rejected
	Counts  map[string]int
	Dropped map[string]int
	Entries []Report // an archive's members
}

// The kinds that receipts count.
const (
	kindHeartRate = "heart_rate"
	kindBeats     = "beats"
	kindSleep     = "sleep"
	kindHRV       = "hrv"
	kindWorkouts  = "workouts"
	kindLaps      = "laps"
	kindSets      = "sets"
	kindStress    = "stress"
	kindBattery   = "body_battery"
	kindResp      = "respiration"
	kindSpO2      = "spo2"
	kindRHR       = "resting_hr"
	kindProfile   = "profile"
	kindEntries   = "entries"
	kindSteps     = "steps"
	kindWeight    = "weight"
	kindDaily     = "daily"
)

// The reasons for which receipts count dropped values.
const (
	dropRange    = "heart_rate_out_of_range"
	dropTime     = "time_out_of_range"
	dropFar      = "time_far_from_activity"
	dropUnworn   = "not_measured"
	dropNoSleep  = "sleep_without_sleep"
	dropUnknown  = "unknown_entry" // an archive's member that no source recognises
	dropUnplaced = "sets_without_workout"
	dropShape    = "other_shape" // an element or a row that is not what the rest of its list is
)

func (r *Report) count(kind string, n int) {
	if n == 0 {
		return
	}
	if r.Counts == nil {
		r.Counts = map[string]int{}
	}
	r.Counts[kind] += n
}

func (r *Report) drop(reason string, n int) {
	if n == 0 {
		return
	}
	if r.Dropped == nil {
		r.Dropped = map[string]int{}
	}
	r.Dropped[reason] += n
}

// partial notes that not all could be read; the first reason stays.
func (r *Report) partial(reason string) {
	if r.Status != stream.Partial {
		r.Status, r.Reason = stream.Partial, reason
	}
}
