// Package exercise is the catalogue of strength exercises: the numbers of FIT and the names of training logs, and how much each trains the
// gluteal muscles.
//
// A share is 0, 0.5 or 1 of a hard set (fractional counting, Pelland et al. 2024): direct work 1, indirect 0.5. It is no measure of muscle
// activity: with twice the activity of a squat, the hip thrust made the glutes grow alike (Plotkin et al. 2023,
// doi:10.3389/fphys.2023.1279170).
package exercise

import (
	_ "embed" // the two data files
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// Exercise is one line of the catalogue.
type Exercise struct {
	Key      string  // "hip_raise/barbell_hip_thrust_with_bench"; a bare category "hip_raise" where no more is known
	Category string  // FIT's, or "gym" for what FIT does not name
	Name     string  // "" for a bare category
	Max      float64 // share of gluteus maximus: 0, 0.5 or 1
	Med      float64 // share of gluteus medius and minimus: 0, 0.5 or 1
	Grade    string  // of the evidence: A measured, B by close analogy, C weaker or contested, D judgment
	Loadable bool    // its name says that it is done with a load
}

// Catalogue answers by number, key and name. It is never changed once made, so it may be shared.
type Catalogue struct {
	exercises  map[string]Exercise  // by key
	categories map[uint16]string    // FIT's number: the category
	numbers    map[[2]uint16]string // FIT's numbers of category and name: the key
	names      map[string]string    // folded name: the key
	aliases    map[string]string    // folded name: the key; before names
	heads      map[string]string    // folded category: its key
}

//go:embed data/catalogue.tsv
var catalogueFile string

//go:embed data/aliases.tsv
var aliasFile string

// Load reads the embedded catalogue and the table of common names.
func Load() (*Catalogue, error) {
	c := &Catalogue{
		exercises: map[string]Exercise{}, categories: map[uint16]string{}, numbers: map[[2]uint16]string{},
		names: map[string]string{}, aliases: map[string]string{}, heads: map[string]string{},
	}
	if err := eachLine(catalogueFile, c.addExercise); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	if err := eachLine(aliasFile, c.addAlias); err != nil {
		return nil, fmt.Errorf("read aliases: %w", err)
	}
	return c, nil
}

// eachLine gives the tab-separated fields of every line that is no comment.
func eachLine(file string, add func(fields []string) error) error {
	n := 0
	for line := range strings.Lines(file) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := add(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return nil
}

// addExercise adds one line: category number, category, name number, name, shares, grade, loadable.
func (c *Catalogue) addExercise(f []string) error {
	const none, fields = "-", 8
	if len(f) != fields {
		return fmt.Errorf("%d fields, want %d", len(f), fields)
	}
	e := Exercise{Key: f[1], Category: f[1], Grade: f[6], Loadable: f[7] == "y"}
	if f[3] != none {
		e.Name, e.Key = f[3], f[1]+"/"+f[3]
	}
	var err error
	if e.Max, err = share(f[4]); err != nil {
		return err
	}
	if e.Med, err = share(f[5]); err != nil {
		return err
	}
	if _, twice := c.exercises[e.Key]; twice {
		return fmt.Errorf("%s is there twice", e.Key)
	}
	c.exercises[e.Key] = e
	c.addNames(e)
	if f[0] == none {
		return nil
	}
	category, err := strconv.ParseUint(f[0], 10, 16)
	if err != nil {
		return fmt.Errorf("category number: %w", err)
	}
	if e.Name == "" {
		c.categories[uint16(category)] = e.Key
		return nil
	}
	name, err := strconv.ParseUint(f[2], 10, 16)
	if err != nil {
		return fmt.Errorf("name number: %w", err)
	}
	c.numbers[[2]uint16{uint16(category), uint16(name)}] = e.Key
	return nil
}

func share(s string) (float64, error) {
	switch s {
	case "0":
		return 0, nil
	case "0.5":
		return .5, nil
	case "1":
		return 1, nil
	}
	return 0, fmt.Errorf("share %q: want 0, 0.5 or 1", s)
}

// addAlias adds one line of the table of common names.
func (c *Catalogue) addAlias(f []string) error {
	if len(f) != 2 {
		return fmt.Errorf("%d fields, want a name and a key", len(f))
	}
	if _, ok := c.exercises[f[1]]; !ok {
		return fmt.Errorf("no exercise %s", f[1])
	}
	name := Fold(f[0])
	if _, twice := c.aliases[name]; twice {
		return fmt.Errorf("%s is there twice", f[0])
	}
	c.aliases[name] = f[1]
	return nil
}

// Glutes are the exercises with a name that train the gluteal muscles directly, in no order.
func (c *Catalogue) Glutes() (out []Exercise) {
	for _, e := range c.exercises {
		if e.Name != "" && max(e.Max, e.Med) == 1 {
			out = append(out, e)
		}
	}
	return out
}

// Invalid and unknown numbers of FIT.
const (
	fitUnknown = 65534
	fitInvalid = 65535
)

// FIT is the key of FIT's numbers of a category and of an exercise within it. A name that is not known within its category gives the bare
// category; not ok is a category that is unknown, invalid or not listed.
func (c *Catalogue) FIT(category, subtype uint16) (key string, ok bool) {
	if category == fitUnknown || category == fitInvalid {
		return "", false
	}
	if key, ok := c.numbers[[2]uint16{category, subtype}]; ok {
		return key, true
	}
	key, ok = c.categories[category]
	return key, ok
}

// Aliases is the catalogue with the athlete's own names before all others. Each stands for a key or a name that the catalogue finds; one
// that stands for nothing known is left out.
func (c *Catalogue) Aliases(user map[string]string) *Catalogue {
	out := *c
	out.aliases = maps.Clone(c.aliases)
	for name, target := range user {
		if e, ok := c.Find(target); ok && Fold(name) != "" {
			out.aliases[Fold(name)] = e.Key
		}
	}
	return &out
}
