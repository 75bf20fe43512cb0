// Package source knows the file formats: one file per format and one table of them.
//
// It alone knows the FIT decoders. A source is found by content, never by the name somebody gave the file.
package source

import (
	"context"
	"io"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// DecoderVersion is the version of the whole set of decoders. It rises when any decoder says something else about a file than before;
// files with a receipt of another version are decoded again.
const DecoderVersion = 1

// Source is one file format.
type Source struct {
	Name   string                 // in receipts: "fit"
	Title  string                 // for people: "Garmin and other FIT files"
	Match  func(head []byte) bool // does content that begins so (up to 4 KiB) belong to it
	Decode func(ctx context.Context, in File, out *Report) error
}

// File is one file, or one member of an archive.
type File struct {
	Name  string      // as the user gave it; for the report only
	Data  io.ReaderAt // the bytes
	Size  int64       // bytes
	TZ    string      // IANA zone named for it, "" if none
	Depth int         // archives around it
	// SourceKey makes Source.Key of a device: maker and model, and a keyed hash of the serial where there is one.
	SourceKey func(maker, model, serial string) string
	// Emit takes what the file says about one date: Date, Wall, Source, TZ, Offset and the content are set; the rest is the worker's.
	// The record is not changed afterwards. An error stops the decoding and is returned by Decode.
	Emit func(record.Record) error
}

// Report is what the decoder tells the receipt.
type Report struct {
	Format  string
	Status  stream.Status
	Reason  string
	Counts  map[string]int
	Dropped map[string]int
	Entries []Report // an archive's members
	Name    string   // of the member
	SHA     string   // of the member, hex
}
