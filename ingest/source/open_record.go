package source

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// OpenRecord is the kind of the line that carries a whole record: all that one file says about one date, as exports hold it. It has no form
// as a table.
const OpenRecord = "record"

// openRecord is such a line. What belongs to a data folder alone is no part of it.
type openRecord struct {
	Kind string `json:"hvilepuls"`
	record.Record

	Athlete string `json:"athlete,omitempty"`
	File    string `json:"file,omitempty"`
	SHA     string `json:"sha,omitempty"`
	Part    int    `json:"part,omitempty"`
}

// recordOptions write records by the rules of encoding/json, but columns as plain lists of numbers.
func recordOptions() json.Options {
	return json.JoinOptions(jsonv1.DefaultOptionsV1(), json.MatchCaseInsensitiveNames(false), json.RejectUnknownMembers(true),
		json.WithMarshalers(json.MarshalToFunc(func(e *jsontext.Encoder, c record.Ints) error {
			list := append(make([]byte, 0, 8*len(c)+2), '[')
			for i, v := range c {
				if i > 0 {
					list = append(list, ',')
				}
				list = strconv.AppendInt(list, int64(v), 10)
			}
			return e.WriteValue(append(list, ']'))
		})))
}

// ErrLongLine says that a record is longer than a line of the open format may be.
var ErrLongLine = errors.New("longer than a line may be")

// EncodeRecord writes a record as a line of the open format, without its end.
func EncodeRecord(r record.Record) ([]byte, error) {
	r.Origin = r.Rank()
	b, err := json.Marshal(openRecord{Kind: OpenRecord, Record: r}, recordOptions())
	if err != nil {
		return nil, fmt.Errorf("write record: %w", err)
	}
	if len(b) > longestLine {
		return nil, fmt.Errorf("write record: %w", ErrLongLine)
	}
	return b, nil
}

var errNoRecord = errors.New("it is no record of the shape that docs/open.md describes")

// record takes a line that carries a record.
func (o *open) record(b []byte) error {
	var in openRecord
	if err := json.Unmarshal(b, &in, recordOptions()); err != nil {
		return errNoRecord // the reader's own words may hold values
	}
	r := in.Record
	if in.Athlete != "" || in.File != "" || in.SHA != "" || in.Part != 0 || r.V != record.Version {
		return errNoRecord
	}
	if err := checkRecord(r); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if o.skip[r.Origin] {
		return nil
	}
	o.countRecord(r)
	return o.f.Emit(r)
}

func (o *open) countRecord(r record.Record) {
	kinds := map[record.SampleKind]string{
		record.HeartRate: kindHeartRate, record.Stress: kindStress, record.BodyBattery: kindBattery, record.Respiration: kindResp, record.SpO2: kindSpO2,
		record.Steps: kindSteps, record.HRVValues: kindHRV, record.Beats: kindBeats,
	}
	for _, s := range r.Samples {
		o.out.count(kinds[s.Kind], s.Len())
	}
	o.out.count(kindSleep, len(r.Sleep))
	o.out.count(kindHRV, len(r.HRV))
	o.out.count(kindWorkouts, len(r.Workouts))
	for _, w := range r.Workouts {
		o.out.count(kindSets, len(w.Sets))
		o.out.count(kindLaps, len(w.Laps))
	}
	o.out.count(kindDaily, len(r.Daily))
	o.out.count(kindEntries, len(r.Entries))
}

// isSHA tells whether a text is a SHA-256 as receipts name it.
func isSHA(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && hex.EncodeToString(b) == s
}
