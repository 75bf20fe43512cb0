package source

import (
	"bytes"
	"errors"
	"io"
)

const (
	tagRoom    = 256 << 10 // bytes of XML held at a time
	longestTag = 64 << 10  // bytes of one tag; those of real exports stay under 1 KiB
)

// xmlTags reads the tags of an XML file, and nothing between them: Apple's export keeps all in attributes. It holds a fixed part of the file,
// allocates nothing, and goes on behind what is no XML: the DTD of many exports breaks a strict reader, and so do control characters in values.
type xmlTags struct {
	in       io.Reader
	buf      []byte
	pos, end int
	broken   int // tags that end within a value
}

func newXMLTags(r io.Reader) *xmlTags { return &xmlTags{in: r, buf: make([]byte, tagRoom)} }

// fill reads more behind what is held from pos on; io.EOF at the end.
func (x *xmlTags) fill() error {
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.pos = 0
	}
	const patience = 100 // reads in a row that bring nothing
	for range patience {
		n, err := x.in.Read(x.buf[x.end:])
		x.end += n
		if n > 0 {
			return nil // an error comes again
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// skip goes to where the mark stands next.
func (x *xmlTags) skip(mark string) error {
	for {
		if i := bytes.Index(x.buf[x.pos:x.end], []byte(mark)); i >= 0 {
			x.pos += i
			return nil
		}
		x.pos = max(x.pos, x.end-len(mark)+1)
		if err := x.fill(); err != nil {
			return err
		}
	}
}

// next gives what stands between the next < and its >, valid until the next call; io.EOF at the end.
func (x *xmlTags) next() ([]byte, error) {
	for {
		i := bytes.IndexByte(x.buf[x.pos:x.end], '<')
		if i < 0 {
			x.pos = x.end
			if err := x.fill(); err != nil {
				return nil, err
			}
			continue
		}
		x.pos += i
		tag, err := x.tag()
		if err != nil {
			return nil, err
		}
		if len(tag) > 0 && tag[0] != '!' && tag[0] != '?' {
			x.pos += len(tag) + 2
			return tag, nil
		}
		if bytes.HasPrefix(x.buf[x.pos:x.end], []byte("<!--")) {
			if err := x.skip("-->"); err != nil {
				return nil, err
			}
		}
		x.pos++
	}
}

// tag gives the tag whose < stands at pos; none where another one begins within a value of it.
func (x *xmlTags) tag() ([]byte, error) {
	for seen := 1; ; {
		held := x.buf[x.pos:x.end]
		j := bytes.IndexByte(held[min(seen, len(held)):], '>')
		if j < 0 {
			if len(held) > longestTag {
				return nil, rejected("hostile: a tag longer than %d bytes", longestTag)
			}
			seen = max(1, len(held))
			if err := x.fill(); err != nil {
				return nil, ended(err)
			}
			continue
		}
		seen += j + 1
		tag := held[1 : seen-1]
		if bytes.Count(tag, []byte{'"'})%2 == 0 || bytes.HasPrefix(tag, []byte("!--")) {
			return tag, nil
		}
		if bytes.IndexByte(tag, '<') >= 0 { // no value may hold one
			x.broken++
			return nil, nil
		}
	}
}

// ended is the error of a file that ends within a tag.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// attribute cuts the first attribute off a tag; ok is false where there is none, or no whole one. Entities stand as they are written.
func attribute(tag []byte) (name, value, rest []byte, ok bool) {
	i := bytes.IndexByte(tag, '=')
	if i < 0 {
		return nil, nil, nil, false
	}
	name = bytes.TrimSpace(tag[:i])
	tag = tag[i+1:]
	for len(tag) > 0 && tag[0] != '"' && tag[0] != '\'' {
		if tag[0] > ' ' {
			return nil, nil, nil, false
		}
		tag = tag[1:]
	}
	if len(tag) == 0 {
		return nil, nil, nil, false
	}
	j := bytes.IndexByte(tag[1:], tag[0])
	if j < 0 {
		return nil, nil, nil, false
	}
	return name, tag[1 : j+1], tag[j+2:], true
}

// element cuts the name off a tag, and tells whether the element ends with it.
func element(tag []byte) (name, attributes []byte, closed bool) {
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		tag, closed = tag[:n-1], true
	}
	i := 0
	for i < len(tag) && tag[i] > ' ' {
		i++
	}
	return tag[:i], tag[i:], closed
}
