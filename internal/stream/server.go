package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// Config says where the streams lie.
type Config struct {
	URL         string `yaml:"url"`         // of a NATS cluster; empty: embedded, in the data folder
	Credentials string `yaml:"credentials"` // file of a user's credentials (.creds)
	NKey        string `yaml:"nkey"`        // file of a user's nkey seed
	CA          string `yaml:"ca"`          // file of the authority that signed the servers' certificates
	Cert        string `yaml:"cert"`        // client certificate file
	Key         string `yaml:"key"`         // client key file
	Replicas    int    `yaml:"replicas"`    // copies of each stream in a cluster
	MaxStore    int64  `yaml:"max_store"`   // bytes all streams may take together

	Keys   *seal.Keys `yaml:"-" json:"-"` // by which the embedded server's files are encrypted; nil: in the clear
	Purges []string   `yaml:"-" json:"-"` // streams from which this process may remove rows; nil: all
}

// Defaults are the settings of an embedded server.
func Defaults() Config { return Config{Replicas: 1, MaxStore: 20 << 30} }

const (
	maxPayload    = 8 << 20 // bytes of one message; an activity of 1,000,000 records takes about 6 MiB
	startLimit    = 30 * time.Second
	requestTime   = 30 * time.Second // the longest a request may take before its outcome counts as unknown
	elsewhereTime = 10 * time.Second // the same of a server elsewhere: what it was to answer when it was lost is never answered
	pingEvery     = 3 * time.Second  // how often a server elsewhere is asked whether it is there; a second without an answer ends the connection
)

// Stream is the connection to the streams, and the embedded server if there is one.
type Stream struct {
	nc     *nats.Conn
	js     jetstream.JetStream
	log    *slog.Logger
	cfg    Config
	loops  registry
	deaths deaths
	dir    string // the data folder
	gates  gates
	copies disk.FS // of streams that are being written anew
	ledger ledger
	again  again

	ensuring chan struct{} // the consumers of a server elsewhere that are being made sure of
	patience time.Duration // the longest a request may take
	embedded embedded
}

// Open starts the embedded server on dir/jetstream, or connects to cfg.URL, and makes the streams that are missing.
func Open(ctx context.Context, cfg Config, dir string, log *slog.Logger) (*Stream, error) {
	if cfg.MaxStore <= 0 {
		cfg.MaxStore = Defaults().MaxStore
	}
	s := &Stream{log: log, cfg: cfg, dir: dir, patience: requestTime}
	if cfg.URL != "" {
		s.patience, s.again.nudge, s.ensuring = elsewhereTime, make(chan struct{}, 1), make(chan struct{}, ensureMost)
	}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Stream) open(ctx context.Context) error {
	_, err := os.Stat(storeDir(s.dir))
	existed := err == nil
	if err := s.connect(s.cfg, s.dir); err != nil {
		return err
	}
	if s.js, err = jetstream.New(s.nc, jetstream.WithDefaultTimeout(s.patience)); err != nil {
		return fmt.Errorf("open jetstream: %w", err)
	}
	for _, t := range tables() {
		if _, err := s.js.CreateOrUpdateStream(ctx, t.config(s.cfg)); err != nil {
			return fmt.Errorf("make stream %s: %w", t.name, err)
		}
	}
	if !s.embedded.here() {
		return s.beginAgain(ctx)
	}
	return s.recover(ctx, existed)
}

// recover brings an embedded server's streams to what the last process acknowledged. existed tells whether there were any before this process.
func (s *Stream) recover(ctx context.Context, existed bool) error {
	if err := s.deaths.begin(); err != nil {
		return err
	}
	if err := s.endRewrite(ctx); err != nil {
		return err
	}
	if err := s.openLedger(ctx, existed); err != nil {
		return err
	}
	if s.Doubt() != NoDoubt {
		if err := s.purgeAgain(ctx); err != nil {
			return err
		}
	}
	return s.releaseHeld(ctx)
}

// secretName is the file in the data folder that holds the secret by which the embedded server encrypts its files. It stays the same.
const secretName = "streams.key"

// Sealed are the names in the data folder of what the streams keep there sealed.
func Sealed() []string { return []string{secretName, rewriteDir} }

// openFolder opens the data folder for an embedded server, and gives the secret by which it encrypts its files, "" for none.
func (s *Stream) openFolder(keys *seal.Keys, dir string) (secret string, err error) {
	folder, err := disk.Open(dir)
	if err != nil {
		return "", fmt.Errorf("open data folder: %w", err)
	}
	s.deaths.folder = folder
	copies, err := disk.Open(filepath.Join(dir, rewriteDir))
	if err != nil {
		return "", fmt.Errorf("open data folder: %w", err)
	}
	s.copies = keys.Over(copies)
	return keys.Secret(folder, secretName)
}

func (s *Stream) connect(cfg Config, dir string) error {
	opts := []nats.Option{nats.Name("hvilepuls"), nats.MaxReconnects(-1), nats.Timeout(10 * time.Second)}
	if cfg.URL != "" {
		opts = append(opts, nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2), nats.ReconnectHandler(s.onReconnect))
		if cfg.Credentials != "" {
			opts = append(opts, nats.UserCredentials(cfg.Credentials))
		}
		if cfg.NKey != "" {
			o, err := nats.NkeyOptionFromSeed(cfg.NKey)
			if err != nil {
				return fmt.Errorf("read nats.nkey: %w", err)
			}
			opts = append(opts, o)
		}
		if cfg.CA != "" {
			opts = append(opts, nats.RootCAs(cfg.CA))
		}
		if cfg.Cert != "" {
			opts = append(opts, nats.ClientCert(cfg.Cert, cfg.Key))
		}
		nc, err := nats.Connect(cfg.URL, opts...)
		if err != nil {
			return fmt.Errorf("connect to nats.url: %w; is the server running and the credentials right?", err)
		}
		s.nc = nc
		return nil
	}
	secret, err := s.openFolder(cfg.Keys, dir)
	if err != nil {
		return err
	}
	s.embedded.options = &server.Options{
		ServerName:         "hvilepuls",
		DontListen:         true, // no socket: the only way in is this process
		JetStream:          true,
		StoreDir:           storeDir(dir),
		JetStreamMaxMemory: 64 << 20,
		JetStreamMaxStore:  cfg.MaxStore,
		JetStreamKey:       secret,
		JetStreamCipher:    server.ChaCha,
		SyncAlways:         true, // otherwise a power cut loses all that was acknowledged in the last two minutes
		SyncInterval:       time.Minute,
		MaxPayload:         maxPayload,
		MaxPending:         64 << 20,
		NoSigs:             true,
		NoLog:              true,
	}
	if err := s.embedded.start(); err != nil {
		return err
	}
	nc, err := nats.Connect("", append(opts, nats.InProcessServer(&s.embedded))...)
	if err != nil {
		return fmt.Errorf("connect to embedded nats server: %w", err)
	}
	s.nc = nc
	return nil
}

func storeDir(dir string) string { return filepath.Join(dir, "jetstream") }

// Close ends the connection and stops the embedded server. Loops must have ended.
func (s *Stream) Close() {
	s.endAgain()
	s.closeLedger()
	if s.nc != nil {
		s.nc.Close()
	}
	s.embedded.stop()
	s.deaths.end()
	if s.copies != nil {
		_ = s.copies.Close()
	}
}

// Embedded tells whether the server runs in this process.
func (s *Stream) Embedded() bool { return s.embedded.here() }

// MaxPayload is the largest message that the server takes, in bytes.
func (s *Stream) MaxPayload() int64 { return s.nc.MaxPayload() }

// Ready says what is wrong with the connection, nil if nothing.
func (s *Stream) Ready() error {
	if !s.nc.IsConnected() {
		return fmt.Errorf("reach nats: %s", s.nc.Status())
	}
	if s.embedded.here() && (s.stuck() || !s.embedded.current().JetStreamEnabled()) {
		return errors.New("reach jetstream: it takes nothing; is the disk full? Once there is room it goes on by itself")
	}
	return nil
}
