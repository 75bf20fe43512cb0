// Package api is the doors over HTTP: uploads, entries, results and the athlete's pages, for people, scripts and the command line.
//
// The same handler serves the public address, where every request needs a token, and the owner's private socket, whose files only the
// owner of the data folder can open and which may do everything.
package api

import (
	"context"
	"io"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Backend is what stands behind the doors. Its errors that are the asker's to mend are a Problem.
type Backend interface {
	// Accept takes a file in; it is durable when Accept returns.
	Accept(ctx context.Context, u Upload) (Answer, error)
	// Await waits until a file is finished.
	Await(ctx context.Context, athlete, file string) (stream.Receipt, error)
	Receipts(ctx context.Context, athlete string) ([]stream.Receipt, error)
	Enter(ctx context.Context, athlete string, e record.Entry) (Answer, error)

	Athletes(ctx context.Context) ([]string, error)
	About(ctx context.Context, athlete string) (record.About, error)
	Results(ctx context.Context, athlete string, from, to record.Date) ([]result.Day, error)
	// Digest is what the sources say about a day, and the exercises of it that no catalogue knows.
	Digest(ctx context.Context, athlete string, d record.Date) (record.Day, []string, error)
	Verdict(ctx context.Context, athlete string, at time.Time, language string) (result.Verdict, error)
	// Notices is what was said of the athlete's mornings, and decided to be told.
	Notices(ctx context.Context, athlete string) (result.Notices, error)
	// Recompute computes a day of the results again: the model's id, and whether it comes out as the same bytes.
	Recompute(ctx context.Context, athlete string, stored result.Day) (model string, alike bool, err error)
	Backtest(ctx context.Context, athlete string, from, to record.Date) (result.Backtest, error)

	// Asked is what a link of the morning question asks; Answer takes what was answered, which only the first time counts.
	Asked(ctx context.Context, token string) (Asked, error)
	Answer(ctx context.Context, token string, c record.CheckIn) error
	// Revision is another one whenever something changed that the athlete's page shows.
	Revision(ctx context.Context, athlete string) (string, error)
	// Watch calls fn once it watches, and whenever the revision changed since, until ctx ends or the program does, which is no error.
	Watch(ctx context.Context, athlete string, fn func()) error

	// Months gives what is known of an athlete month by month, ascending: digest and results.
	Months(ctx context.Context, athlete string, fn func(record.Month, result.Month) error) error
	// OpenLines gives all that the records hold of an athlete as lines of the open format, month by month and ascending ("profile" first).
	OpenLines(ctx context.Context, athlete string, fn func(month string, line []byte) error) error
	// ArchivedFiles gives an athlete's files as they came.
	ArchivedFiles(ctx context.Context, athlete string, fn func(ArchivedFile) error) error
	// Forget erases a file of an athlete from every layer, or with no sha all of the athlete.
	Forget(ctx context.Context, athlete, sha string) (Forgotten, error)

	Ready(ctx context.Context) error
	// Settle waits until everything accepted of an athlete so far is in the results.
	Settle(ctx context.Context, athlete string) error
	Channels
	Admin
}

// Admin is what only the owner may do.
type Admin interface {
	// Drain waits until everything accepted so far is in the results, and in InfluxDB if that is configured and answers.
	Drain(ctx context.Context) (Drained, error)
	// Verify holds every layer against the one above it, Repair mends what differs and verifies again, Scrub reads every archived file again.
	Verify(ctx context.Context) (Verified, error)
	Repair(ctx context.Context) (Verified, error)
	Scrub(ctx context.Context) (Verified, error)
	// Rebuild makes what ("" for all, "influx") anew.
	Rebuild(ctx context.Context, what string) error
	Status(ctx context.Context) (Status, error)
	Replay(ctx context.Context) (int, error)
	// RenewPageKey makes another key for the page, and the one of before worthless.
	RenewPageKey() (string, auth.Grant, error)
}

// Asked is the morning question of a link.
type Asked struct {
	Athlete string
	Day     record.Date
	About   record.About
	Given   *record.CheckIn // what was answered by the link, nil if nothing was
}

// Upload is a file at a door.
type Upload struct {
	Athlete, Name, TZ, Door string
	Password                string // of an encrypted archive
	Body                    io.Reader
}

// Answer says what became of an upload.
type Answer struct {
	File   string        `json:"file"` // keyed hash, to ask for the receipt with
	SHA    string        `json:"sha256"`
	Status stream.Status `json:"status"` // accepted, duplicate or rejected
	Reason string        `json:"reason,omitempty"`

	ReasonKind stream.ReasonKind `json:"reason_kind,omitempty"`
	Receipt    *stream.Receipt   `json:"receipt,omitempty"` // of a file that was finished before
}

// Drained tells what a drain left behind.
type Drained struct {
	Waiting string `json:"waiting,omitempty"` // why InfluxDB does not have everything yet, "" if it has
}

// ToForget names what is to be forgotten: a file, or with no SHA all of an athlete.
type ToForget struct {
	Athlete string `json:"athlete"`
	SHA     string `json:"sha256,omitempty"`
}

// Forgotten is the receipt of something that was forgotten. It is kept, and verify holds the layers against it.
type Forgotten struct {
	ID     string         `json:"id"`   // keyed hash
	What   string         `json:"what"` // "file" or "athlete"
	Begun  time.Time      `json:"begun"`
	Ended  time.Time      `json:"ended"`
	Erased map[string]int `json:"erased"` // by layer
}

// Verified is what a verification found, and what was mended before.
type Verified struct {
	Mended      []Difference `json:"mended,omitempty"`
	Differences []Difference `json:"differences"`
}

// Checked is the newest check that the program made by itself.
type Checked struct {
	At          time.Time `json:"at,omitzero"` // when it ended; zero before the first
	Differences int       `json:"differences"`
	Trouble     string    `json:"trouble,omitempty"` // why the newest attempt could not be made, "" if it could
}

// Difference is something that does not fit between two layers.
type Difference struct {
	Layer   string `json:"layer"` // archive, records, days, results or influxdb; of what was forgotten also any stream, tokens or accounts
	Athlete string `json:"athlete"`
	Place   string `json:"place"` // a file's keyed hash, or a month
	What    string `json:"what"`
}

// Status is how the system is.
type Status struct {
	Version string              `json:"version"`
	Ready   string              `json:"ready"` // "" if it is, else why not
	Stages  []stream.StageStats `json:"stages"`
	Streams []stream.TableStats `json:"streams"`
	Dead    []DeadLetter        `json:"dead"`
	Free    uint64              `json:"disk_free_bytes"`
	Audit   string              `json:"audit_log"`                // where it lies
	Influx  string              `json:"influxdb"`                 // "not configured", "ok", or what is wrong
	Fault   string              `json:"influxdb_fault,omitempty"` // token, right, missing, slow or away
	Checked Checked             `json:"self_check"`
	Lost    []Difference        `json:"quarantine,omitempty"` // archived files that rotted or are gone

	Athletes []Known   `json:"athletes"`
	Accounts []Account `json:"accounts,omitempty"` // that are fetched by themselves
	Tokens   []Ending  `json:"tokens,omitempty"`   // that end by themselves

	Alerts []result.Delivery `json:"alerts,omitempty"` // newest receipt of each channel whose last attempt failed
}

// Known is what the system has of an athlete, without any value.
type Known struct {
	Athlete  string    `json:"athlete"`
	Last     time.Time `json:"last_data,omitzero"` // of which the data tell; zero if they tell of none
	Silent   bool      `json:"silent,omitempty"`   // for longer than alerts.silent
	Zone     bool      `json:"zone"`               // somebody said where the athlete lives
	Plan     bool      `json:"plan"`               // or a calendar
	Unknown  int       `json:"unknown,omitempty"`  // files of the last week in a format that nobody knows
	Old      int       `json:"old,omitempty"`      // files that an older set of decoders read
	Calendar string    `json:"calendar,omitempty"` // why it could not be fetched the last time, "" if it could
	Ahead    []Ahead   `json:"ahead,omitempty"`    // what was entered, by the clock of then, on a later day than today
}

// Ahead is something that a clock which was ahead dated. What is entered before that time ranks below it.
type Ahead struct {
	SHA string    `json:"sha256"` // of its file
	At  time.Time `json:"at"`
}

// Ending is a token that ends by itself.
type Ending struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Expires time.Time `json:"expires"`
}

// Account is how an athlete's account at a service on the internet is.
type Account struct {
	Connector string    `json:"connector"`
	Title     string    `json:"title"`   // the service's name for people
	Setting   string    `json:"setting"` // where the settings name it
	Athlete   string    `json:"athlete"`
	Contact   time.Time `json:"last_contact,omitzero"`
	Data      time.Time `json:"last_data,omitzero"` // newest time inside what was fetched
	Next      time.Time `json:"next_try,omitzero"`
	Trouble   string    `json:"trouble,omitempty"` // key_unreadable, reauth_required, rate_limited, unavailable, unexpected_answer or not_taken
	Blocked   int       `json:"blocked,omitempty"` // activities that the service does not give away
	Deleted   int       `json:"deleted,omitempty"` // activities that were deleted there and are kept here
	NoFile    int       `json:"no_file,omitempty"` // activities without a file
}

// DeadLetter is a message that could not be processed, without its data and the reason: both may tell names and values of a body.
type DeadLetter struct {
	ID      string          `json:"id"`   // the same for every death of one message
	Kind    stream.DeadKind `json:"kind"` // why, in a word
	Stage   string          `json:"stage"`
	Athlete string          `json:"athlete"`
	At      time.Time       `json:"at"`
}

// Problem is an error that the asker is told of as it is.
type Problem struct {
	Status int // of HTTP
	Err    error
}

// Error is the error's text.
func (p Problem) Error() string { return p.Err.Error() }

// Unwrap gives the error itself.
func (p Problem) Unwrap() error { return p.Err }
