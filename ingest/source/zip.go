package source

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	locked "github.com/yeka/zip"
	"golang.org/x/text/unicode/norm"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// zipSource reads archives: what an export's own source takes together, then every other member that a source recognises; the others are
// counted.
func zipSource(table *[]Source, lim Limits) Source {
	return Source{
		Name:  "zip",
		Title: "ZIP archives of any of these, and archives within them",
		Match: func(head []byte) bool {
			return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
		},
		Decode: func(ctx context.Context, f File, out *Report) error {
			if err := deeper(f, lim); err != nil {
				return err
			}
			r, size, closing, err := f.whole()
			if err != nil {
				return err
			}
			defer closing()
			z, err := zip.NewReader(r, size)
			if err == nil && len(z.File) > 0 {
				_, err = z.File[0].DataOffset() // is it where the list says
			}
			if err != nil {
				if z, r, size, err = salvage(r, size, lim); err != nil {
					return err
				}
				out.partial(cutOff)
			}
			if len(z.File) > lim.Members {
				return rejected("hostile: %d files in it, and the limit is %d", len(z.File), lim.Members)
			}
			if packed(z) > size {
				return rejected("hostile: its members lie upon each other")
			}
			f.room = roomIn(f, size, lim)
			a := newArchive(*table, f, z, lim, out)
			a.raw, a.size = r, size
			return a.decode(ctx)
		},
	}
}

// Archive is an archive as the source of a vendor's export sees it.
type Archive struct {
	Members []*Member // folders left out, in the archive's order

	table   []Source
	file    File
	lim     Limits
	out     *Report
	seen    map[string]bool // SHA-256 of members
	unknown int

	raw    io.ReaderAt // the archive itself
	size   int64
	locked []*locked.File // its list as the library for encrypted members reads it; nil until there is one
}

// Member is one file in an archive.
type Member struct {
	Path string // as exports are recognised by: lower case, composed (NFC), forward slashes
	Size int64  // bytes unpacked, as the archive claims
	name string // as it is told
	zip  *zip.File
	at   int // place in the archive's list
	done bool
}

// Base is the last part of the member's path.
func (m *Member) Base() string { return path.Base(m.Path) }

// packed is how many bytes an archive's members take in it.
func packed(z *zip.Reader) (n int64) {
	for _, m := range z.File {
		if n += int64(min(m.CompressedSize64, 1<<40)); n > 1<<50 {
			break
		}
	}
	return n
}

func newArchive(table []Source, f File, z *zip.Reader, lim Limits, out *Report) *Archive {
	a := &Archive{table: table, file: f, lim: lim, out: out, seen: map[string]bool{}}
	for i, m := range z.File {
		if m.Mode().IsDir() {
			continue
		}
		a.Members = append(a.Members, &Member{
			Path: strings.ToLower(norm.NFC.String(strings.ReplaceAll(m.Name, `\`, "/"))),
			Size: int64(min(m.UncompressedSize64, 1<<62)), name: memberName(m), zip: m, at: i,
		})
	}
	return a
}

// decode lets the exports' sources take what is theirs, then decodes what is left member by member.
func (a *Archive) decode(ctx context.Context) error {
	for _, s := range a.table {
		if s.Export == nil || !s.Export.Match(a) {
			continue
		}
		a.out.Format = s.Name
		if err := s.Export.Decode(ctx, a, a.file, a.out); err != nil {
			return err
		}
	}
	for _, m := range a.Members {
		if m.done {
			continue
		}
		if err := ctx.Err(); err != nil {
			return emitError{err}
		}
		if err := a.single(ctx, m); err != nil {
			return err
		}
	}
	return a.end()
}

func (a *Archive) end() error {
	a.out.drop(dropUnknown, a.unknown)
	switch recognised := slices.ContainsFunc(a.out.Entries, func(r Report) bool { return r.Format != "" }); {
	case recognised:
	case len(a.out.Entries) > 0:
		return rejected("%s", a.out.Entries[0].Reason)
	case a.unknown > 0:
		return rejected("%s: nothing in the archive is recognised", unknownFormat)
	}
	return nil
}

// single decodes a member with the source that recognises its first bytes. The same content again is left out.
func (a *Archive) single(ctx context.Context, m *Member) error {
	m.done = true
	u, closing, err := a.open(m)
	if isRejected(err) {
		a.out.add(Report{Name: m.name, Status: stream.Rejected, Reason: reasonOf(err)})
		return nil
	}
	if err != nil {
		return err
	}
	defer closing()
	r, err := a.take(ctx, m, u)
	if err != nil {
		return err
	}
	switch {
	case r.Status == stream.Duplicate:
	case r.Status == stream.Rejected && strings.HasPrefix(r.Reason, unknownFormat):
		a.unknown++
	default:
		a.out.add(r)
	}
	return nil
}

// take decodes an opened member. What no source recognises by its first bytes is not unpacked further.
func (a *Archive) take(ctx context.Context, m *Member, u *unpacked) (Report, error) {
	bad := func(err error) (Report, error) {
		if isRejected(err) {
			return Report{Name: m.name, Status: stream.Rejected, Reason: reasonOf(err)}, nil
		}
		return Report{}, err
	}
	first := make([]byte, headSize)
	n, err := io.ReadFull(u, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return bad(err)
	}
	first = first[:n]
	if _, ok := match(a.table, first); !ok {
		return bad(rejected("%s", unknownFormat))
	}
	rest, all, err := u.begin()
	if err != nil {
		return bad(err)
	}
	head := append(first, rest...)
	if all {
		sha := u.sha()
		if a.seen[sha] {
			return Report{Status: stream.Duplicate}, nil
		}
		a.seen[sha] = true
	}
	return u.decode(ctx, a.table, a.file, m.name, head, all)
}

func (a *Archive) open(m *Member) (*unpacked, func(), error) {
	r, err := m.open(a)
	if err != nil {
		return nil, nil, err
	}
	return newUnpacked(r, int64(min(m.zip.CompressedSize64, 1<<62)), a.lim, a.file.room), func() { _ = r.Close() }, nil
}

func (m *Member) open(a *Archive) (io.ReadCloser, error) {
	if m.zip.Flags&zipEncrypted != 0 {
		return a.openLocked(m.zip, m.at)
	}
	r, err := m.zip.Open()
	if err != nil {
		return nil, rejected("damaged: it cannot be unpacked; copy or download it again")
	}
	return r, nil
}

// Skip leaves a member closed: it belongs to the export and holds nothing for us.
func (a *Archive) Skip(m *Member) { m.done = true }

// Read decodes a member for an export with a function that knows what it is; what it counts and drops becomes an entry of the archive's receipt.
// An error that is no rejection ends the archive's decoding.
func (a *Archive) Read(ctx context.Context, m *Member, format string, decode func(ctx context.Context, f File, out *Report) error) error {
	m.done = true
	u, closing, err := a.open(m)
	if isRejected(err) {
		a.out.add(Report{Name: m.name, Format: format, Status: stream.Rejected, Reason: reasonOf(err)})
		return nil
	}
	if err != nil {
		return err
	}
	defer closing()
	s := Source{Name: format, Match: func([]byte) bool { return true }, Decode: decode}
	r, err := u.decode(ctx, []Source{s}, a.file, m.name, nil, false)
	if err != nil {
		return err
	}
	a.out.add(r)
	return nil
}
