package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// Book keeps the channels that athletes named themselves, a file for each athlete that nobody else can read. A process that shares the
// folder finds what another wrote, for the files are read whenever they are needed.
type Book struct {
	fs disk.FS
	mu sync.Mutex // of those who change a file
}

// named is a channel of a book. Its address is a secret: it is written here and told to nobody.
type named struct {
	Name    string    `json:"name"`
	Address string    `json:"address"`
	Added   time.Time `json:"added"`
}

// Refused is why a channel was not added or removed, in words without an address.
type Refused struct {
	Reason  string
	Unknown bool // there is no such channel
}

// Error is the reason.
func (r Refused) Error() string { return r.Reason }

func refused(format string, args ...any) error { return Refused{Reason: fmt.Sprintf(format, args...)} }

// mostNamed is how many channels an athlete may name.
const mostNamed = 20

const bookLimit = 1 << 20 // bytes of one athlete's channels

// OpenBook opens the folder of a book, sealed by the keys (nil: in the clear), and makes it where there is none.
func OpenBook(dir string, keys *seal.Keys) (*Book, error) {
	d, err := disk.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of channels: %w", err)
	}
	return &Book{fs: keys.Over(d)}, nil
}

// Close gives the folder up.
func (b *Book) Close() error { return b.fs.Close() }

func bookFile(athlete string) string { return athlete + ".json" }

// read gives an athlete's channels in the order of their names.
func (b *Book) read(athlete string) ([]named, error) {
	data, err := disk.ReadAll(b.fs, bookFile(athlete), bookLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read channels: %w", err)
	}
	var out []named
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("read channels: %w; move the file away to begin anew", err)
	}
	return out, nil
}

// channels gives an athlete's channels.
func (b *Book) channels(athlete string) ([]Channel, error) {
	all, err := b.read(athlete)
	out := make([]Channel, 0, len(all))
	for _, n := range all {
		out = append(out, Channel{Name: n.Name, said: n.Address, added: n.Added})
	}
	return out, err
}

// add writes a channel. One of the name is refused; one that leads to the same device is replaced.
func (b *Book) add(athlete string, n named) error {
	return b.change(athlete, func(all []named) ([]named, error) {
		all = slices.DeleteFunc(all, func(o named) bool { return sameDevice(o.Address, n.Address) })
		if slices.ContainsFunc(all, func(o named) bool { return o.Name == n.Name }) {
			return nil, refused("there is a channel named %s already", n.Name)
		}
		if len(all) >= mostNamed {
			return nil, refused("there are %d channels already; remove one first", mostNamed)
		}
		return append(all, n), nil
	})
}

// remove takes a channel away.
func (b *Book) remove(athlete, name string) error {
	return b.change(athlete, func(all []named) ([]named, error) {
		left := slices.DeleteFunc(slices.Clone(all), func(o named) bool { return o.Name == name })
		if len(left) == len(all) {
			return nil, Refused{Reason: "there is no channel named " + name + " that was added here", Unknown: true}
		}
		return left, nil
	})
}

// Forget removes what an athlete named.
func (b *Book) Forget(athlete string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.fs.Remove(bookFile(athlete))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove channels: %w", err)
	}
	return b.fs.SyncDir(".")
}

// forget takes the channels of an address away.
func (b *Book) forget(athlete, address string) error {
	return b.change(athlete, func(all []named) ([]named, error) {
		return slices.DeleteFunc(all, func(o named) bool { return o.Address == address }), nil
	})
}

func (b *Book) change(athlete string, to func([]named) ([]named, error)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, err := b.read(athlete)
	if err != nil {
		return err
	}
	if all, err = to(all); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b named) int { return strings.Compare(a.Name, b.Name) })
	data, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("write channels: %w", err)
	}
	if err := disk.Replace(b.fs, disk.Temporary(bookFile(athlete)), bookFile(athlete), data); err != nil {
		return fmt.Errorf("write channels: %w", err)
	}
	return nil
}

// sameDevice tells whether two addresses lead to one subscription of a browser.
func sameDevice(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Scheme == pushScheme && v.Scheme == pushScheme && u.Host == v.Host && u.Path == v.Path && u.RawQuery == v.RawQuery
}

// Athletes are those who named channels.
func (b *Book) Athletes() ([]string, error) {
	files, err := b.fs.List(".")
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	var out []string
	for _, f := range files {
		if athlete, ok := strings.CutSuffix(f, ".json"); ok && record.ValidAthlete(athlete) {
			out = append(out, athlete)
		}
	}
	return out, nil
}
