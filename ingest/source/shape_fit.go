package source

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/muktihari/fit/profile/basetype"
)

// shapeFIT tells a FIT file's messages: global number, how many, and the numbers and base types of the fields.
func shapeFIT(in *bufio.Reader) ([]string, error) {
	w := fitShape{in: in}
	for {
		if head, err := in.Peek(12); err != nil || string(head[8:12]) != ".FIT" {
			break
		}
		if err := w.segment(); err != nil {
			return w.end("%s × %d"), fmt.Errorf("read FIT: %w", err)
		}
	}
	return w.end("%s × %d"), nil
}

type fitShape struct {
	tally
	in   *bufio.Reader
	left int64 // bytes of the segment
	defs [16]struct {
		shape string
		size  int
	}
}

func (w *fitShape) read(n int) ([]byte, error) {
	w.left -= int64(n)
	if w.left < 0 {
		return nil, errors.New("a message is longer than the file says")
	}
	b := make([]byte, n)
	_, err := io.ReadFull(w.in, b)
	return b, err
}

func (w *fitShape) segment() error {
	const longest = 14
	w.left = longest
	head, err := w.read(12)
	if err != nil {
		return err
	}
	if n := int(head[0]); n > len(head) {
		if _, err := w.read(n - len(head)); err != nil {
			return err
		}
	}
	w.left = int64(binary.LittleEndian.Uint32(head[4:]))
	w.defs = [16]struct {
		shape string
		size  int
	}{}
	for w.left > 0 {
		if err := w.message(); err != nil {
			return err
		}
	}
	const checksum = 2
	w.left = checksum
	_, err = w.read(checksum)
	return err
}

func (w *fitShape) message() error {
	head, err := w.read(1)
	if err != nil {
		return err
	}
	local := head[0] & 0x0F
	if head[0]&0x80 != 0 { // compressed timestamp
		local = head[0] >> 5 & 0x03
	} else if head[0]&0x40 != 0 {
		return w.define(local, head[0]&0x20 != 0)
	}
	d := &w.defs[local]
	if d.shape == "" {
		return errors.New("a message without a definition")
	}
	if _, err := w.read(d.size); err != nil {
		return err
	}
	w.add(d.shape)
	return nil
}

func (w *fitShape) define(local byte, dev bool) error {
	head, err := w.read(5)
	if err != nil {
		return err
	}
	global := binary.LittleEndian.Uint16(head[2:])
	if head[1] == 1 {
		global = binary.BigEndian.Uint16(head[2:])
	}
	fields, err := w.read(3 * int(head[4]))
	if err != nil {
		return err
	}
	var s strings.Builder
	fmt.Fprintf(&s, "message %d:", global)
	size := 0
	for i := 0; i < len(fields); i += 3 {
		num, n, base := fields[i], int(fields[i+1]), basetype.BaseType(fields[i+2])
		fmt.Fprintf(&s, " %d %s", num, base)
		if one := int(base.Size()); one > 0 && n > one && base != basetype.String {
			fmt.Fprintf(&s, "[%d]", n/one)
		}
		size += n
	}
	if dev {
		count, err := w.read(1)
		if err != nil {
			return err
		}
		extra, err := w.read(3 * int(count[0]))
		if err != nil {
			return err
		}
		for i := 0; i < len(extra); i += 3 {
			fmt.Fprintf(&s, " developer %d (%d bytes)", extra[i], extra[i+1])
			size += int(extra[i+1])
		}
	}
	w.defs[local].shape, w.defs[local].size = s.String(), size
	return nil
}
