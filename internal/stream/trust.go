package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Doubt is why what the embedded server holds may not be all that it acknowledged.
type Doubt string

// The doubts. A flipped bit or a cut block takes up to half of a block's messages with it, and the server says nothing that anybody hears.
const (
	NoDoubt Doubt = ""
	Unclean Doubt = "the last process did not end by itself"
	Damaged Doubt = "the streams are not as the last process left them"
)

// ledger is what a process leaves behind when it ends by itself: how much each stream held.
type ledger struct {
	open bool

	mu    sync.Mutex
	doubt Doubt
}

type page struct {
	Messages uint64 `json:"messages"`
	Bytes    uint64 `json:"bytes"`
	First    uint64 `json:"first"`
	Last     uint64 `json:"last"`
	Subjects uint64 `json:"subjects"`
}

const (
	ledgerName  = "ledger.json"
	ledgerLimit = 16 << 10        // bytes
	closingTime = 5 * time.Second // the longest that counting may hold up the end
)

// openLedger compares the streams with what the last process left, and takes its word away: only a clean end gives it again. existed tells
// whether there were any streams before this process.
func (s *Stream) openLedger(ctx context.Context, existed bool) error {
	folder := s.deaths.folder
	b, err := disk.ReadAll(folder, ledgerName, ledgerLimit)
	switch {
	case err == nil:
		var was map[string]page
		is, err := s.count(ctx)
		if err != nil {
			return err
		}
		if json.Unmarshal(b, &was) != nil || !samePages(was, is) {
			s.ledger.set(Damaged)
		}
		if err := errors.Join(folder.Remove(ledgerName), folder.SyncDir(".")); err != nil {
			return fmt.Errorf("remove %s: %w", ledgerName, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read %s: %w", ledgerName, err)
	case existed:
		s.ledger.set(Unclean)
	}
	s.ledger.open = true
	return nil
}

func samePages(a, b map[string]page) bool {
	for _, t := range tables() {
		if a[t.name] != b[t.name] {
			return false
		}
	}
	return true
}

func (s *Stream) count(ctx context.Context) (map[string]page, error) {
	out := map[string]page{}
	for _, t := range tables() {
		st, err := s.handle(ctx, t.name)
		if err != nil {
			return nil, err
		}
		i, err := st.Info(ctx)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", t.name, Transient(err))
		}
		out[t.name] = page{i.State.Msgs, i.State.Bytes, i.State.FirstSeq, i.State.LastSeq, i.State.NumSubjects}
	}
	return out, nil
}

// Doubt is why the streams have to be held against the archive, NoDoubt where they need not be.
func (s *Stream) Doubt() Doubt {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.doubt
}

// Trust ends the doubt: what the streams hold was held against the archive.
func (s *Stream) Trust() { s.ledger.set(NoDoubt) }

func (l *ledger) set(d Doubt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doubt = d
}

// closeLedger leaves word of what the streams hold. Without it the next process doubts them, so that it may fail.
func (s *Stream) closeLedger() {
	if !s.ledger.open || s.Doubt() != NoDoubt {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	s.ledger.open = false
	pages, err := s.count(ctx)
	if err != nil {
		return
	}
	if b, err := json.Marshal(pages); err == nil {
		_ = disk.Replace(s.deaths.folder, disk.Temporary(ledgerName), ledgerName, b)
	}
}
