package stream

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// copyOut writes a stream's rows into its copy, durably.
func (s *Stream) copyOut(ctx context.Context, name string) (err error) {
	t, err := tableOf(name)
	if err != nil {
		return err
	}
	half := disk.Temporary(name)
	f, err := s.copies.Create(half)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = s.copies.Remove(half) // else the next start does
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	err = s.read(ctx, name, t.subjects, func(m Message) error {
		head := binary.AppendUvarint(nil, m.Seq)
		head = binary.AppendUvarint(head, uint64(len(m.Subject)))
		head = append(head, m.Subject...)
		head = binary.AppendUvarint(head, uint64(len(m.Data)))
		_, _ = w.Write(head) // Flush tells
		_, err := w.Write(m.Data)
		return err
	})
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := s.copies.Rename(half, name); err != nil {
		return err
	}
	return s.copies.SyncDir(".")
}

// readRow reads a row of a copy and the sequence that it had. It fails with io.EOF at the end.
func readRow(in *bufio.Reader, most int64) (old uint64, p Put, err error) {
	if old, err = binary.ReadUvarint(in); err != nil {
		return 0, Put{}, err
	}
	subject, err := readBytes(in, most)
	if err != nil {
		return 0, Put{}, err
	}
	data, err := readBytes(in, most)
	return old, Put{Subject: string(subject), Data: data}, err
}

func readBytes(in *bufio.Reader, most int64) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	if err == nil && n > uint64(most) {
		err = fmt.Errorf("%d bytes, want at most %d", n, most)
	}
	if err != nil {
		return nil, unexpected(err)
	}
	b := make([]byte, n)
	_, err = io.ReadFull(in, b)
	return b, unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
