// Package configs is the settings of all parts, composed, and their strict loader.
package configs

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v4"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/seal"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors"
	"github.com/hvilepuls/hvilepuls/processors/notify"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// Config is the settings of the whole.
type Config struct {
	HTTP       api.Config        `yaml:"http"`
	NATS       stream.Config     `yaml:"nats"`
	Ingest     ingest.Config     `yaml:"ingest"`
	Processors processors.Config `yaml:"processors"`
	InfluxDB   influx.Config     `yaml:"influxdb"`
	Alerts     notify.Config     `yaml:"alerts"`
	Encryption seal.Config       `yaml:"encryption"`
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config {
	return Config{
		HTTP: api.Defaults(), NATS: stream.Defaults(), Ingest: ingest.Defaults(), Processors: processors.Defaults(), InfluxDB: influx.Defaults(),
		Alerts: notify.Defaults(),
	}
}

//go:embed example.yaml
var example []byte

// Example is a file of settings with every one of them, its default and what it does.
func Example() []byte { return bytes.Clone(example) }

// Load reads a file of settings over the defaults; an empty path gives those. A key that is none is an error, which names its line.
func Load(path string) (Config, error) {
	c := Defaults()
	if path == "" {
		return c, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read settings: %w", err)
	}
	if err := c.parse(b); err != nil {
		return c, fmt.Errorf("read settings in %s: %w; `hvilepuls config` prints an example", path, err)
	}
	return c, nil
}

func (c *Config) parse(b []byte) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return c.check()
}

// check finds what is no sensible setting.
func (c *Config) check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if err := c.HTTP.Check(); err != nil {
		errs = append(errs, err)
	}
	for name, v := range map[string]int64{
		"http.max_file": c.HTTP.MaxFile, "nats.max_store": c.NATS.MaxStore, "ingest.archive.max_file": c.Ingest.Archive.MaxFile,
		"http.limits.failed": int64(c.HTTP.Limits.Failed), "http.limits.files": int64(c.HTTP.Limits.Files), "http.limits.bytes": c.HTTP.Limits.Bytes,
		"http.limits.uploads": int64(c.HTTP.Limits.Uploads), "http.limits.pages": int64(c.HTTP.Limits.Pages),
		"http.limits.connections": int64(c.HTTP.Limits.Connections), "http.limits.address": int64(c.HTTP.Limits.Address),
		"ingest.workers": int64(c.Ingest.Workers), "processors.workers": int64(c.Processors.Workers), "nats.replicas": int64(c.NATS.Replicas),
	} {
		if v < 1 {
			wrong("%s: want at least 1, not %d", name, v)
		}
	}
	if enough := c.HTTP.Limits.Requests > 0; !enough { // not a number is not enough
		wrong("http.limits.requests: want more than 0, not %v", c.HTTP.Limits.Requests)
	}
	if c.Processors.Gather < 0 || c.Ingest.Watch.Settle < 0 || c.Ingest.Watch.Rescan < 0 || c.Ingest.Reconcile < 0 || c.Ingest.Scrub < 0 || c.Ingest.Calendars.Every < 0 {
		wrong("a time is negative")
	}
	if c.NATS.Credentials != "" && c.NATS.NKey != "" {
		wrong("nats: credentials and nkey are two ways to say who one is; give one")
	}
	if c.NATS.URL == "" && c.NATS.Credentials+c.NATS.NKey+c.NATS.CA+c.NATS.Cert != "" {
		wrong("nats: there are credentials but no url")
	}
	if c.InfluxDB.Token != "" && c.InfluxDB.TokenFile != "" {
		wrong("influxdb: token and token_file are two places for one token; give one")
	}
	if err := c.Ingest.Accounts.Check(); err != nil {
		errs = append(errs, fmt.Errorf("ingest.%w", err))
	}
	if err := c.Alerts.Check(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
