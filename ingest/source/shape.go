package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of a shape: what a hostile or endless file may cost.
const (
	mostShapes = 2_000 // different lines
	mostDepth  = 100   // of JSON values and XML elements
	mostKey    = 64    // bytes of a key; a longer one is data
)

// errShapeless says that a file has no layout that a shape can be told of.
var errShapeless = errors.New("unknown layout: neither FIT, ZIP, JSON, XML, SQLite nor a table; send the name of the program that wrote it instead")

// Shape tells how a file is laid out without any of its values, so that a new layout can be reported without health data: of JSON the
// paths and their types ("days[].start: string(time)"), of a table its columns and their types, of XML elements and their attributes, of FIT
// the messages and their fields, of a database the tables and their columns, of an archive how many members have which extension and layout. Keys and names that look like data themselves stand
// as "*". It reads the file once and keeps little of it. With an error comes the shape of what stands before the damage.
func Shape(r io.ReaderAt, size int64) ([]string, error) {
	head := make([]byte, len(sqliteHead))
	if n, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read file: %w", err)
	} else if bytes.HasPrefix(head[:n], []byte("PK")) {
		return shapeZip(r, size)
	} else if bytes.Equal(head[:n], sqliteHead) {
		return shapeSQLite(context.Background(), File{Data: r, Size: size})
	}
	return shapeStream(io.NewSectionReader(r, 0, size), size)
}

// shapeStream tells the shape of what can be read from begin to end.
func shapeStream(r io.Reader, size int64) ([]string, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read file: %w", err)
	}
	text := bytes.TrimPrefix(head, []byte("\ufeff"))
	if _, err := in.Discard(len(head) - len(text)); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	switch {
	case len(head) >= 12 && string(head[8:12]) == ".FIT":
		return shapeFIT(in)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return shapeGzip(in, size)
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		return shapeJSON(in)
	case len(text) > 0 && text[0] == '<':
		return shapeXML(in)
	}
	if intervalLines(head) {
		return []string{"lines: one whole number each"}, nil
	}
	return shapeTable(in)
}

// shapes gathers different lines in the order in which they were first seen.
type shapes struct {
	lines []string
	at    map[string]int // line by key
	more  bool           // there were too many
}

// index is the line of a key, -1 where there are too many already.
func (s *shapes) index(key string) int {
	if i, ok := s.at[key]; ok {
		return i
	}
	if len(s.lines) == mostShapes {
		s.more = true
		return -1
	}
	if s.at == nil {
		s.at = map[string]int{}
	}
	s.at[key] = len(s.lines)
	s.lines = append(s.lines, key)
	return len(s.lines) - 1
}

func (s *shapes) end() []string {
	if s.more {
		return append(s.lines, fmt.Sprintf("more than %d different lines; the rest is left out", mostShapes))
	}
	return s.lines
}

// tally counts how often each line was seen.
type tally struct {
	shapes
	n []int
}

func (c *tally) add(key string) {
	i := c.index(key)
	if i == len(c.n) {
		c.n = append(c.n, 0)
	}
	if i >= 0 {
		c.n[i]++
	}
}

func (c *tally) end(format string) []string {
	for i, n := range c.n {
		c.lines[i] = fmt.Sprintf(format, c.lines[i], n)
	}
	return c.shapes.end()
}

// extension is a member's, if it is one that programs give.
func extension(name string) string {
	ext := strings.ToLower(path.Ext(name))
	const longest = 8
	if ext == "" || len(ext) > longest || name == ext || !plainKey(ext[1:]) {
		return "(none)"
	}
	return ext
}

func shapeGzip(in io.Reader, size int64) ([]string, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("read gzip: %w", err)
	}
	// A bomb ends where its ratio is no longer that of a real file.
	limit := max(size, 1<<10) * DefaultLimits().Ratio
	inner := bufio.NewReader(io.LimitReader(z, limit))
	if head, _ := inner.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) || bytes.Equal(head, []byte("PK")) {
		return []string{"gzip of an archive"}, nil
	}
	lines, err := shapeStream(inner, limit)
	return append([]string{"gzip of:"}, lines...), err
}

// plainKey tells a key that a program chose from one that is data: a date, a number, an address, somebody's words.
func plainKey(key string) bool {
	digits := 0
	for _, r := range key {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '@' || r == '/' || r == '\\' || r < ' ':
			return false
		}
	}
	const mostDigits = 3 // "zone10", "spo2_95"; not a date
	return key != "" && len(key) <= mostKey && digits <= mostDigits && digits < len(key)
}

// key is a key as a shape shows it.
func key(k string) string {
	if plainKey(k) {
		return k
	}
	return "*"
}
