package source

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// mostElement is how much one element of a JSON list may take, in bytes: a decoder holds one of them at a time.
const mostElement = 32 << 20

// jsonOptions read JSON as vendors write it.
func jsonOptions() jsontext.Options {
	return json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// eachJSON reads the elements of the list that lies at a path of keys ("data", "metrics"; none: the file is the list) one by one. A value at the
// path that is no list is one element; lists on the way are walked through. An element of another shape is dropped and counted; what stands before
// damage counts. What each takes is valid until it returns, but for its strings, lists and pointers.
func eachJSON[T any](r io.Reader, out *Report, each func(*T) error, path ...string) error {
	in := newBounded(r, "element", mostElement)
	one := newJSONReader[T]()
	err := walkJSON(jsontext.NewDecoder(plainText(in), jsonOptions()), in, path, func(value []byte) error {
		v, ok := one.sound(value)
		if !ok {
			out.drop(dropShape, 1)
			return nil
		}
		return each(v)
	})
	var broken *jsontext.SyntacticError
	var passed emitError
	switch {
	case err == nil:
		return nil
	case isRejected(in.err): // without what the JSON's reader says of it
		return in.err
	case isRejected(err), errors.As(err, &passed): // the reader's fault, or that of who takes the elements
		return err
	case in.err != nil && !errors.Is(in.err, io.EOF):
		return in.err
	case errors.As(err, &broken), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		out.partial("damaged: the JSON ends or breaks before its end")
		return nil
	}
	return err
}

// walkJSON calls one for each element at a path, which is valid until the next.
func walkJSON(d *jsontext.Decoder, in *bounded, path []string, one func(value []byte) error) error {
	switch kind := d.PeekKind(); {
	case kind == '[':
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		for d.PeekKind() != ']' {
			if err := walkJSON(d, in, path, one); err != nil {
				return err
			}
		}
		_, err := d.ReadToken()
		return err
	case len(path) == 0:
		in.next()
		value, err := d.ReadValue()
		if err != nil {
			return err
		}
		return one(value)
	case kind != '{':
		return d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if name.String() == path[0] {
			err = walkJSON(d, in, path[1:], one)
		} else {
			in.next()
			err = d.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// bounded fails where one part of a file takes more than it may. Whoever reads says with next where a part begins.
type bounded struct {
	r    io.Reader
	part string
	most int
	left int
	err  error // what the reader ended with
}

func newBounded(r io.Reader, part string, most int) *bounded {
	return &bounded{r: r, part: part, most: most, left: most}
}

func (p *bounded) next() { p.left = p.most }

// Read implements io.Reader.
func (p *bounded) Read(b []byte) (int, error) {
	n, err := p.r.Read(b[:min(len(b), p.most)])
	if p.left -= n; p.left < 0 {
		n, err = 0, rejected("hostile: one %s of it is larger than %d bytes", p.part, p.most)
	}
	p.err = err
	return n, err
}

// jsonHead tells whether a head begins as JSON does, and holds all these keys.
func jsonHead(head []byte, keys ...string) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	for _, k := range keys {
		if !bytes.Contains(text, []byte(`"`+k+`"`)) {
			return false
		}
	}
	return true
}
