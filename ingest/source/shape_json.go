package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// shapeJSON tells the paths of a JSON file, or of several values in a row, and the types seen at each. Arrays stand as [].
func shapeJSON(in *bufio.Reader) ([]string, error) {
	j := jsonShape{in: in}
	for {
		c, err := j.next()
		if errors.Is(err, io.EOF) {
			return j.end(), nil
		}
		if err == nil {
			err = j.value(c, "$", 0)
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return j.end(), fmt.Errorf("read JSON at byte %d: %w", j.at, err)
		}
	}
}

type jsonShape struct {
	shapes
	in    *bufio.Reader
	at    int64
	types [][]string // by line
}

func (j *jsonShape) end() []string {
	for i, types := range j.types {
		j.lines[i] += ": " + strings.Join(types, "|")
	}
	return j.shapes.end()
}

// note adds a type to a path.
func (j *jsonShape) note(path, kind string) {
	i := j.index(path)
	if i == len(j.types) {
		j.types = append(j.types, nil)
	}
	if i >= 0 && !slices.Contains(j.types[i], kind) {
		j.types[i] = append(j.types[i], kind)
	}
}

func (j *jsonShape) byte() (byte, error) {
	c, err := j.in.ReadByte()
	j.at++
	return c, err
}

// next is the first byte that is no white space.
func (j *jsonShape) next() (byte, error) {
	for {
		c, err := j.byte()
		if err != nil || c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, err
		}
	}
}

func (j *jsonShape) value(c byte, path string, depth int) error {
	if depth > mostDepth {
		return fmt.Errorf("values within values, more than %d deep", mostDepth)
	}
	switch c {
	case '{':
		j.note(path, "object")
		return j.object(path, depth)
	case '[':
		j.note(path, "array")
		return j.array(path, depth)
	case '"':
		s, err := j.text()
		if err == nil {
			j.note(path, "string("+guess(s)+")")
		}
		return err
	}
	return j.literal(c, path)
}

func (j *jsonShape) object(path string, depth int) error {
	for {
		c, err := j.next()
		if err != nil || c == '}' {
			return err
		}
		if c == ',' {
			continue
		}
		if c != '"' {
			return errors.New("want a key")
		}
		name, err := j.text()
		if err != nil {
			return err
		}
		if c, err = j.next(); err != nil || c != ':' {
			return cmpErr(err, "want a colon")
		}
		if c, err = j.next(); err != nil {
			return err
		}
		if err := j.value(c, path+"."+key(name), depth+1); err != nil {
			return err
		}
	}
}

func cmpErr(err error, otherwise string) error {
	if err != nil {
		return err
	}
	return errors.New(otherwise)
}

func (j *jsonShape) array(path string, depth int) error {
	for {
		c, err := j.next()
		if err != nil || c == ']' {
			return err
		}
		if c == ',' {
			continue
		}
		if err := j.value(c, path+"[]", depth+1); err != nil {
			return err
		}
	}
}

// text reads a string to its end and keeps its begin.
func (j *jsonShape) text() (string, error) {
	var b []byte
	for {
		c, err := j.byte()
		switch {
		case err != nil:
			return "", err
		case c == '"':
			return string(b), nil
		case c == '\\':
			if c, err = j.byte(); err != nil {
				return "", err
			}
		}
		if len(b) <= mostKey {
			b = append(b, c)
		}
	}
}

// literal reads a number, true, false or null.
func (j *jsonShape) literal(c byte, path string) error {
	kind := "number"
	switch {
	case c == 't' || c == 'f':
		kind = "boolean"
	case c == 'n':
		kind = "null"
	case c != '-' && (c < '0' || c > '9'):
		return errors.New("want a value")
	}
	j.note(path, kind)
	for {
		b, err := j.in.Peek(1)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.IndexByte("+-.", b[0]) < 0 && (b[0] < '0' || b[0] > '9') && (b[0]|0x20 < 'a' || b[0]|0x20 > 'z') {
			return nil
		}
		if _, err := j.byte(); err != nil {
			return err
		}
	}
}
