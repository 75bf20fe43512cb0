package source

import (
	"archive/zip"
	"bytes"
	"reflect"
	"testing"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Of an archive that is cut off the members that came whole are read, whether their sizes stand before them or behind.
func TestAnArchiveThatIsCutOff(t *testing.T) {
	a, b := synthetic.Activity(strength()), synthetic.Activity(run())
	later := zipped(t, file{"folder/", nil}, file{"a.fit", a}, file{"b.fit", b})
	before := rawZip(t, file{"a.fit", a}, file{"b.fit", b})
	for name, whole := range map[string][]byte{"sizes behind": later, "sizes before": before} {
		want := accepted(t, whole)
		list := bytes.LastIndex(whole, []byte(zipCentral))
		last := bytes.LastIndex(whole, []byte(zipLocal))
		for cut, n := range map[int]int{list: 2, len(whole) - 1: 2, last: 1, last + 10: 1, last + 200: 1} {
			d := decode(t, whole[:cut])
			if d.Status != stream.Partial || d.Reason != cutOff || len(d.records) != n || !reflect.DeepEqual(d.records, want.records[:n]) {
				t.Errorf("%s, cut at %d of %d: %s: %s, %d records, want %d", name, cut, len(whole), d.Status, d.Reason, len(d.records), n)
			}
		}
	}
}

// rawZip makes an archive whose members' sizes stand before them.
func rawZip(t *testing.T, files ...file) []byte {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(zipped(t, files...)), int64(len(zipped(t, files...))))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range packed.File {
		h := f.FileHeader
		h.Flags &^= zipSizeLater
		m, err := w.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(raw); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write(b.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
