package source

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// json reads a file that one function walks through. What stands before damage counts.
func (h *hae) json(r io.Reader, walk func(*jsontext.Decoder) error) error {
	h.in = newBounded(r, "element", mostElement)
	err := walk(jsontext.NewDecoder(plainText(h.in), jsonOptions()))
	var broken *jsontext.SyntacticError
	var passed emitError
	switch {
	case err == nil, errors.As(err, &passed):
		return err
	case isRejected(h.in.err) && !errors.Is(h.in.err, errDamaged): // without what the JSON's reader says of it
		return h.in.err
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
		h.in.next()
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
		h.in.next()
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
	one := newJSONReader[T]()
	return func(raw []byte) error {
		v, ok := one.sound(raw)
		if !ok {
			h.badShape++
			return nil
		}
		return take(v)
	}
}

func (h *hae) skip(d *jsontext.Decoder) error {
	h.in.next()
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

// jsonName is what a name says that stands between quotes.
func jsonName(name []byte) []byte {
	if bytes.IndexByte(name, '\\') < 0 {
		return name
	}
	return jsonText([]byte(`"` + string(name) + `"`))
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
