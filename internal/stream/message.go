package stream

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Upload is the claim check in UPLOADS: the file lies in the archive.
type Upload struct {
	V       int    `json:"v"`
	Athlete string `json:"athlete"`
	File    string `json:"file"` // keyed hash of athlete and SHA-256
	SHA     string `json:"sha"`  // SHA-256, hex
	Size    int64  `json:"size"` // bytes
	TZ      string `json:"tz,omitempty"`
	Lock    string `json:"lock,omitempty"` // keyed hash of the password said, "" if none
}

// Status is the outcome of one file.
type Status string

// The outcomes. Duplicate is an answer to whoever sends a file again; it is never stored.
const (
	Accepted  Status = "accepted"
	Duplicate Status = "duplicate"
	Partial   Status = "partial"
	Rejected  Status = "rejected"
)

// Receipt says that a file is finished. It is the last message of the file's last batch and wakes assemble.
// It names the file as the user gave it; nothing else does.
type Receipt struct {
	V       int            `json:"v"`
	Athlete string         `json:"athlete"`
	Hash    string         `json:"hash"` // keyed hash, as in subjects
	File    string         `json:"file"` // as the user gave it
	SHA     string         `json:"sha256"`
	Size    int64          `json:"size"`
	TZ      string         `json:"tz,omitempty"`
	Lock    string         `json:"lock,omitempty"` // keyed hash of the password said, "" if none
	Format  string         `json:"format"`         // Source.Name, "" if none
	Decoder int            `json:"decoder"`        // the set of decoders' version; another one means unfinished
	Status  Status         `json:"status"`
	Reason  string         `json:"reason,omitempty"`
	Counts  map[string]int `json:"counts"`            // values kept, by kind
	Dropped map[string]int `json:"dropped,omitempty"` // values dropped, by reason
	Dates   []record.Date  `json:"dates,omitempty"`   // touched now or by an earlier receipt of this file
	Days    int            `json:"days"`              // dates with data now
	First   *record.Date   `json:"first,omitempty"`
	Last    *record.Date   `json:"last,omitempty"`
	Entries []Receipt      `json:"entries,omitempty"` // an archive's members
}

// Dead is a message that could not be processed.
type Dead struct {
	V       int       `json:"v"`
	Stage   string    `json:"stage"`
	Athlete string    `json:"athlete"`
	Subject string    `json:"subject"` // of the message
	Kind    DeadKind  `json:"kind,omitempty"`
	Reason  string    `json:"reason"` // it may hold names and values
	Data    []byte    `json:"data"`   // the message
	At      time.Time `json:"at"`
}
