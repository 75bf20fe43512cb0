package ingest

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// decoded is a file whose records wait for the batch that finishes it.
type decoded struct {
	out     *writer
	receipt stream.Receipt
	rev     uint64    // of the receipt as it was read before
	start   time.Time // of the decoding
}

// group is the files that are finished together: a sync costs more than decoding a small file.
type group struct {
	files    []*decoded
	messages int
	bytes    int
}

// fits tells whether a file's batch can be one with the group's.
func (g *group) fits(d *decoded) bool {
	return len(g.files) == 0 || g.messages+len(d.out.batch) <= stream.BatchLimit && g.bytes+d.out.bytes <= batchBytes
}

func (g *group) add(d *decoded) {
	g.files = append(g.files, d)
	g.messages += len(d.out.batch)
	g.bytes += d.out.bytes
}
