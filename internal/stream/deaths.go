package stream

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// deaths counts how many times in a row the process that ran an embedded server ended without closing it. Deliveries alone do not tell: a
// message is also given again after each clean end, however long what it waits for stays away.
type deaths struct {
	folder *disk.Disk
	begun  bool
	n      int
}

const (
	deathsName  = "deaths"
	deathsLimit = 32 // bytes
)

// Deaths is how many times in a row processes on a data folder ended without closing it; one that runs now counts too. It is 0 where the
// folder does not say.
func Deaths(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, deathsName))
	if err != nil || len(b) > deathsLimit {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return n
}

// begin counts this process as dead until end says otherwise.
func (d *deaths) begin() error {
	b, err := disk.ReadAll(d.folder, deathsName, deathsLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("count unclean ends: %w", err)
	}
	d.n, _ = strconv.Atoi(strings.TrimSpace(string(b))) // 0 where somebody wrote something else
	if err := disk.Replace(d.folder, disk.Temporary(deathsName), deathsName, []byte(strconv.Itoa(d.n+1))); err != nil {
		return fmt.Errorf("count unclean ends: %w", err)
	}
	d.begun = true
	return nil
}

func (d *deaths) end() {
	if d.begun {
		_ = d.folder.Remove(deathsName) // it stays: one more is counted than there were
	}
	if d.folder != nil {
		_ = d.folder.Close()
	}
}

// deadly tells whether a message that was given many times can be what killed the process each time. Of a cluster's processes nobody
// knows.
func (s *Stream) deadly() bool { return !s.embedded.here() || s.deaths.n >= deadAfter }
