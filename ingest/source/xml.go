package source

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Limits of XML.
const (
	deepestXML = 64      // elements within elements
	mostToken  = 1 << 20 // bytes of one tag or text
	mostText   = 256     // bytes of an element's text that are kept
)

// xmlHandler takes elements. The path names the open ones by their local names, the element's own last; it is valid during the call.
type xmlHandler interface {
	open(path []string, attrs []xml.Attr)
	close(path []string, text string) error
}

// rootElement is the local name of the outermost element of XML, "" if a head is none.
func rootElement(head []byte) string {
	text := textHead(head)
	for {
		text = bytes.TrimLeft(text, " \t\r\n")
		if len(text) < 2 || text[0] != '<' {
			return ""
		}
		end := ">"
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case text[1] != '?' && text[1] != '!':
			name, _, _ := bytes.Cut(text[1:], []byte(">"))
			words := bytes.FieldsFunc(name, func(r rune) bool { return r <= ' ' || r == '/' })
			if len(words) == 0 {
				return ""
			}
			return string(words[0][bytes.LastIndexByte(words[0], ':')+1:])
		}
		_, rest, ok := bytes.Cut(text, []byte(end))
		if !ok {
			return ""
		}
		text = rest
	}
}

// eachElement walks through XML. What stands before damage counts.
func eachElement(r io.Reader, out *Report, h xmlHandler) error {
	in := newBounded(plainText(r), "tag", mostToken)
	d := xml.NewDecoder(in)
	d.Strict, d.CharsetReader = false, charset
	err := walkXML(d, in, h)
	switch {
	case errors.Is(err, errCharset):
		return rejected("%v; save it as UTF-8", errCharset)
	case in.err != nil && !errors.Is(in.err, io.EOF):
		return in.err
	case errors.Is(err, errXML):
		out.partial("damaged: the XML ends or breaks before its end")
		return nil
	}
	return err
}

var (
	errXML     = errors.New("not well-formed")
	errCharset = errors.New("its encoding is not known")
)

func walkXML(d *xml.Decoder, in *bounded, h xmlHandler) error {
	path := make([]string, 0, deepestXML)
	var text strings.Builder
	for {
		in.next()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(path) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errXML, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if len(path) >= deepestXML {
				return rejected("hostile: more than %d elements within each other", deepestXML)
			}
			path = append(path, e.Name.Local)
			text.Reset()
			h.open(path, e.Attr)
		case xml.EndElement:
			if len(path) == 0 || path[len(path)-1] != e.Name.Local {
				return errXML
			}
			if err := h.close(path, strings.TrimSpace(text.String())); err != nil {
				return err
			}
			path = path[:len(path)-1]
			text.Reset()
		case xml.CharData:
			text.Write(e[:min(len(e), max(0, mostText-text.Len()))])
		}
	}
}

// charset reads the encodings that XML of watches and phones comes in beside UTF-8. UTF-16 has become UTF-8 before.
func charset(name string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	case "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	}
	return nil, errCharset
}

// lastOf tells whether a path ends with these names.
func lastOf(path []string, names ...string) bool {
	if len(path) < len(names) {
		return false
	}
	for i, n := range names {
		if path[len(path)-len(names)+i] != n {
			return false
		}
	}
	return true
}

func attr(attrs []xml.Attr, name string) string {
	for _, a := range attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
