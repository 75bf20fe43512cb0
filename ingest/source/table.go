package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

const mostLine = 1 << 20 // bytes of a row of a table, which may go on over many lines within quotes

// table reads delimited text with a header line, row by row. Rows may be shorter or longer than the header.
type table struct {
	raw    *bounded
	in     *bufio.Reader // of which csv reads no more than the rows that it gives
	csv    *csv.Reader
	header []string // folded
	row    []string
	out    *Report // counts the rows that cannot be read

	text []byte // the cells of a row with quotes,
	ends []int  // and where in it they end
}

// openTable reads up to the header line. A comma of 0 is found out from that line.
func openTable(r io.Reader, comma rune, out *Report) (*table, error) {
	raw := newBounded(r, "row", mostLine)
	in := plainText(raw)
	line, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	if comma == 0 {
		comma = separator(line)
	}
	t := &table{raw: raw, in: in, csv: csv.NewReader(in), out: out}
	t.csv.Comma, t.csv.LazyQuotes, t.csv.FieldsPerRecord, t.csv.ReuseRecord = comma, true, -1, true
	head, err := t.csv.Read()
	if isRejected(err) {
		return nil, err
	}
	if err != nil {
		return nil, rejected("damaged: it has no header line")
	}
	for _, h := range head {
		t.header = append(t.header, fold(h))
	}
	return t, nil
}

// plainText reads UTF-8 without its mark, and UTF-16 that has one.
func plainText(r io.Reader) *bufio.Reader {
	in := bufio.NewReaderSize(r, 64<<10)
	switch head, _ := in.Peek(3); {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bufio.NewReaderSize(transform.NewReader(in, unicode.BOMOverride(transform.Nop)), 64<<10)
	}
	return in
}

// textHead is a file's head as plainText reads it, with nothing copied where it is UTF-8: each of the formats asks, of each member of an archive.
func textHead(head []byte) []byte {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		text, _ := plainText(bytes.NewReader(head)).Peek(headSize) // as much as there is
		return text
	}
	return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
}

// separator is the one of ; , tab that stands most often in the first line.
func separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, n := ',', 0
	for _, c := range ",;\t" {
		if k := bytes.Count(line, []byte(string(c))); k > n {
			best, n = c, k
		}
	}
	return best
}

// fold makes names of columns comparable: composed (NFC), lower case, every blank a single plain one, none at the ends.
func fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(strings.TrimPrefix(s, "\ufeff")))), " ")
}

// next reads the next row; false at the end. A row that cannot be read is passed over and counted.
func (t *table) next() (bool, error) {
	if t.plainRow() {
		return true, nil
	}
	for {
		t.raw.next()
		row, err := t.csv.Read()
		var broken *csv.ParseError
		switch {
		case err == nil:
			t.row = append(t.row[:0], row...)
			return true, nil
		case errors.Is(err, io.EOF):
			return false, nil
		case errors.As(err, &broken):
			t.out.drop(dropShape, 1)
		default:
			return false, err
		}
	}
}

// plainRow reads the next row if it is one line, whole in the buffer, as nearly all rows of long series: a third of the work of csv.
func (t *table) plainRow() bool {
	ahead, _ := t.in.Peek(t.in.Buffered())
	end := bytes.IndexByte(ahead, '\n')
	if end <= 0 || ahead[end-1] == '\r' && end == 1 {
		return false
	}
	text := bytes.TrimSuffix(ahead[:end], []byte("\r"))
	if bytes.IndexByte(text, '"') >= 0 {
		if !t.quotedRow(text) {
			return false
		}
		_, _ = t.in.Discard(end + 1)
		return true
	}
	line := string(text)
	_, _ = t.in.Discard(end + 1)
	t.row = t.row[:0]
	for comma := byte(t.csv.Comma); ; {
		at := strings.IndexByte(line, comma)
		if at < 0 {
			t.row = append(t.row, line)
			return true
		}
		t.row = append(t.row, line[:at])
		line = line[at+1:]
	}
}

// quotedRow reads a row some of whose cells stand in quotes; false, and nothing is read, if a cell goes on in the next line or has quotes elsewhere
// than around it.
func (t *table) quotedRow(line []byte) bool {
	comma, text, ends := byte(t.csv.Comma), t.text[:0], t.ends[:0]
	for more := true; more; ends = append(ends, len(text)) {
		if len(line) == 0 || line[0] != '"' {
			cell, rest, found := bytes.Cut(line, []byte{comma})
			if bytes.IndexByte(cell, '"') >= 0 {
				return false
			}
			text, line, more = append(text, cell...), rest, found
			continue
		}
		for more = true; more; { // up to each quote; two of them are one within the cell
			at := bytes.IndexByte(line[1:], '"') + 1
			if at == 0 {
				return false
			}
			text, line = append(text, line[1:at]...), line[at+1:]
			if more = len(line) > 0 && line[0] == '"'; more {
				text = append(text, '"')
			}
		}
		if more = len(line) > 0; more {
			if line[0] != comma {
				return false
			}
			line = line[1:]
		}
	}
	t.text, t.ends, t.row = text, ends, t.row[:0]
	cells, from := string(text), 0
	for _, to := range ends {
		t.row = append(t.row, cells[from:to])
		from = to
	}
	return true
}

// each reads rows up to the end.
func (t *table) each(row func()) error {
	for {
		ok, err := t.next()
		if err != nil || !ok {
			return err
		}
		row()
	}
}

// col is the place of the column that has one of these names (folded), -1 if none has.
func (t *table) col(names ...string) int {
	for _, name := range names {
		for i, h := range t.header {
			if h == name {
				return i
			}
		}
	}
	return -1
}

// at is a cell without blanks around it; "" where the row has no such column. It is valid until the next row.
func (t *table) at(col int) string {
	if col < 0 || col >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[col])
}

// firstLine is the first line of a file's head as it is folded for comparison with names of columns, and the separator in it.
func firstLine(head []byte) (line string, comma rune) {
	if jsonHead(head) {
		return "", 0
	}
	one, _, _ := bytes.Cut(textHead(head), []byte("\n"))
	if begin := bytes.TrimLeft(one, " \t\r"); len(begin) > 0 && bytes.IndexByte([]byte("{[<"), begin[0]) >= 0 {
		return "", 0 // JSON or XML, all of which may be one line
	}
	return fold(string(one)), separator(one)
}

// hasColumns tells whether a file's first line is a header that has all these names (folded).
func hasColumns(head []byte, names ...string) bool {
	line, comma := firstLine(head)
	if line == "" {
		return false
	}
	cells := map[string]bool{}
	for c := range strings.SplitSeq(line, string(comma)) {
		cells[strings.TrimSpace(strings.Trim(strings.TrimSpace(c), `"`))] = true
	}
	for _, n := range names {
		if !cells[n] {
			return false
		}
	}
	return true
}
