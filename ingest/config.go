package ingest

import (
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/ingest/source"
)

// Config is the settings of everything up to RECORDS.
type Config struct {
	Archive   ArchiveConfig          `yaml:"archive"`
	Watch     WatchConfig            `yaml:"watch"`
	Workers   int                    `yaml:"workers"`   // athletes whose files are decoded at a time
	Reconcile time.Duration          `yaml:"reconcile"` // how often what arrived since is looked through for files that were not taken up
	Scrub     time.Duration          `yaml:"scrub"`     // in which every archived file is read again, a little at a time; 0: never
	Calendars connect.Config         `yaml:"calendars"` // that lie on the web
	Accounts  connect.AccountsConfig `yaml:"accounts"`  // at services on the web
	Limits    source.Limits          `yaml:"limits"`    // of hostile input
}

// ArchiveConfig is the settings of the archive.
type ArchiveConfig struct {
	MaxFile int64 `yaml:"max_file"` // bytes of one file
	Reserve int64 `yaml:"reserve"`  // bytes of disk that stay free; 0: 1 GiB or 5 % of the disk, whichever is more
}

// WatchConfig is the settings of the watch folder.
type WatchConfig struct {
	Dir    string        `yaml:"dir"`    // a folder per athlete lies in it; empty: no watch folder
	Settle time.Duration `yaml:"settle"` // a file is taken once it has not changed for this long
	Rescan time.Duration `yaml:"rescan"` // how often the whole folder is looked through: network shares tell nothing of changes
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config {
	return Config{
		Archive:   ArchiveConfig{MaxFile: 4 << 30},
		Watch:     WatchConfig{Settle: time.Second, Rescan: time.Minute},
		Workers:   2,
		Reconcile: time.Minute,
		Scrub:     7 * 24 * time.Hour,
		Calendars: connect.Defaults(),
		Accounts:  connect.DefaultAccounts(),
		Limits:    source.DefaultLimits(),
	}
}
