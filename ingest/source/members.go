package source

import "bytes"

// members walks through the members of a sound JSON object without allocating: some files have as many as a heart has beats.
type members struct {
	object []byte
	at     int
}

// next gives the next key and its value, both as they are written, the key without its quotes.
func (m *members) next() (key, value []byte, ok bool) {
	b := m.object
	if len(b) == 0 || b[0] != '{' {
		return nil, nil, false
	}
	from := nextName(b, max(m.at, 1))
	behind := behindString(b, from)
	if behind < 0 {
		return nil, nil, false
	}
	at := valueBehind(b, behind)
	m.at = behindValue(b, at)
	return b[from+1 : behind-1], b[at:m.at], true
}

// eachInList calls each for the elements of a sound JSON list as they are written; any other value but null is one by itself.
func eachInList(list []byte, each func(value []byte) error) error {
	switch {
	case len(list) == 0 || list[0] == 'n':
		return nil
	case list[0] != '[':
		return each(list)
	}
	for at := nextElement(list, 1); list[at] != ']'; {
		behind := behindValue(list, at)
		if err := each(list[at:behind]); err != nil {
			return err
		}
		at = nextElement(list, behind)
	}
	return nil
}

// nextName is the place of the next member's name in a sound object, or that of its end.
func nextName(b []byte, at int) int {
	for at < len(b) && b[at] != '"' && b[at] != '}' {
		at++
	}
	return at
}

// valueBehind is the place of the value that belongs to the name that ends before a place.
func valueBehind(b []byte, at int) int {
	for at < len(b) && (b[at] == ':' || b[at] <= ' ') {
		at++
	}
	return at
}

// nextElement is the place of the next element in a sound list, or that of its end.
func nextElement(b []byte, at int) int {
	for at < len(b) && (b[at] == ',' || b[at] <= ' ') {
		at++
	}
	return at
}

// eachNumberIn calls each for the members of a sound JSON object that are numbers; all others are passed over. The key is as it is written.
func eachNumberIn(object []byte, each func(key []byte, v float64)) {
	for m := (members{object: object}); ; {
		key, value, ok := m.next()
		if !ok {
			return
		}
		if len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9') {
			if v, ok := plainNumber(value); ok {
				each(key, v)
			}
		}
	}
}

// behindString is the place behind the string that begins at a place; -1 if there is none, or no end of it.
func behindString(b []byte, from int) int {
	if from >= len(b) || b[from] != '"' {
		return -1
	}
	n := bytes.IndexByte(b[from+1:], '"')
	if n < 0 {
		return -1
	}
	end := from + 1 + n
	if b[end-1] != '\\' {
		return end + 1
	}
	for i := from + 1; i < len(b); i++ { // the quote may be one within
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// behindValue is the place behind the value that begins at a place of sound JSON.
func behindValue(b []byte, at int) int {
	if at >= len(b) {
		return len(b)
	}
	switch b[at] {
	case '"':
		if end := behindString(b, at); end > 0 {
			return end
		}
		return len(b)
	case '{', '[':
		return behindNested(b, at)
	}
	for at < len(b) && b[at] > ' ' && b[at] != ',' && b[at] != '}' && b[at] != ']' {
		at++
	}
	return at
}

func behindNested(b []byte, at int) int {
	depth := 0
	for at < len(b) {
		switch b[at] {
		case '"':
			end := behindString(b, at)
			if end < 0 {
				return len(b)
			}
			at = end
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
		at++
	}
	return at
}
