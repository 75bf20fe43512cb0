package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Beginnings of files that the program reads on from.
const (
	gpxBegin   = `<?xml version="1.0"?><gpx version="1.1"><metadata/>`
	tcxBegin   = `<?xml version="1.0"?><TrainingCenterDatabase><Activities>`
	appleBegin = `<?xml version="1.0"?><HealthData locale="en_NO">`
)

// zipBombs are archives that unpack to far more than they are, or have no end, or lie about what they hold.
func zipBombs() []hostile {
	const room = 100 << 20 // bytes unpacked
	flat := deflated(io.MultiReader(strings.NewReader(gpxBegin), blanks(room)))
	dense := deflated(dull(64 << 20)) // under the ratio that gives a bomb away
	return []hostile{
		{"flat.zip", zipOf(packed{name: "a.gpx", data: flat, size: room}), `partial not everything`},
		{"flat.gz", gzipOf(io.MultiReader(strings.NewReader(gpxBegin), blanks(room))), `rejected hostile`},
		{"gzipped-gzip.gz", gzipOf(bytes.NewReader(gzipped(io.MultiReader(strings.NewReader(gpxBegin), blanks(room))))), `rejected hostile`},
		{"endless.gz", func(w io.Writer) error { return gzips(w, 8, blanks(room)) }, `rejected`},
		{"overlap.zip", overlapping(20_000, dense, 64<<20), `rejected hostile: its members lie upon each other`},
		{"quine.zip", quine(), `rejected`},
		{"nested.zip", nestedZip(6), `partial not everything`},
		{"wide.zip", wideZip(3, 20), `partial not everything`},
		{"nested-dense.zip", nestedDense(), `partial not everything`},
		{"many.zip", manyMembers(100_000, "text\n"), `rejected unknown format`},
		{"more.zip", manyMembers(100_001, "text\n"), `rejected hostile: 100001 files in it`},
		{"empty-members.zip", manyMembers(100_000, ""), `rejected`},
		{"lies-small.zip", zipOf(packed{name: "a.gpx", data: flat, size: 10}), `rejected`},
		{"lies-huge.zip", zipOf(packed{name: "a.gpx", data: deflated(strings.NewReader(gpxBegin)), size: 1<<32 - 2}), `rejected|partial`},
		{"lies-packed.zip", liesPacked(), `rejected`},
		{"zip64.zip", zip64Lies(), `rejected`},
		{"no-list.zip", func(w io.Writer) error {
			_, err := io.WriteString(w, "PK\x05\x06"+strings.Repeat("\xff", 18))
			return err
		}, `rejected`},
		{"names.zip", oddNames(), `rejected|partial`},
	}
}

// packed is a member as it stands in an archive.
type packed struct {
	name string
	data []byte // deflated
	size uint64 // that it says it has
	mode uint32 // of Unix
}

func zipOf(members ...packed) func(io.Writer) error {
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, m := range members {
			h := &zip.FileHeader{Name: m.name, Method: zip.Deflate, CompressedSize64: uint64(len(m.data)), UncompressedSize64: m.size, ExternalAttrs: m.mode << 16}
			h.CreatorVersion = 3 << 8 // Unix
			in, err := z.CreateRaw(h)
			if err == nil {
				_, err = in.Write(m.data)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	}
}

// overlapping says of one member n times that it is another.
func overlapping(n int, data []byte, size uint32) func(io.Writer) error {
	return func(w io.Writer) error {
		var b bytes.Buffer
		if err := zipOf(packed{name: "0000000", data: data, size: uint64(size)})(&b); err != nil {
			return err
		}
		whole := b.Bytes()
		end := len(whole) - 22
		at := int(binary.LittleEndian.Uint32(whole[end+16:]))
		entry, tail := whole[at:end], bytes.Clone(whole[end:])
		if _, err := w.Write(whole[:at]); err != nil {
			return err
		}
		for i := range n {
			copy(entry[46:], fmt.Sprintf("%07d", i))
			if _, err := w.Write(entry); err != nil {
				return err
			}
		}
		binary.LittleEndian.PutUint16(tail[8:], uint16(n))
		binary.LittleEndian.PutUint16(tail[10:], uint16(n))
		binary.LittleEndian.PutUint32(tail[12:], uint32(n*len(entry)))
		_, err := w.Write(tail)
		return err
	}
}

// quine is an archive whose one member is the archive itself: its local header leads to its own beginning.
func quine() func(io.Writer) error {
	return func(w io.Writer) error {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		in, err := z.CreateHeader(&zip.FileHeader{Name: "self.zip"})
		if err == nil {
			_, err = in.Write(make([]byte, 30)) // room for a header that says: stored, all of this
		}
		if err := errors.Join(err, z.Close()); err != nil {
			return err
		}
		whole := b.Bytes()
		at := int(binary.LittleEndian.Uint32(whole[len(whole)-6:]))
		for _, place := range []int{18, at + 20} { // packed and unpacked size: the whole archive
			binary.LittleEndian.PutUint32(whole[place:], uint32(len(whole)))
			binary.LittleEndian.PutUint32(whole[place+4:], uint32(len(whole)))
		}
		_, err = w.Write(whole)
		return err
	}
}

func nestedZip(depth int) func(io.Writer) error { return wideZip(depth, 1) }

// wideZip is an archive of n archives of n archives, so many deep.
func wideZip(depth, n int) func(io.Writer) error {
	return func(w io.Writer) error {
		data := []byte(gpxBegin + "</gpx>")
		for d := range depth {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			for i := range n {
				in, err := z.Create(fmt.Sprintf("%d-%d.zip", d, i))
				if err == nil {
					_, err = in.Write(data)
				}
				if err != nil {
					return err
				}
			}
			if err := z.Close(); err != nil {
				return err
			}
			data = b.Bytes()
		}
		_, err := w.Write(data)
		return err
	}
}

// nestedDense unpacks, level by level, to less than the ratio that gives a bomb away, and in the end to 5 GB.
func nestedDense() func(io.Writer) error {
	return func(w io.Writer) error {
		var in bytes.Buffer
		data := deflated(dull(1 << 20)) // small enough to be packed well where it stands again and again
		var members []packed
		for i := range 5000 {
			members = append(members, packed{name: strconv.Itoa(i), data: data, size: 1 << 20})
		}
		if err := zipOf(members...)(&in); err != nil {
			return err
		}
		size := uint64(in.Len())
		return zipOf(packed{name: "in.zip", data: deflated(&in), size: size})(w)
	}
}

func manyMembers(n int, text string) func(io.Writer) error {
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		for i := range n {
			in, err := z.CreateHeader(&zip.FileHeader{Name: strconv.Itoa(i)})
			if err == nil {
				_, err = io.WriteString(in, text)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	}
}

// liesPacked says that its member takes 4 GB in the archive.
func liesPacked() func(io.Writer) error {
	return patched(func(whole []byte, list int) {
		binary.LittleEndian.PutUint32(whole[list+20:], 1<<32-2)
	})
}

// zip64Lies says in the fields of 64 bits that a member, and the list, take more than there is.
func zip64Lies() func(io.Writer) error {
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		extra := binary.LittleEndian.AppendUint16(nil, 1)
		extra = binary.LittleEndian.AppendUint16(extra, 16)
		extra = binary.LittleEndian.AppendUint64(extra, 1<<63-1)
		extra = binary.LittleEndian.AppendUint64(extra, 1<<63-1)
		data := deflated(strings.NewReader(gpxBegin))
		in, err := z.CreateRaw(&zip.FileHeader{Name: "a.gpx", Method: zip.Deflate, CompressedSize64: 1<<63 - 1, UncompressedSize64: 1<<63 - 1, Extra: extra})
		if err == nil {
			_, err = in.Write(data)
		}
		return errors.Join(err, z.Close())
	}
}

// patched is an archive of one member in which something is changed.
func patched(change func(whole []byte, list int)) func(io.Writer) error {
	return func(w io.Writer) error {
		var b bytes.Buffer
		if err := zipOf(packed{name: "a.gpx", data: deflated(strings.NewReader(gpxBegin)), size: uint64(len(gpxBegin))})(&b); err != nil {
			return err
		}
		whole := b.Bytes()
		change(whole, int(binary.LittleEndian.Uint32(whole[len(whole)-6:])))
		_, err := w.Write(whole)
		return err
	}
}

// oddNames are members that want to be written elsewhere, or whose names do something to whoever prints them.
func oddNames() func(io.Writer) error {
	const link = 0o120777
	data := deflated(strings.NewReader(gpxBegin + "</gpx>"))
	var members []packed
	for _, name := range escapes() {
		members = append(members, packed{name: name, data: data, size: uint64(len(gpxBegin) + 6)})
	}
	target := "/etc/passwd"
	members = append(members, packed{name: "link.gpx", data: deflated(strings.NewReader(target)), size: uint64(len(target)), mode: link})
	return zipOf(members...)
}

// escapes are names that lead out of a folder, or harm a terminal.
func escapes() []string {
	return []string{
		"../../escaped.gpx", "/tmp/escaped.gpx", `..\..\escaped.gpx`, `C:\escaped.gpx`, `\\host\share\escaped.gpx`, "a/../../escaped.gpx",
		"\x1b[2J\x1b]0;owned\x07.gpx", "line\nbreak\r.gpx", "nul\x00.gpx", "\u202exgp.exe", "\xff\xfe\x80.gpx", strings.Repeat("n", 4<<10) + ".gpx", "CON", "",
	}
}

func deflated(r io.Reader) []byte {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.Copy(z, r)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gzipped(r io.Reader) []byte {
	var b bytes.Buffer
	if err := gzips(&b, 1, r); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gzipOf(r io.Reader) func(io.Writer) error {
	return func(w io.Writer) error { return gzips(w, 1, r) }
}

// gzips writes the same stream n times, one behind the other.
func gzips(w io.Writer, n int, r io.Reader) error {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	for range n {
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
