package stream

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// deaths counts how many times in a row the process that ran an embedded server ended without closing it. Deliveries alone do not tell: a
// message is also given again after each clean end, however long what it waits for stays away.
type deaths struct {
	path string
	n    int
}

// begin counts this process as dead until end says otherwise.
func (d *deaths) begin(path string) error {
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("count unclean ends: %w", err)
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(b))) // 0 where it is torn
	if err := os.WriteFile(path, []byte(strconv.Itoa(n+1)), 0o600); err != nil {
		return fmt.Errorf("count unclean ends: %w", err)
	}
	d.path, d.n = path, n
	return nil
}

func (d *deaths) end() {
	if d.path != "" {
		_ = os.Remove(d.path) // it stays: one more is counted than there were
	}
}

// deadly tells whether a message that was given many times can be what killed the process each time. Of a cluster's processes nobody
// knows.
func (s *Stream) deadly() bool { return s.server == nil || s.deaths.n >= deadAfter }
