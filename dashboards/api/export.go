package api

import (
	"archive/zip"
	"context"
	_ "embed" // the README of an export
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/result"
)

// ArchivedFile is a file of an athlete as it came, with what was said when it did.
type ArchivedFile struct {
	SHA      string    `json:"sha256"`
	Name     string    `json:"name"`
	Size     int64     `json:"size"` // bytes
	TZ       string    `json:"tz,omitempty"`
	Door     string    `json:"door"` // "entry": what a person entered
	Received time.Time `json:"received"`
	Path     string    `json:"path"` // in the export
	Body     io.Reader `json:"-"`
}

//go:embed export_readme.txt
var exportReadme string

// getExport gives everything that is known of an athlete as one archive, as it is read: no more than a month of it is in memory.
func (d *Doors) getExport(w http.ResponseWriter, r *http.Request, v visit) error {
	about, err := d.backend.About(r.Context(), v.athlete) // before the answer begins: what can fail, mostly fails here
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "hvilepuls-"+v.athlete+".zip"))
	x := &export{ctx: r.Context(), b: d.backend, athlete: v.athlete, zip: zip.NewWriter(w), now: d.now()}
	err = x.text("README.txt", exportReadme)
	if err == nil {
		err = x.document("profile.json", about)
	}
	for _, part := range []func() error{x.tables, x.results, x.told, x.open, x.files} {
		if err == nil {
			err = part()
		}
	}
	if err == nil {
		err = x.zip.Close()
	}
	if err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err // without the name of the file
		}
		if r.Context().Err() == nil {
			d.log.Error("an export failed", "error", err)
		}
		panic(http.ErrAbortHandler) // half an archive must not look like a whole one
	}
	return nil
}

// export is an archive being written.
type export struct {
	ctx     context.Context
	b       Backend
	athlete string
	zip     *zip.Writer
	now     time.Time
}

func (x *export) file(name string) (io.Writer, error) {
	w, err := x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.now.UTC()})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return w, nil
}

func (x *export) text(name, text string) error {
	w, err := x.file(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

func (x *export) document(name string, doc any) error {
	w, err := x.file(name)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

// list writes a JSON list whose elements come one by one.
func (x *export) list(name string, each func(put func(any) error) error) error {
	w, err := x.file(name)
	if err != nil {
		return err
	}
	before := "[\n"
	err = each(func(v any) error {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s%s", before, b)
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if before == "[\n" {
		_, err = io.WriteString(w, before)
	}
	if err == nil {
		_, err = io.WriteString(w, "\n]\n")
	}
	return err
}

// told writes what was decided to be told, and what became of each file.
func (x *export) told() error {
	notices, err := x.b.Notices(x.ctx, x.athlete)
	if err != nil {
		return err
	}
	if err := x.document("notices.json", notices); err != nil {
		return err
	}
	receipts, err := x.b.Receipts(x.ctx, x.athlete)
	if err != nil {
		return err
	}
	return x.list("receipts.json", func(put func(any) error) error {
		for _, r := range receipts {
			if err := put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// open writes all that the records hold, a file of the open format for each month.
func (x *export) open() error {
	var w io.Writer
	begun := ""
	return x.b.OpenLines(x.ctx, x.athlete, func(month string, line []byte) error {
		if month != begun {
			var err error
			if w, err = x.file("open/" + month + ".ndjson"); err != nil {
				return err
			}
			begun = month
		}
		_, err := w.Write(append(line, '\n'))
		return err
	})
}

// files writes every file as it came, and a list of them.
func (x *export) files() error {
	var all []ArchivedFile
	err := x.b.ArchivedFiles(x.ctx, x.athlete, func(f ArchivedFile) error {
		dir := "files/"
		if f.Door == doorEntry {
			dir = "entries/"
		}
		f.Path = dir + f.SHA + "/" + cleanName(f.Name)
		w, err := x.file(f.Path)
		if err == nil {
			_, err = io.Copy(w, f.Body)
		}
		f.Body = nil
		all = append(all, f)
		return err
	})
	if err != nil {
		return err
	}
	return x.document("files.json", all)
}

// results writes the metrics of each day.
func (x *export) results() error {
	return x.list("results.json", func(put func(any) error) error {
		return x.days(func(d result.Day) error { return put(d) })
	})
}
