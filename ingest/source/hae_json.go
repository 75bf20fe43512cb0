package source

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// json reads a file that one function walks through. What stands before damage counts.
func (h *hae) json(r io.Reader, walk func(*jsontext.Decoder) error) error {
	h.in = &perElement{r: r, left: mostElement}
	err := walk(jsontext.NewDecoder(plainText(h.in), jsonOptions()))
	var broken *jsontext.SyntacticError
	var passed emitError
	switch {
	case err == nil, errors.As(err, &passed):
		return err
	case isRejected(err) && !errors.Is(err, errDamaged):
		return err
	case h.in.err != nil && !errors.Is(h.in.err, io.EOF) && !errors.Is(h.in.err, errDamaged):
		return h.in.err
	case errors.As(err, &broken), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), isRejected(err):
		h.out.partial("damaged: the JSON ends or breaks before its end")
		return nil
	}
	return err
}

// object calls each for the members of an object, with what follows the name yet to be read; another value is passed over and counted.
func (h *hae) object(d *jsontext.Decoder, each func(name string) error) error {
	if d.PeekKind() != '{' {
		h.badShape++
		return h.skip(d)
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		h.in.left = mostElement
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// list calls each before every element of a list; another value is passed over and counted.
func (h *hae) list(d *jsontext.Decoder, each func() error) error {
	if d.PeekKind() != '[' {
		h.badShape++
		return h.skip(d)
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		h.in.left = mostElement
		if err := each(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// each reads the elements of a list one by one. raw is valid until the next.
func (h *hae) each(d *jsontext.Decoder, take func(raw []byte) error) error {
	return h.list(d, func() error {
		raw, err := d.ReadValue()
		if err != nil {
			return err
		}
		return take(raw)
	})
}

// shaped makes an element what it should be. One of another shape is dropped and counted.
func shaped[T any](h *hae, take func(*T) error) func(raw []byte) error {
	options := jsonOptions()
	return func(raw []byte) error {
		var v T
		if err := json.Unmarshal(raw, &v, options); err != nil {
			h.badShape++
			return nil
		}
		return take(&v)
	}
}

func (h *hae) skip(d *jsontext.Decoder) error {
	h.in.left = mostElement
	return d.SkipValue()
}

// text reads a string, or passes over what is none.
func (h *hae) text(d *jsontext.Decoder) (string, error) {
	if d.PeekKind() != '"' {
		return "", h.skip(d)
	}
	t, err := d.ReadToken()
	if err != nil {
		return "", err
	}
	return t.String(), nil
}

// members walks through the members of an object that is valid JSON: a push has as many as a phone has heart beats, and nothing is to be
// allocated for them.
type members struct {
	raw []byte
	at  int
}

// next gives the next name, without quotes, and its value, both as they are written.
func (m *members) next() (name, value []byte, ok bool) {
	if len(m.raw) == 0 || m.raw[0] != '{' {
		return nil, nil, false
	}
	begin := m.skip(max(m.at, 1), ',')
	if m.raw[begin] == '}' {
		return nil, nil, false
	}
	end := m.end(begin)
	name = m.raw[begin+1 : end-1]
	begin = m.skip(end, ':')
	m.at = m.end(begin)
	return name, m.raw[begin:m.at], true
}

// skip is the place behind blanks and a mark.
func (m *members) skip(at int, mark byte) int {
	for m.raw[at] <= ' ' || m.raw[at] == mark {
		at++
	}
	return at
}

// end is the place behind the value that begins at a place.
func (m *members) end(at int) int {
	for depth := 0; ; {
		switch c := m.raw[at]; {
		case c == '"':
			at = m.endOfString(at)
		case c == '{' || c == '[':
			depth++
			at++
		case c == '}' || c == ']':
			depth--
			at++
		case depth == 0:
			for at < len(m.raw) && bytes.IndexByte([]byte(",}] \t\r\n"), m.raw[at]) < 0 {
				at++
			}
		default:
			at++
			continue
		}
		if depth == 0 {
			return at
		}
	}
}

func (m *members) endOfString(at int) int {
	for at++; ; at++ {
		switch m.raw[at] {
		case '"':
			return at + 1
		case '\\':
			at++
		}
	}
}

// jsonText is what a string says; nil for what is none. It may lie within the value.
func jsonText(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, value) // what stands for no character is replaced
	return text
}
