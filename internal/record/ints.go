package record

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// Ints is a column of whole numbers. In JSON it is a base64 string of zigzag varints, each the difference to the one before, so that a
// regular series costs one byte a sample.
type Ints []int32

// MarshalJSON writes the column.
func (c Ints) MarshalJSON() ([]byte, error) {
	raw := make([]byte, 0, len(c)+len(c)/4)
	prev := int64(0)
	for _, v := range c {
		raw = binary.AppendVarint(raw, int64(v)-prev)
		prev = int64(v)
	}
	out := make([]byte, 2+base64.StdEncoding.EncodedLen(len(raw)))
	out[0], out[len(out)-1] = '"', '"'
	base64.StdEncoding.Encode(out[1:], raw)
	return out, nil
}

var errColumn = errors.New("damaged column")

// UnmarshalJSON reads what MarshalJSON writes, and a plain list of numbers.
func (c *Ints) UnmarshalJSON(b []byte) error {
	*c = nil
	if string(b) == "null" {
		return nil
	}
	if len(b) > 0 && b[0] == '[' {
		return c.list(b)
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("read column: %w: not a string", errColumn)
	}
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(b)-2))
	n, err := base64.StdEncoding.Decode(raw, b[1:len(b)-1])
	if err != nil {
		return fmt.Errorf("read column: %w: %w", errColumn, err)
	}
	raw = raw[:n]
	if n == 0 {
		return nil
	}
	out := make(Ints, 0, n)
	prev := int64(0)
	for len(raw) > 0 {
		d, k := binary.Varint(raw)
		if k <= 0 {
			return fmt.Errorf("read column: %w", errColumn)
		}
		prev += d
		if prev != int64(int32(prev)) {
			return fmt.Errorf("read column: %w: out of range", errColumn)
		}
		out = append(out, int32(prev))
		raw = raw[k:]
	}
	*c = out
	return nil
}

// list reads a list of numbers.
func (c *Ints) list(b []byte) error {
	var out []int32
	if err := json.Unmarshal(b, &out); err != nil {
		return fmt.Errorf("read column: %w: no list of whole numbers", errColumn)
	}
	if len(out) > 0 {
		*c = out
	}
	return nil
}
