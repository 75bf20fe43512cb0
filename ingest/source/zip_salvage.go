package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
)

// Signatures and sizes of a ZIP archive's parts, and the bit of a member's flags that says that its sizes follow it (APPNOTE 4.3, 4.4.4).
const (
	zipLocal      = "PK\x03\x04"
	zipCentral    = "PK\x01\x02"
	zipEnd        = "PK\x05\x06"
	zipDescriptor = "PK\x07\x08"
	zipLocalSize  = 30
	zipSizeLater  = 8
	zip64Extra    = 1
)

// cutOff is the reason of an archive whose list was made anew.
const cutOff = "damaged: the archive is cut off, or parts of it are missing; what it begins with is used"

// salvage reads an archive whose end, where the list of its members stands, is missing: a download that broke off. It walks from member to
// member and puts a list behind them, so that what came whole can be read, and the last one as far as it came.
func salvage(r io.ReaderAt, size int64, lim Limits) (*zip.Reader, io.ReaderAt, int64, error) {
	const most = 1<<32 - 1 // bytes; the list's own place takes four of them
	w := zipWalk{r: r, size: size, room: min(lim.Total, size*lim.Ratio)}
	for w.at+zipLocalSize <= size && size < most && w.count < lim.Members {
		if more, err := w.member(); err != nil {
			return nil, nil, 0, err
		} else if !more {
			break
		}
	}
	if w.count == 0 {
		return nil, nil, 0, rejected("damaged: the list at the archive's end cannot be read; copy or download it again")
	}
	list := w.list.Bytes()
	end := make([]byte, 22)
	copy(end, zipEnd)
	binary.LittleEndian.PutUint16(end[8:], uint16(w.count))
	binary.LittleEndian.PutUint16(end[10:], uint16(w.count))
	binary.LittleEndian.PutUint32(end[12:], uint32(len(list)))
	binary.LittleEndian.PutUint32(end[16:], uint32(size))
	whole := &behind{r, size, append(list, end...)}
	n := size + int64(len(whole.more))
	z, err := zip.NewReader(whole, n)
	if err != nil {
		return nil, nil, 0, rejected("damaged: not even the archive's beginning can be read")
	}
	return z, whole, n, nil
}

// zipWalk goes from member to member by what stands before each.
type zipWalk struct {
	r     io.ReaderAt
	size  int64
	room  int64 // bytes that may still be unpacked to find ends
	at    int64
	list  bytes.Buffer
	count int
}

// member takes the member that begins at at; more is false after the last.
func (w *zipWalk) member() (more bool, err error) {
	head := make([]byte, zipLocalSize)
	if _, err := w.r.ReadAt(head, w.at); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if string(head[:4]) != zipLocal {
		return false, nil
	}
	names := make([]byte, int(binary.LittleEndian.Uint16(head[26:]))+int(binary.LittleEndian.Uint16(head[28:])))
	if n, err := w.r.ReadAt(names, w.at+zipLocalSize); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	} else if n < len(names) {
		return false, nil
	}
	name := names[:binary.LittleEndian.Uint16(head[26:])]
	data := w.at + zipLocalSize + int64(len(names))
	m := measured{packed: int64(binary.LittleEndian.Uint32(head[18:])), unpacked: int64(binary.LittleEndian.Uint32(head[22:]))}
	m.crc = binary.LittleEndian.Uint32(head[14:])
	m.wide(names[len(name):])
	if flags := binary.LittleEndian.Uint16(head[6:]); flags&zipSizeLater != 0 {
		if m, err = w.measure(data, binary.LittleEndian.Uint16(head[8:])); err != nil {
			return false, err
		}
	}
	whole := m.packed <= w.size-data
	if !whole {
		m.packed, m.crc = w.size-data, 0
	}
	w.add(head, name, m)
	w.at = data + m.packed + m.behind
	return whole && w.at < w.size, nil
}

// measured is what the list says of a member.
type measured struct {
	packed, unpacked, behind int64  // bytes; behind: of the descriptor that follows the data
	crc                      uint32 // 0: not known
}

// wide takes the sizes of a member over 4 GiB from its extra fields.
func (m *measured) wide(extra []byte) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			return
		}
		if id == zip64Extra && n >= 16 {
			m.unpacked, m.packed = int64(binary.LittleEndian.Uint64(extra)), int64(binary.LittleEndian.Uint64(extra[8:]))
			m.unpacked, m.packed = max(m.unpacked, 0), max(m.packed, 0)
		}
		extra = extra[n:]
	}
}

// measure unpacks a member whose sizes are only told behind it, to find where it ends. One that is cut off reaches to the archive's end.
func (w *zipWalk) measure(data int64, method uint16) (measured, error) {
	const mostRatio = 1032 // of deflate
	toEnd := measured{packed: w.size - data + 1, unpacked: mostRatio * (w.size - data)}
	if method != zip.Deflate {
		return toEnd, nil
	}
	in := &counted{in: bufio.NewReaderSize(io.NewSectionReader(w.r, data, w.size-data), 64<<10)}
	n, err := io.Copy(io.Discard, io.LimitReader(flate.NewReader(in), w.room+1))
	if w.room -= n; w.room < 0 {
		return measured{}, rejected("hostile: it unpacks to more than is allowed")
	}
	if err != nil {
		return toEnd, nil // damage is met again by whoever reads the member
	}
	m := measured{packed: in.n, unpacked: n}
	after, _ := in.in.Peek(24)
	if bytes.HasPrefix(after, []byte(zipDescriptor)) {
		m.behind = 4
	}
	if len(after) >= 8 {
		m.crc = binary.LittleEndian.Uint32(after[m.behind:])
	}
	// then a checksum and two sizes, of 4 or 8 bytes each
	for _, width := range []int64{4, 8} {
		next := m.behind + 4 + 2*width
		sig := make([]byte, 4)
		if k, _ := w.r.ReadAt(sig, data+m.packed+next); k < 4 || string(sig) == zipLocal || string(sig) == zipCentral {
			m.behind = next
			return m, nil
		}
	}
	return m, nil
}

// add writes a line of the list. Sizes and places beyond 4 GiB go into its extra field.
func (w *zipWalk) add(head, name []byte, m measured) {
	const size, extra, widest = 46, 28, 0xFFFFFFFF
	line := make([]byte, size+len(name)+extra)
	copy(line, zipCentral)
	copy(line[4:], head[4:6])   // version made by
	copy(line[6:], head[4:8])   // version needed, flags
	line[8] &^= zipSizeLater    // the sizes stand here
	copy(line[10:], head[8:14]) // method, time, date
	binary.LittleEndian.PutUint32(line[16:], m.crc)
	binary.LittleEndian.PutUint32(line[20:], widest)
	binary.LittleEndian.PutUint32(line[24:], widest)
	binary.LittleEndian.PutUint16(line[28:], uint16(len(name)))
	binary.LittleEndian.PutUint16(line[30:], extra)
	binary.LittleEndian.PutUint32(line[42:], widest)
	copy(line[size:], name)
	x := line[size+len(name):]
	binary.LittleEndian.PutUint16(x, zip64Extra)
	binary.LittleEndian.PutUint16(x[2:], extra-4)
	binary.LittleEndian.PutUint64(x[4:], uint64(m.unpacked))
	binary.LittleEndian.PutUint64(x[12:], uint64(m.packed))
	binary.LittleEndian.PutUint64(x[20:], uint64(w.at))
	w.list.Write(line)
	w.count++
}

// counted counts what a decompressor takes; one that reads single bytes takes none too many.
type counted struct {
	in *bufio.Reader
	n  int64
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// ReadByte implements io.ByteReader.
func (c *counted) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// behind is a file with something behind its end.
type behind struct {
	r    io.ReaderAt
	size int64
	more []byte
}

// ReadAt implements io.ReaderAt.
func (b *behind) ReadAt(p []byte, at int64) (n int, err error) {
	if at < b.size {
		n, err = b.r.ReadAt(p[:min(int64(len(p)), b.size-at)], at)
		if n == len(p) {
			return n, nil
		}
		if at+int64(n) < b.size || err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
	}
	k, err := bytes.NewReader(b.more).ReadAt(p[n:], at+int64(n)-b.size)
	return n + k, err
}
