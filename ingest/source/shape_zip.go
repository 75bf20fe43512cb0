package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
)

// Bounds of an archive's shape.
const (
	shapedMembers = 2_000   // members that are looked into; the others count by their extension
	shapedBytes   = 1 << 20 // of each member

	shapedDatabase = 1 << 30 // bytes of a database, which must be unpacked whole
)

// shapeZip tells an archive's members: how many have which extension and layout, and that layout once. Members' names are not told: they hold
// addresses and numbers of people.
func shapeZip(r io.ReaderAt, size int64) ([]string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("read archive: %w", err)
	}
	var c tally
	layouts := map[string][]string{} // by line
	looked := 0
	for _, f := range z.File {
		if f.Mode().IsDir() {
			continue
		}
		line := extension(f.Name)
		var layout []string
		switch {
		case f.Flags&zipEncrypted != 0:
			line += ", encrypted"
		case looked < shapedMembers:
			looked++
			layout = shapeMember(f)
		}
		key := line
		if layout != nil {
			key += "\n" + strings.Join(layout, "\n")
		}
		c.add(key)
		layouts[key] = layout
	}
	var out []string
	for i, key := range c.lines {
		ext, _, _ := strings.Cut(key, "\n")
		out = append(out, fmt.Sprintf("%s × %d", ext, c.n[i]))
		for _, l := range layouts[key] {
			out = append(out, "  "+l)
		}
		if len(out) > mostShapes {
			return append(out[:mostShapes], "more lines; the rest is left out"), nil
		}
	}
	return out, nil
}

// shapeMember is the layout of the begin of a member, nil where it has none.
func shapeMember(f *zip.File) []string {
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	in := bufio.NewReader(r)
	if head, _ := in.Peek(len(sqliteHead)); bytes.Equal(head, sqliteHead) {
		room := int64(shapedDatabase)
		u := newUnpacked(in, int64(min(f.CompressedSize64, 1<<62)), DefaultLimits(), &room)
		lines, _ := shapeSQLite(context.Background(), File{stream: u})
		return lines
	}
	lines, err := shapeStream(io.LimitReader(in, shapedBytes), shapedBytes)
	if err != nil && len(lines) == 0 {
		return nil
	}
	return lines
}
