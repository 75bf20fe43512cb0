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

// inMemory is how much of a member is read before its decoder sees it, in bytes: what is smaller is known by its hash, and can be read at any
// place. What is larger is decoded as it is unpacked and touches no disk, unless its decoder needs it whole ([File.whole]).
const inMemory = 4 << 20

// unpacked is a member as it is unpacked, within the limits. What is told as rejected has to do with the content.
type unpacked struct {
	r    io.Reader
	left int64
	room *int64 // of all that the outermost archive unpacks to
	sum  hash.Hash
}

// newUnpacked reads a member of so many packed bytes.
func newUnpacked(r io.Reader, packed int64, lim Limits, room *int64) *unpacked {
	const least = 1 << 10 // bytes: what packs well is not a bomb where it is small
	return &unpacked{r: r, left: min(lim.Member, max(packed, least)*lim.Ratio), room: room, sum: sha256.New()}
}

// roomIn is how many bytes may be unpacked of an archive and of the archives within it, together: else a small one that holds others would become
// large by a ratio that is multiplied at each level.
func roomIn(f File, size int64, lim Limits) *int64 {
	const least = 1 << 20 // bytes
	if f.room != nil {
		return f.room
	}
	room := min(lim.Total, max(size, least)*lim.Ratio)
	return &room
}

// Read implements io.Reader.
func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.left -= int64(n)
	*u.room -= int64(n)
	u.sum.Write(p[:n])
	switch {
	case min(u.left, *u.room) < 0:
		return 0, rejected("hostile: it unpacks to more than is allowed")
	case err != nil && !errors.Is(err, io.EOF) && !isRejected(err):
		return n, fmt.Errorf("%w: %w: what is packed in it cannot be read to its end", ErrRejected, errDamaged)
	}
	return n, err
}

// errDamaged says that a member's bytes are not those that were packed, or not all: what was read before may be used.
var errDamaged = errors.New("damaged")

// sha is the SHA-256 of what was read so far, hex.
func (u *unpacked) sha() string { return hex.EncodeToString(u.sum.Sum(nil)) }

// begin reads the first bytes of a member; all tells whether they are the whole of it. Damage is met again by whoever reads on.
func (u *unpacked) begin() (head []byte, all bool, err error) {
	var b bytes.Buffer
	_, err = io.CopyN(&b, u, inMemory)
	switch {
	case errors.Is(err, io.EOF):
		return b.Bytes(), true, nil
	case errors.Is(err, errDamaged):
		err = nil
	}
	return b.Bytes(), false, err
}

// decodeUnpacked decodes a member whose first bytes have been read. The rest is read to its end, so that its checksum and size are known.
func (u *unpacked) decode(ctx context.Context, table []Source, f File, name string, head []byte, all bool) (Report, error) {
	in := f.member(name)
	in.room = u.room
	if all {
		in.Data, in.Size = bytes.NewReader(head), int64(len(head))
	} else {
		in.Data, in.stream = nil, io.MultiReader(bytes.NewReader(head), u)
	}
	r, err := Decode(ctx, table, in)
	if err == nil && !all {
		if _, rest := io.Copy(io.Discard, u); isRejected(rest) && r.Status != stream.Rejected {
			r.partial(reasonOf(rest))
		} else if rest != nil && !isRejected(rest) {
			return r, emitError{rest}
		}
	}
	r.SHA = u.sha()
	if err != nil {
		return r, emitError{err}
	}
	return r, nil
}

// member is a file within this one.
func (f File) member(name string) File {
	f.Name, f.Depth = name, f.Depth+1
	f.Data, f.Size, f.stream = nil, 0, nil
	return f
}

// Reader reads the file from its beginning, once.
func (f File) Reader() io.Reader {
	if f.Data != nil {
		return io.NewSectionReader(f.Data, 0, f.Size)
	}
	return f.stream
}

// readWhole reads a file that must not be larger than limit.
func readWhole(f File, limit int64) ([]byte, error) {
	if f.Size > limit {
		return nil, rejected("too large: %d bytes, and the limit is %d", f.Size, limit)
	}
	if f.Data != nil {
		b := make([]byte, f.Size)
		if _, err := f.Data.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return b, nil
	}
	b, err := io.ReadAll(io.LimitReader(f.stream, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, rejected("too large: the limit is %d bytes", limit)
	}
	return b, nil
}

// mostOnDisk is how large a member may be that must lie on the disk to be read: a database, or an archive within an archive. Larger ones are put in by themselves.
const mostOnDisk = 4 << 30 // bytes

// whole gives a file that can be read at any place, and its size: itself, or where it can only be read from its beginning a temporary file
// without a name. close lets go of that.
func (f File) whole() (r io.ReaderAt, size int64, closing func(), err error) {
	if f.Data != nil {
		return f.Data, f.Size, func() {}, nil
	}
	t, err := os.CreateTemp("", "hvilepuls-*")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("unpack: %w", err)
	}
	closing = func() { _ = t.Close() }
	if err := os.Remove(t.Name()); err != nil {
		closing()
		return nil, 0, nil, fmt.Errorf("unpack: %w", err)
	}
	n, err := io.Copy(t, io.LimitReader(f.stream, mostOnDisk+1))
	if err == nil && n > mostOnDisk {
		err = rejected("too large within an archive: the limit is %d bytes; take it in by itself", int64(mostOnDisk))
	}
	if err != nil {
		closing()
		return nil, 0, nil, err
	}
	return t, n, closing, nil
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
