// Package notify brings notices to the athletes' channels and keeps a receipt of each.
//
//	NOTICES notice ─► plan: one delivery per channel (decided) ─► attempt: trying ─► delivered, failed, or decided anew with a later time
//
// What is told was decided before, in the stream; here nothing is decided but when to try. Each state is written before what follows it, so
// that a killed process loses nothing: what it was trying is tried again, and comes twice only where the channel takes no key by which the
// second is known (Idempotency-Key of a web hook, X-Sequence-ID of ntfy, the transaction of Matrix).
package notify

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
)

// Config is the settings of alerts.
type Config struct {
	alert.When `yaml:",inline"`

	Quiet    Quiet                `yaml:"quiet"`    // local times between which nothing is sent
	Retry    time.Duration        `yaml:"retry"`    // after the first attempt that failed; doubled each time, up to an hour
	Page     string               `yaml:"page"`     // address at which athletes reach the page, for the links of the morning question
	Internal bool                 `yaml:"internal"` // whether channels on this computer or in its network may be used, and without TLS
	Athletes map[string][]Channel `yaml:"athletes"` // the channels of each
}

// Quiet is a stretch of the local day. It is empty where both ends are the same.
type Quiet struct {
	From alert.TimeOfDay `yaml:"from"`
	To   alert.TimeOfDay `yaml:"to"`
}

// Channel is one way to reach an athlete. Its address holds a secret and stands in a file or in the environment, never in the settings.
type Channel struct {
	Name string `yaml:"name"` // in receipts
	File string `yaml:"file"` // that holds the address
	Env  string `yaml:"env"`  // or the environment's variable that does

	said  string // the address itself, of one that the athlete added
	added time.Time
}

// Defaults are the settings that hold where nothing else is said: nobody is told anything.
func Defaults() Config {
	return Config{When: alert.Defaults(), Quiet: Quiet{From: 22 * 60, To: 6*60 + 30}, Retry: 30 * time.Second, Athletes: map[string][]Channel{}}
}

var channelName = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Check finds what is no sensible setting. It reads no file.
func (c Config) Check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("alerts: "+format, args...)) }
	if c.Retry < time.Second {
		wrong("retry: want at least 1s, not %s", c.Retry)
	}
	if c.Lead < 0 || c.Silent < 0 {
		wrong("a time is negative")
	}
	if u, err := url.Parse(c.Page); c.Page != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "") {
		wrong("page: want an address like https://hvilepuls.example")
	}
	for athlete, channels := range c.Athletes {
		if !record.ValidAthlete(athlete) {
			wrong("athletes: %q is no athlete's id", athlete)
		}
		var names []string
		for _, ch := range channels {
			if (ch.File == "") == (ch.Env == "") {
				wrong("athletes: %s: a channel needs file or env, and not both", athlete)
			}
			if !channelName.MatchString(ch.Name) {
				wrong("athletes: %s: a channel needs a name of 1 to 32 of a-z, 0-9 and -", athlete)
			}
			if slices.Contains(names, ch.Name) {
				wrong("athletes: %s: two channels are named %s", athlete, ch.Name)
			}
			names = append(names, ch.Name)
		}
	}
	return errors.Join(errs...)
}

const maxAddress = 4096 // bytes

// address reads the channel's address. Its error does not tell it.
func (c Channel) address() (*url.URL, error) {
	raw := c.said
	switch {
	case raw != "":
	case c.Env != "":
		raw = os.Getenv(c.Env)
	default:
		b, err := os.ReadFile(c.File)
		if err != nil {
			return nil, failure("the file of its address cannot be read", false)
		}
		raw = string(b)
	}
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxAddress || strings.ContainsAny(raw, "\n\r") {
		return nil, failure("its address is empty or not one line", false)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" && u.Scheme != "ntfy" {
		return nil, failure("its address cannot be read", false)
	}
	return u, nil
}
