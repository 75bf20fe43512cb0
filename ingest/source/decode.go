package source

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	headSize      = 16 << 10 // bytes that Match sees
	unknownFormat = "unknown format"
	nothingInIt   = "empty: there is nothing in it; copy or download it again"
	decoderGaveUp = "damaged: the decoder gave up" // it panicked
)

// ErrRejected means that nothing of the file can be used; the wrapping error says why. Any other error of a Decode comes from Emit or
// from reading the file and has nothing to do with its content.
var ErrRejected = errors.New("rejected")

func rejected(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRejected, fmt.Sprintf(format, args...))
}

// Decode finds the source of a file by its content and decodes it. What is wrong with the content is told by the report; an error means
// that the file could not be read or that Emit failed, so that the same file may do better later.
func Decode(ctx context.Context, table []Source, f File) (Report, error) {
	in := bufio.NewReaderSize(f.Reader(), headSize)
	head, err := in.Peek(headSize)
	if isRejected(err) {
		return Report{Name: f.Name, Status: stream.Rejected, Reason: reasonOf(err)}, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return Report{}, fmt.Errorf("read file: %w", err)
	}
	if len(head) == 0 {
		return Report{Name: f.Name, Status: stream.Rejected, Reason: nothingInIt}, nil
	}
	if f.Data == nil {
		f.stream = in
	}
	s, ok := match(table, head)
	if !ok {
		return Report{Name: f.Name, Status: stream.Rejected, Reason: unknownFormat}, nil
	}
	return s.run(ctx, f)
}

func match(table []Source, head []byte) (Source, bool) {
	for _, s := range table {
		if s.Match != nil && s.Match(head) {
			return s, true
		}
	}
	return Source{}, false
}

// emitError wraps what Emit answered, so that it is not taken for a fault of the file.
type emitError struct{ error }

func (e emitError) Unwrap() error { return e.error }

// run is the boundary: whatever a decoder does with hostile bytes ends here as a report.
func (s Source) run(ctx context.Context, f File) (out Report, err error) {
	out = Report{Name: f.Name, Format: s.Name, Status: stream.Accepted}
	emit := f.Emit
	f.Emit = func(r record.Record) error {
		if err := ctx.Err(); err != nil {
			return emitError{err}
		}
		keepPossible(&r, &out)
		if err := emit(r); err != nil {
			return emitError{err}
		}
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			out.Status, out.Reason, err = stream.Rejected, decoderGaveUp, nil
			if out.Counts != nil {
				out.Status = stream.Partial
			}
		}
	}()
	err = s.Decode(ctx, f, &out)
	var passed emitError
	switch {
	case err == nil:
		return out, nil
	case errors.As(err, &passed):
		return out, passed.error
	case errors.Is(err, ErrRejected):
		out.Status, out.Reason = stream.Rejected, reasonOf(err)
		return out, nil
	default:
		return out, err
	}
}

// reasonOf is the error's text without the sentinel in front.
func reasonOf(err error) string {
	const prefix = "rejected: "
	s := err.Error()
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):]
	}
	return s
}
