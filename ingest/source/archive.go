package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// spoolInMemory is how much of a member is kept in memory, in bytes; what is larger waits in a temporary file without a name.
const spoolInMemory = 4 << 20

// spool is a member's unpacked bytes.
type spool struct {
	io.ReaderAt
	size int64
	sha  string // SHA-256, hex
	file *os.File
}

func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// unpack reads a member to its end, within the limits. What is told as rejected has to do with the content.
func unpack(r io.Reader, packed int64, lim Limits, room int64) (*spool, error) {
	limit := min(lim.Member, room, max(packed, 1<<10)*lim.Ratio)
	in := &limited{r: r, left: limit, sum: sha256.New()}
	var head bytes.Buffer
	if _, err := io.CopyN(&head, in, spoolInMemory); err == nil {
		s, err := in.toFile(&head)
		if err != nil {
			return nil, err
		}
		s.sha = hex.EncodeToString(in.sum.Sum(nil))
		return s, nil
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	b := head.Bytes()
	return &spool{ReaderAt: bytes.NewReader(b), size: int64(len(b)), sha: hex.EncodeToString(in.sum.Sum(nil))}, nil
}

// limited fails where a member unpacks to more than it may.
type limited struct {
	r    io.Reader
	left int64
	sum  hash.Hash
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.left -= int64(n)
	l.sum.Write(p[:n])
	switch {
	case l.left < 0:
		return 0, rejected("hostile: it unpacks to more than is allowed")
	case err != nil && !errors.Is(err, io.EOF):
		return n, rejected("damaged: %v", err)
	}
	return n, err
}

func (l *limited) toFile(head io.Reader) (*spool, error) {
	f, err := os.CreateTemp("", "hvilepuls-*")
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("unpack: %w", err)
	}
	n, err := io.Copy(f, io.MultiReader(head, l))
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &spool{ReaderAt: f, size: n, file: f}, nil
}

// member decodes what an archive holds under a name.
func member(ctx context.Context, table []Source, f File, name string, s *spool) (Report, error) {
	in := f
	in.Name, in.Data, in.Size, in.Depth = name, s, s.size, f.Depth+1
	r, err := Decode(ctx, table, in)
	r.SHA = s.sha
	if err != nil {
		return r, emitError{err}
	}
	return r, nil
}

// deeper tells whether an archive may be opened at this depth.
func deeper(f File, lim Limits) error {
	if f.Depth >= lim.Depth {
		return rejected("archives within archives, more than %d deep", lim.Depth)
	}
	return nil
}

// add takes a member's report into the archive's.
func (r *Report) add(m Report) {
	for kind, n := range m.Counts {
		r.count(kind, n)
	}
	for reason, n := range m.Dropped {
		r.drop(reason, n)
	}
	if m.Status == stream.Partial || m.Status == stream.Rejected {
		r.partial("not everything in it could be used")
	}
	r.Entries = append(r.Entries, m)
}
