package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
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
	path string

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
	closingTime = 5 * time.Second // the longest that counting may hold up the end
)

// openLedger compares the streams with what the last process left, and takes its word away: only a clean end gives it again. existed tells
// whether there were any streams before this process.
func (s *Stream) openLedger(ctx context.Context, dir string, existed bool) error {
	s.ledger.path = filepath.Join(dir, ledgerName)
	b, err := os.ReadFile(s.ledger.path)
	left := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read %s: %w", ledgerName, err)
	}
	if left {
		var was map[string]page
		is, err := s.count(ctx)
		if err != nil {
			return err
		}
		if json.Unmarshal(b, &was) != nil || !samePages(was, is) {
			s.ledger.set(Damaged)
		}
		if err := os.Remove(s.ledger.path); err != nil {
			return fmt.Errorf("remove %s: %w", ledgerName, err)
		}
	} else if existed {
		s.ledger.set(Unclean)
	}
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
	if s.ledger.path == "" || s.Doubt() != NoDoubt {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	pages, err := s.count(ctx)
	if err != nil {
		return
	}
	if b, err := json.Marshal(pages); err == nil {
		_ = os.WriteFile(s.ledger.path, b, 0o600)
	}
}
