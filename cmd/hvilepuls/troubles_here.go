package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// around is what a look around needs.
type around struct {
	ctx    context.Context
	cfg    *configs.Config // nil where the settings cannot be read
	unread error           // why not
	dir    string          // data folder
	up     bool            // somebody serves the folder
	now    time.Time
}

func (a *app) around(ctx context.Context) (around, error) {
	dir, err := a.dataDir()
	if err != nil {
		return around{}, err
	}
	out := around{ctx: ctx, dir: dir, now: a.now()}
	if cfg, err := a.settings(); err != nil {
		out.unread = err
	} else {
		out.cfg = &cfg
	}
	if note, ok, err := stream.ReadNote(dir); err == nil && ok {
		out.up = note.Role == roleUp && reachable(ctx, note.Socket)
	}
	return out, nil
}

// settings are those that could be read, else the defaults: what they say is then no more than likely.
func (a around) settings() configs.Config {
	if a.cfg == nil {
		return configs.Defaults()
	}
	return *a.cfg
}

func unreadSettings(a around) (out []string) {
	if a.unread != nil {
		out = append(out, a.unread.Error())
	}
	return out
}

func noData(a around) (out []string) {
	if _, err := os.Stat(a.dir); errors.Is(err, fs.ErrNotExist) {
		out = append(out, a.dir)
	}
	return out
}

// What access(2) asks for.
const (
	mayRead  = 4
	mayWrite = 2
	mayEnter = 1
)

// standing is the data folder, or where it is missing what would hold it.
func (a around) standing() string {
	dir := a.dir
	for {
		if _, err := os.Lstat(dir); err == nil || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func unwritableData(a around) (out []string) {
	place := a.standing()
	if info, err := os.Stat(place); err != nil || !info.IsDir() {
		return []string{place + " is no folder"}
	}
	if err := syscall.Access(place, mayRead|mayWrite|mayEnter); err != nil {
		out = append(out, fmt.Sprintf("%s: %v", place, err))
	}
	return out
}

func foreignData(a around) (out []string) {
	info, err := os.Stat(a.dir)
	if err != nil {
		return nil
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		out = append(out, fmt.Sprintf("%s is user %d's, and this is user %d", a.dir, st.Uid, os.Geteuid()))
	}
	return out
}

const others = 0o077 // the permissions of everybody but the owner

func openData(a around) []string { return openToOthers(a.dir) }

func openToOthers(path string) (out []string) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&others != 0 {
		out = append(out, fmt.Sprintf("%s has the permissions %04o", path, info.Mode().Perm()))
	}
	return out
}

func (a around) keys() string { return a.settings().Encryption.Keys }

func noKeys(a around) []string {
	if a.keys() == "" {
		return nil
	}
	f, err := os.Open(a.keys())
	if err != nil {
		return []string{err.Error()}
	}
	_ = f.Close()
	return nil
}

func openKeys(a around) []string {
	if a.keys() == "" {
		return nil
	}
	return openToOthers(a.keys())
}

func keysInside(a around) (out []string) {
	if a.keys() == "" {
		return nil
	}
	rel, err := filepath.Rel(real(a.dir), real(a.keys()))
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		out = append(out, a.keys())
	}
	return out
}

// real is a path without links, as far as that can be told.
func real(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if is, err := filepath.EvalSymlinks(path); err == nil {
		return is
	}
	return path
}

// watch is the watch folder that the settings name; the one in the data folder is made by itself.
func (a around) watch() string { return a.settings().Ingest.Watch.Dir }

func noWatch(a around) (out []string) {
	if a.watch() == "" {
		return nil
	}
	if info, err := os.Stat(a.watch()); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		out = append(out, a.watch())
	}
	return out
}

// unreadableWatch counts what may not be read and names nothing: a file's name may tell of somebody.
func unreadableWatch(a around) []string {
	dir := a.watch()
	if dir == "" {
		dir = filepath.Join(a.dir, "watch")
	}
	files, folders := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case a.ctx.Err() != nil:
			return a.ctx.Err()
		case errors.Is(err, fs.ErrPermission):
			folders++
		case err == nil && d.Type().IsRegular() && errors.Is(syscall.Access(path, mayRead), fs.ErrPermission):
			files++
		}
		return nil // what is gone meanwhile is nothing to read
	})
	if err != nil || files+folders == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d files and %d folders in %s", files, folders, dir)}
}

func fullDisk(a around) []string {
	free, total, err := disk.Space(a.standing())
	kept := a.settings().Ingest.Archive.Kept(total)
	if err != nil || free >= kept {
		return nil
	}
	return []string{fmt.Sprintf("%.1f GB are free, of which %.1f stay so", float64(free)/1e9, float64(kept)/1e9)}
}

// takenAddress tries the address, unless whoever has it serves this folder.
func takenAddress(a around) []string {
	if a.cfg == nil || a.up || a.cfg.NATS.URL != "" {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(a.ctx, "tcp", a.cfg.HTTP.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return []string{a.cfg.HTTP.Listen}
	}
	if err == nil {
		_ = l.Close()
	}
	return nil
}

func noZones(around) []string {
	if _, err := time.LoadLocation("Europe/Oslo"); err != nil {
		return []string{err.Error()}
	}
	return nil
}

// wrongClock holds the clock against the times of the newest files in the data folder, and against InfluxDB's.
func wrongClock(a around) (out []string) {
	var newest time.Time
	entries, _ := os.ReadDir(a.dir) // that it cannot be read is told elsewhere
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	if newest.Sub(a.now) > farAhead {
		out = append(out, fmt.Sprintf("the data folder was written on %s, and it is %s", told(newest), told(a.now)))
	}
	const apart = 2 * time.Minute
	if there, ok := a.influxTime(); ok && there.Sub(a.now).Abs() > apart {
		out = append(out, fmt.Sprintf("InfluxDB's computer says %s, this one %s", told(there), told(a.now)))
	}
	return out
}

// influxTime is the time where InfluxDB runs, to the second; false where nobody says.
func (a around) influxTime() (time.Time, bool) {
	address := a.settings().InfluxDB.URL
	if address == "" {
		return time.Time{}, false
	}
	const longest = 2 * time.Second
	ctx, stop := context.WithTimeout(a.ctx, longest)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(address, "/")+"/ping", nil)
	if err != nil {
		return time.Time{}, false
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return time.Time{}, false
	}
	defer resp.Body.Close()
	at, err := http.ParseTime(resp.Header.Get("Date"))
	return at, err == nil
}

func withoutTLS(a around) (out []string) {
	if c := a.settings().HTTP; c.Bare() {
		out = append(out, c.Listen)
	}
	return out
}

func uncleanEnds(a around) []string {
	n := stream.Deaths(a.dir)
	if a.up {
		n-- // the one that runs has not ended
	}
	if n < 1 {
		return nil
	}
	return []string{fmt.Sprintf("%d in a row", n)}
}
