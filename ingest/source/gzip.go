package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"strings"
)

// gzipSource reads one compressed file: its report is that of the file within.
func gzipSource(table *[]Source, lim Limits) Source {
	return Source{
		Name:  "gzip",
		Title: "any of these, gzipped",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) },
		Decode: func(ctx context.Context, f File, out *Report) error {
			if err := deeper(f, lim); err != nil {
				return err
			}
			z, err := gzip.NewReader(f.Reader())
			if err != nil {
				return rejected("damaged: it cannot be unpacked; copy or download it again")
			}
			u := newUnpacked(z, f.Size, lim, roomIn(f, f.Size, lim))
			head, all, err := u.begin()
			if err != nil {
				return err
			}
			inner, err := u.decode(ctx, *table, f, strings.TrimSuffix(f.Name, ".gz"), head, all)
			if err != nil {
				return err
			}
			inner.Name, inner.SHA = out.Name, out.SHA
			*out = inner
			return nil
		},
	}
}

// isRejected tells a fault of the content from one of the machine.
func isRejected(err error) bool { return errors.Is(err, ErrRejected) }
