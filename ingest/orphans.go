package ingest

import (
	"context"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// orphans are the files of an athlete that may have records from an attempt that did not end. To list a file's subjects takes the server
// a walk over all of the athlete's; so that an import of thousands of files does not ask for each, one look at the start of the process
// finds what a killed one left, and what this process leaves it knows.
type orphans map[string]bool // by keyed hash of the file

// mayHaveParts tells whether the stream may hold records of the file that this attempt does not know of.
func (w *Worker) mayHaveParts(ctx context.Context, out *writer, rev uint64) (bool, error) {
	if rev != 0 || out.early || !w.streams.Embedded() { // beside other processes a look at the start says nothing
		return true, nil
	}
	w.mu.Lock()
	known, looked := w.orphans[out.athlete]
	some := known[out.file]
	w.mu.Unlock()
	if looked {
		return some, nil
	}
	subjects, err := w.streams.Subjects(ctx, stream.Records, stream.RecordsOf(out.athlete, "", "", ""))
	if err != nil {
		return false, err
	}
	found := orphans{}
	for _, s := range subjects {
		found[stream.Token(s, 5)] = true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.orphans[out.athlete] = found
	return found[out.file], nil
}

// left notes that an attempt did not end.
func (w *Worker) left(athlete, file string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known, looked := w.orphans[athlete]; looked {
		known[file] = true
	}
}

// settled notes that nothing of a file is left but what its receipt says.
func (w *Worker) settled(athlete, file string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.orphans[athlete], file)
}
