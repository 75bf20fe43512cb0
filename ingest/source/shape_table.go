package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shapeTable tells the columns of a table of text and the types of what stands in them. It looks at the first MiB only.
func shapeTable(in *bufio.Reader) ([]string, error) {
	const sample = 1 << 20
	b, err := io.ReadAll(io.LimitReader(in, sample))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if len(b) == sample {
		b = b[:bytes.LastIndexByte(b, '\n')+1] // the last line is cut
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, errShapeless
	}
	var best [][]string
	comma := ' '
	for _, c := range ",;\t|" {
		if rows := readTable(b, c); len(rows) > 1 && (best == nil || len(rows[0]) > len(best[0])) {
			best, comma = rows, c
		}
	}
	if best == nil {
		return nil, errShapeless
	}
	return columns(best, comma), nil
}

// readTable gives the rows, beginning with the first two in a row that have the same number of columns, two or more; nil if there are none.
func readTable(b []byte, comma rune) [][]string {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil
		}
		switch n := len(rows); {
		case n > 1 && len(row) != len(rows[0]): // another table, or a footer
		case n == 1 && (len(row) != len(rows[0]) || len(row) < 2):
			rows[0] = row
		default:
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 || len(rows[0]) < 2 {
		return nil
	}
	return rows
}

// columns tells each column's name, from a first row that looks like names, and the types of its cells.
func columns(rows [][]string, comma rune) []string {
	header := !slices.ContainsFunc(rows[0], func(cell string) bool {
		kind := guess(cell)
		return kind != "text" && kind != "empty"
	})
	cells := rows
	if header {
		cells = rows[1:]
	}
	lines := []string{fmt.Sprintf("table: %d columns parted by %q", len(rows[0]), comma)}
	if !header {
		lines[0] += ", without names"
	}
	for i := range rows[0] {
		if i == mostShapes {
			return append(lines, "more columns are left out")
		}
		name := strconv.Itoa(i + 1)
		if header {
			name = key(strings.TrimSpace(rows[0][i]))
		}
		var types []string
		for _, row := range cells {
			if kind := guess(row[i]); !slices.Contains(types, kind) {
				types = append(types, kind)
			}
		}
		slices.Sort(types)
		lines = append(lines, name+": "+strings.Join(types, "|"))
	}
	return lines
}

// guess is the type of what a cell or a string says.
func guess(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return "empty"
	}
	if _, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64); err == nil {
		return "number"
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no":
		return "boolean"
	}
	for _, l := range []struct{ layout, kind string }{
		{time.RFC3339, "time"},
		{"2006-01-02T15:04:05", "time"},
		{"2006-01-02 15:04:05", "time"},
		{"2006-01-02 15:04:05 -0700", "time"},
		{"2006-01-02 15:04", "time"},
		{"2006-01-02T15:04", "time"},
		{time.DateOnly, "date"},
		{"01/02/2006", "date"},
		{"02.01.2006", "date"},
		{"02/01/2006", "date"},
		{time.TimeOnly, "clock"},
		{"15:04", "clock"},
	} {
		if _, err := time.Parse(l.layout, s); err == nil {
			return l.kind
		}
	}
	if digits := strings.Count(strings.Map(onlyDigits, s), "0"); digits*2 > len(s) {
		return "digits" // some date or number in another form
	}
	return "text"
}

// onlyDigits maps digits to 0 and drops the rest.
func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}
