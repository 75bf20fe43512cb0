package source

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// zipSource reads archives: every member that a source recognises, the others are counted.
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
			z, err := zip.NewReader(io.NewSectionReader(f.Data, 0, f.Size), f.Size)
			if err != nil {
				return rejected("damaged: the list at the archive's end cannot be read; copy or download it again")
			}
			if len(z.File) > lim.Members {
				return rejected("hostile: %d files in it, and the limit is %d", len(z.File), lim.Members)
			}
			return decodeZip(ctx, *table, f, z, lim, out)
		},
	}
}

const zipEncrypted = 1 // bit of a member's flags (APPNOTE 4.4.4)

func decodeZip(ctx context.Context, table []Source, f File, z *zip.Reader, lim Limits, out *Report) error {
	room := lim.Total
	seen := map[string]bool{}
	unknown := 0
	for _, m := range z.File {
		if m.Mode().IsDir() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return emitError{err}
		}
		if m.Flags&zipEncrypted != 0 {
			out.add(Report{Name: m.Name, Status: stream.Rejected, Reason: "encrypted: unpack it with its password and give the files"})
			continue
		}
		r, used, err := decodeMember(ctx, table, f, m, lim, room, seen)
		if err != nil {
			return err
		}
		room -= used
		switch {
		case r.Status == stream.Duplicate:
		case r.Status == stream.Rejected && strings.HasPrefix(r.Reason, unknownFormat):
			unknown++
		default:
			out.add(r)
		}
	}
	out.drop(dropUnknown, unknown)
	switch recognised := slices.ContainsFunc(out.Entries, func(r Report) bool { return r.Format != "" }); {
	case recognised:
	case len(out.Entries) > 0:
		return rejected("%s", out.Entries[0].Reason)
	case unknown > 0:
		return rejected("%s: nothing in the archive is recognised", unknownFormat)
	}
	return nil
}

// decodeMember decodes one member. The same content again is a duplicate within the archive.
func decodeMember(ctx context.Context, table []Source, f File, m *zip.File, lim Limits, room int64, seen map[string]bool) (Report, int64, error) {
	s, err := openMember(table, m, lim, room)
	if isRejected(err) {
		return Report{Name: m.Name, Status: stream.Rejected, Reason: reasonOf(err)}, 0, nil
	}
	if err != nil {
		return Report{}, 0, err
	}
	defer s.Close()
	if seen[s.sha] {
		return Report{Status: stream.Duplicate}, s.size, nil
	}
	seen[s.sha] = true
	r, err := member(ctx, table, f, m.Name, s)
	return r, s.size, err
}

// openMember unpacks a member that a source recognises by its first bytes; the others are not worth the disk.
func openMember(table []Source, m *zip.File, lim Limits, room int64) (*spool, error) {
	r, err := m.Open()
	if err != nil {
		return nil, rejected("damaged: %v", err)
	}
	defer r.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, rejected("damaged: %v", err)
	}
	if _, ok := match(table, head[:n]); !ok {
		return nil, rejected("%s", unknownFormat)
	}
	return unpack(io.MultiReader(bytes.NewReader(head[:n]), r), int64(min(m.CompressedSize64, 1<<62)), lim, room)
}
