package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// shapeXML tells the elements of an XML file with the names of their attributes, and how many there are. Texts and values are passed over
// without being kept.
func shapeXML(in *bufio.Reader) ([]string, error) {
	x := xmlShape{in: in}
	for {
		if err := x.until('<'); err != nil {
			if errors.Is(err, io.EOF) && len(x.path) == 0 && len(x.lines) > 0 {
				return x.end("%s × %d"), nil
			}
			return x.end("%s × %d"), x.fail(err)
		}
		if err := x.tag(); err != nil {
			return x.end("%s × %d"), x.fail(err)
		}
	}
}

type xmlShape struct {
	tally
	in   *bufio.Reader
	at   int64
	path []string
}

func (x *xmlShape) fail(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("read XML at byte %d: %w", x.at, err)
}

func (x *xmlShape) byte() (byte, error) {
	c, err := x.in.ReadByte()
	x.at++
	return c, err
}

func (x *xmlShape) until(stop byte) error {
	for {
		c, err := x.byte()
		if err != nil || c == stop {
			return err
		}
	}
}

// through passes over everything up to the end of a mark.
func (x *xmlShape) through(mark string) error {
	last := ""
	for last != mark {
		c, err := x.byte()
		if err != nil {
			return err
		}
		if last += string(rune(c)); len(last) > len(mark) {
			last = last[1:]
		}
	}
	return nil
}

// tag reads what follows a <.
func (x *xmlShape) tag() error {
	c, err := x.byte()
	if err != nil {
		return err
	}
	switch c {
	case '?':
		return x.through("?>")
	case '!':
		return x.declaration()
	case '/':
		if len(x.path) == 0 {
			return errors.New("an end without its begin")
		}
		x.path = x.path[:len(x.path)-1]
		return x.until('>')
	}
	return x.element(c)
}

// declaration passes over a comment, a CDATA section, or a DOCTYPE with its brackets.
func (x *xmlShape) declaration() error {
	if head, _ := x.in.Peek(2); string(head) == "--" {
		return x.through("-->")
	}
	if head, _ := x.in.Peek(7); string(head) == "[CDATA[" {
		return x.through("]]>")
	}
	for depth := 1; depth > 0; {
		c, err := x.byte()
		if err != nil {
			return err
		}
		switch c {
		case '<':
			depth++
		case '>':
			depth--
		}
	}
	return nil
}

// element reads a start tag.
func (x *xmlShape) element(c byte) error {
	name, c, err := x.name(c)
	if err != nil {
		return err
	}
	if len(x.path) == mostDepth {
		return fmt.Errorf("elements within elements, more than %d deep", mostDepth)
	}
	x.path = append(x.path, name)
	const longest = 16 * mostKey // bytes; no real element has so many attributes
	line := strings.Join(x.path, "/")
	for {
		switch {
		case c == '>':
			x.add(line)
			return nil
		case c == '/':
			x.add(line)
			x.path = x.path[:len(x.path)-1]
			return x.until('>')
		case c == '"' || c == '\'':
			err = x.until(c)
		case c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '=':
			if name, c, err = x.name(c); err != nil {
				return err
			}
			if len(line) < longest {
				line += " @" + name
			}
			continue
		}
		if err == nil {
			c, err = x.byte()
		}
		if err != nil {
			return err
		}
	}
}

// name reads a name that begins with c, and gives the byte behind it.
func (x *xmlShape) name(c byte) (string, byte, error) {
	var b []byte
	for strings.IndexByte(" \t\r\n=/>\"'<", c) < 0 {
		if len(b) <= mostKey {
			b = append(b, c)
		}
		var err error
		if c, err = x.byte(); err != nil {
			return "", 0, err
		}
	}
	if len(b) == 0 {
		return "", 0, errors.New("want a name")
	}
	return key(string(b)), c, nil
}
