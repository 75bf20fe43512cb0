package connect

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// AccountsConfig is the settings of accounts at services.
type AccountsConfig struct {
	Every     time.Duration `yaml:"every"`     // between two looks at an account
	Days      int           `yaml:"days"`      // of the past that a new account is asked for
	Intervals []Account     `yaml:"intervals"` // accounts at Intervals.icu
}

// Account is an athlete's account at a service.
type Account struct {
	Athlete string `yaml:"athlete"`  // whose data it is
	KeyFile string `yaml:"key_file"` // file with the API key; it may be a secret of systemd or Docker
	ID      string `yaml:"id"`       // of the athlete at the service; empty: whose the key is
	URL     string `yaml:"url"`      // of the service; empty: its own
}

// DefaultAccounts are the settings that hold where nothing else is said.
func DefaultAccounts() AccountsConfig {
	return AccountsConfig{Every: 30 * time.Minute, Days: 90, Intervals: []Account{}}
}

// Configured tells whether there is any account.
func (c AccountsConfig) Configured() bool {
	return slices.ContainsFunc(services(), func(k service) bool { return len(k.accounts(c)) > 0 })
}

// Check finds what is no sensible setting.
func (c AccountsConfig) Check() error {
	const (
		shortest = time.Minute
		longest  = 24 * time.Hour
		mostDays = 20 * 366
	)
	var errs []error
	if c.Every < shortest || c.Every > longest {
		errs = append(errs, fmt.Errorf("accounts.every: want %s to %s, not %s", shortest, longest, c.Every))
	}
	if c.Days < 0 || c.Days > mostDays {
		errs = append(errs, fmt.Errorf("accounts.days: want 0 to %d, not %d", mostDays, c.Days))
	}
	for _, k := range services() {
		seen := map[string]bool{}
		for _, a := range k.accounts(c) {
			if err := a.check(); err != nil {
				errs = append(errs, fmt.Errorf("accounts.%s: %w", k.setting, err))
			}
			if seen[a.Athlete] {
				errs = append(errs, fmt.Errorf("accounts.%s: athlete %s has two accounts", k.setting, a.Athlete))
			}
			seen[a.Athlete] = true
		}
	}
	return errors.Join(errs...)
}

func (a Account) check() error {
	if !record.ValidAthlete(a.Athlete) {
		return errors.New("athlete: want 1 to 64 of a-z, 0-9 and -")
	}
	if a.KeyFile == "" {
		return fmt.Errorf("key_file of %s is missing: put the API key into a file that only this user can read and name it", a.Athlete)
	}
	if a.ID != "" && !plainID(a.ID) {
		return fmt.Errorf("id of %s: want letters and digits, like i12345", a.Athlete)
	}
	if a.URL != "" {
		if _, err := baseURL(a.URL); err != nil {
			return fmt.Errorf("url of %s: %w", a.Athlete, err)
		}
	}
	return nil
}

// baseURL reads the address of a service: encrypted, unless it is this machine.
func baseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("want an address like https://intervals.icu")
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()) {
		return u, nil
	}
	return nil, errors.New("want https: the key would be sent in the clear")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// plainID tells whether an id of a service can stand in an address and in a name.
func plainID(s string) bool {
	const longest = 64
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' {
			return false
		}
	}
	return s != "" && len(s) <= longest
}
