package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/nats-io/nkeys"

	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// setupCmd makes what the services around hvilepuls need once.
type setupCmd struct {
	Secrets  setupSecretsCmd  `cmd:"" help:"Make the secrets of docker-compose.yml and the users of NATS, where they are missing."`
	InfluxDB setupInfluxDBCmd `cmd:"" name:"influxdb" help:"Make InfluxDB's buckets, and tokens that may do no more than is needed."`
}

// setupSecretsCmd makes a folder of secrets.
type setupSecretsCmd struct {
	Dir string `arg:"" type:"path" help:"Folder that only you may enter; made if missing."`
}

// natsRoles are the users of configs/nats/users.conf.
var natsRoles = []string{"up", "ingest", "process"}

// Run writes each secret that is missing into a file of its own. Programs in containers read them under users of their own, so they are
// readable for all who come into the folder, which nobody else does.
func (s setupSecretsCmd) Run(_ context.Context, a *app) error {
	const private, readable = 0o700, 0o444
	if err := os.MkdirAll(s.Dir, private); err != nil {
		return fmt.Errorf("make the folder of secrets: %w", err)
	}
	info, err := os.Stat(s.Dir)
	if err != nil {
		return fmt.Errorf("look at the folder of secrets: %w", err)
	}
	if info.Mode().Perm()&^private != 0 {
		return usage("others may enter %s; `chmod 700` it first", s.Dir)
	}
	made := map[string]string{}
	for _, name := range []string{"influxdb-password", "influxdb-operator-token", "grafana-password"} {
		made[name] = rand.Text() + rand.Text()
	}
	var keys strings.Builder
	for _, role := range natsRoles {
		seed, public, err := natsUser(filepath.Join(s.Dir, role+".nk"))
		if err != nil {
			return err
		}
		made[role+".nk"] = seed
		fmt.Fprintf(&keys, "%s: %s\n", strings.ToUpper(role), public)
	}
	made["keys.conf"] = keys.String()
	for name, text := range made {
		if err := writeNew(filepath.Join(s.Dir, name), text, readable); err != nil {
			return err
		}
	}
	a.note("The secrets are in %s.", s.Dir)
	return nil
}

// natsUser is the user whose seed a file holds, or a new one.
func natsUser(path string) (seed, public string, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		user, err := nkeys.CreateUser()
		if err != nil {
			return "", "", fmt.Errorf("make a NATS user: %w", err)
		}
		if b, err = user.Seed(); err != nil {
			return "", "", fmt.Errorf("make a NATS user: %w", err)
		}
	} else if err != nil {
		return "", "", fmt.Errorf("read a NATS user: %w", err)
	}
	user, err := nkeys.ParseDecoratedNKey(b)
	if err != nil {
		return "", "", fmt.Errorf("read the NATS user in %s: %w", path, err)
	}
	public, err = user.PublicKey()
	return string(b), public, err
}

// writeNew writes a file that is not there; one that is stays as it is.
func writeNew(path, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write a secret: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write a secret: %w", err), os.Remove(path))
	}
	return nil
}

// setupInfluxDBCmd makes tokens.
type setupInfluxDBCmd struct {
	Operator string `required:"" type:"path" help:"File of the operator's token, which may make buckets and tokens." placeholder:"FILE"`
	Token    string `required:"" type:"path" help:"File to write hvilepuls' own token to: influxdb.token_file." placeholder:"FILE"`
	Reader   string `required:"" type:"path" help:"File to write a token that only reads to, for Grafana." placeholder:"FILE"`
}

// Run writes the two tokens; where both are there it changes nothing.
func (s setupInfluxDBCmd) Run(ctx context.Context, a *app) error {
	const own, readable = 0o400, 0o444 // Grafana runs as a user of its own
	if exists(s.Token) && exists(s.Reader) {
		a.note("The tokens are there.")
		return nil
	}
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	b, err := os.ReadFile(s.Operator)
	if err != nil {
		return fmt.Errorf("read the operator's token: %w", err)
	}
	cfg.InfluxDB.Token = strings.TrimSpace(string(b))
	tokens, err := influx.Grant(ctx, cfg.InfluxDB, a.now)
	if err != nil {
		return err
	}
	if err := writeNew(s.Reader, tokens.Reader, readable); err != nil {
		return err
	}
	if err := writeNew(s.Token, tokens.Product, own); err != nil {
		return err
	}
	a.note("The buckets and the tokens are made.")
	return nil
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}
