package connect

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Store keeps an account's state durably. Read gives nil where there is none. Hold makes this process the only one that fetches, until release.
type Store interface {
	Read(name string) ([]byte, error)
	Write(name string, b []byte) error
	Hold() (release func(), ok bool, err error)
}

// State is how far an account has been read, and how that went. It holds no secret and no value.
type State struct {
	V       int       `json:"v"`
	Contact time.Time `json:"contact,omitzero"` // last answer that was as it should be
	Data    time.Time `json:"data,omitzero"`    // newest time inside what was fetched
	Next    time.Time `json:"next,omitzero"`    // not before
	Trouble Trouble   `json:"trouble,omitempty"`
	Fails   int       `json:"fails,omitempty"`   // in a row
	KeyTime time.Time `json:"key_time,omitzero"` // when the file with the key was last changed, as it was seen
	Read    string    `json:"read,omitempty"`    // date on which the last days were last read to their end
	Oldest  string    `json:"oldest,omitempty"`  // date down to which the past has been read
	Blocked int       `json:"blocked,omitempty"` // activities that the service does not give away
	Deleted int       `json:"deleted,omitempty"` // activities that were deleted there after they had been fetched; the archive keeps them
	NoFile  int       `json:"no_file,omitempty"` // activities that were never recorded by a device

	Seen map[string]string `json:"seen,omitempty"` // date of each activity of the last days that is done with, by its id
}

const stateVersion = 1

// noteName is where an account's state is kept.
func noteName(k service, a Account) string { return k.name + "-" + a.Athlete }

// AthleteOf is whose account a note of a state is about, "" if it is none.
func AthleteOf(note string) string {
	for _, k := range services() {
		if athlete, ok := strings.CutPrefix(note, k.name+"-"); ok {
			return athlete
		}
	}
	return ""
}

// load reads an account's state. One that cannot be read is begun anew: what is fetched twice is known by its bytes.
func load(s Store, name string) (State, error) {
	b, err := s.Read(name)
	if err != nil {
		return State{}, fmt.Errorf("read state: %w", err)
	}
	st := State{V: stateVersion}
	if b != nil && json.Unmarshal(b, &st) != nil || st.V != stateVersion {
		st = State{V: stateVersion}
	}
	if st.Seen == nil {
		st.Seen = map[string]string{}
	}
	return st, nil
}

func (s *State) save(to Store, name string) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	return to.Write(name, b)
}

// forget drops the activities before a date: they are not looked at again.
func (s *State) forget(before record.Date) {
	for id, d := range s.Seen {
		if d < before.String() {
			delete(s.Seen, id)
		}
	}
}

// date reads a date of the state; not ok where there is none.
func date(s string) (record.Date, bool) {
	if s == "" {
		return 0, false
	}
	d, err := record.ParseDate(s)
	return d, err == nil && d != record.NoDate
}
