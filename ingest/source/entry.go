package source

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// entryFormat marks the project's own files: one thing that a person entered.
const entryFormat = "entry/1"

const entrySourceKey = "athlete" // of what a person entered

// entryFile is such a file.
type entryFile struct {
	Hvilepuls string       `json:"hvilepuls"` // entryFormat
	Entry     record.Entry `json:"entry"`
}

// entrySource reads what a person entered.
func entrySource(lim Limits) Source {
	prefix := []byte(`{"hvilepuls":"entry/`)
	return Source{
		Name:  "entry",
		Title: "what one enters: check-ins, profile, zone, plan, calendar, exercise names, corrections",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, prefix) },
		Decode: func(_ context.Context, f File, out *Report) error {
			b, err := readWhole(f, lim.Entry)
			if err != nil {
				return err
			}
			e, err := decodeEntry(b)
			if err != nil {
				return err
			}
			src := record.Source{Key: entrySourceKey}
			out.count(kindEntries, 1)
			return f.Emit(record.Record{Date: e.Date(), Source: src, TZ: f.TZ, Entries: []record.Entry{e}})
		},
	}
}

// EncodeEntry writes what a person entered as a file. It fails where [record.Entry.Check] does.
func EncodeEntry(e record.Entry) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(entryFile{entryFormat, e})
	if err != nil {
		return nil, fmt.Errorf("write entry: %w", err)
	}
	return b, nil
}

func decodeEntry(b []byte) (record.Entry, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	var f entryFile
	if err := d.Decode(&f); err != nil {
		return record.Entry{}, rejected("not an entry: %v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return record.Entry{}, rejected("not an entry: something stands behind it")
	}
	if f.Hvilepuls != entryFormat {
		return record.Entry{}, rejected("an entry of a later version (%q); update hvilepuls", f.Hvilepuls)
	}
	if err := f.Entry.Check(); err != nil {
		return record.Entry{}, rejected("%v", err)
	}
	return f.Entry, nil
}
