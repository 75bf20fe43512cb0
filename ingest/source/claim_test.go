package source

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// claims are the sources that take a file for theirs by how it begins.
func claims(table []Source, data []byte) (names []string) {
	head := data[:min(len(data), headSize)]
	for _, s := range table {
		if s.Match != nil && s.Match(head) {
			names = append(names, s.Name)
		}
	}
	return names
}

// No file, of whatever vendor, is claimed by two sources: which of them stood first in the table would decide what is read.
func TestNoFileIsClaimedTwice(t *testing.T) {
	table := Table(catalogue(t), DefaultLimits())
	files := 0
	err := filepath.WalkDir(corpus(t, "exports"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		eachMemberOf(p, data, func(name string, data []byte) {
			files++
			if c := claims(table, data); len(c) > 1 {
				t.Errorf("%s is claimed by %s", name, strings.Join(c, " and "))
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("there is no file")
	}
}

// eachMemberOf calls each for a file, and for the members of an archive.
func eachMemberOf(name string, data []byte, each func(name string, data []byte)) {
	each(name, data)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return
	}
	for _, m := range z.File {
		r, err := m.Open()
		if err != nil {
			continue // encrypted
		}
		b, err := io.ReadAll(io.LimitReader(r, headSize))
		_ = r.Close()
		if err == nil {
			each(name+"/"+m.Name, b)
		}
	}
}
