package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// service is where athletes have accounts.
type service struct {
	name    string // in states and metrics: "intervals_icu"
	title   string // for people
	setting string // the accounts' key in the settings
	home    string // its address

	accounts func(AccountsConfig) []Account
	user     string // of Basic authentication, whose password is the key
	pull     func(ctx context.Context, v *visit) error
}

// services are all of them: one file each.
func services() []service { return []service{intervals()} }

// File is something fetched.
type File struct {
	Athlete string
	Name    string
	Body    []byte
}

// Parts are what Accounts work with.
type Parts struct {
	Store   Store
	Accept  func(ctx context.Context, f File) (known bool, err error) // durable when it returns; a file that is refused for good is no error
	Metrics *Metrics
	Gone    func(athlete string) (bool, error) // was forgotten: their account is not read
	Now     func() time.Time
	Wait    func(ctx context.Context, d time.Duration) error // nil: a timer
}

// Accounts looks at every account in turn, and brings what is new to the archive as any upload: the bytes as they come.
type Accounts struct {
	cfg    AccountsConfig
	parts  Parts
	http   *http.Client
	chance func() float64 // 0 to 1

	mu      sync.Mutex
	release func() // gives up being the only process that fetches; nil while it is not
}

// NewAccounts makes them.
func NewAccounts(cfg AccountsConfig, p Parts) *Accounts {
	if p.Wait == nil {
		p.Wait = sleep
	}
	return &Accounts{cfg: cfg, parts: p, http: newServiceHTTP(), chance: rand.Float64}
}

// Close lets another process fetch.
func (m *Accounts) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.release != nil {
		m.release()
		m.release = nil
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

const lookEvery = 30 * time.Second // at what is due, and at changed keys

// Sync visits every account that is due, unless another process does. What is wrong with one stops no other.
func (m *Accounts) Sync(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.release == nil {
		release, ok, err := m.parts.Store.Hold()
		if err != nil || !ok {
			return bare(err)
		}
		m.release = release
	}
	var errs []error
	for _, k := range services() {
		for _, a := range k.accounts(m.cfg) {
			if err := m.visit(ctx, k, a); err != nil && ctx.Err() == nil {
				m.parts.Metrics.fetches.WithLabelValues(k.name, fetchedFailed).Inc()
				errs = append(errs, fmt.Errorf("%s: %s: %w", k.name, troubleOf(err), err))
			}
		}
	}
	return errors.Join(errs...)
}

// visit reads one account if it is due, and notes how that went.
func (m *Accounts) visit(ctx context.Context, k service, a Account) error {
	name := noteName(k, a)
	if gone, err := m.parts.Gone(a.Athlete); gone || err != nil {
		return bare(err)
	}
	st, err := load(m.parts.Store, name)
	if err != nil {
		return bare(err)
	}
	now := m.parts.Now()
	key, changed, err := readKey(a.KeyFile)
	fresh := err == nil && !changed.Equal(st.KeyTime) && (st.Trouble == Reauth || st.Trouble == NoKey)
	if !fresh && now.Before(st.Next) && st.Next.Sub(now) <= handWait { // a later one was written by a clock that went wrong
		return nil
	}
	st.KeyTime = changed
	if err == nil {
		err = m.pull(ctx, k, a, key, &st)
	}
	if ctx.Err() != nil {
		return ctx.Err() // what was saved on the way stands
	}
	if err == nil {
		st.Trouble, st.Fails = "", 0
		if st.Next = now.Add(m.cfg.Every); !st.pastRead(m.cfg, now) {
			st.Next = now.Add(min(m.cfg.Every, pastEvery))
		}
	} else {
		st.Trouble, st.Fails = troubleOf(err), st.Fails+1
		st.Next = now.Add(waitAfter(err, st.Fails, m.chance()))
	}
	return errors.Join(err, m.save(&st, k, a))
}

// save keeps a state, unless its athlete was forgotten meanwhile.
func (m *Accounts) save(st *State, k service, a Account) error {
	gone, err := m.parts.Gone(a.Athlete)
	if gone || err != nil {
		return bare(err)
	}
	return bare(st.save(m.parts.Store, noteName(k, a)))
}

// bare is an error of a file without the file's name, in which an athlete or a person may be named.
func bare(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}

// pull asks the service.
func (m *Accounts) pull(ctx context.Context, k service, a Account, key string, st *State) error {
	address := k.home
	if a.URL != "" {
		address = a.URL
	}
	base, err := baseURL(address)
	if err != nil {
		return fail(Odd, err)
	}
	return k.pull(ctx, &visit{
		account: a, cfg: m.cfg, state: st, now: m.parts.Now(),
		client: &client{base: base, user: k.user, key: key, http: m.http, now: m.parts.Now, wait: m.parts.Wait},
		accept: func(ctx context.Context, f File) error {
			known, err := m.parts.Accept(ctx, f)
			if err == nil {
				m.parts.Metrics.fetches.WithLabelValues(k.name, map[bool]string{true: fetchedSame, false: fetchedNew}[known]).Inc()
			}
			return err
		},
		save: func() error { return m.save(st, k, a) },
	})
}

// visit is one look at an account.
type visit struct {
	account Account
	cfg     AccountsConfig
	state   *State
	now     time.Time
	client  *client
	accept  func(ctx context.Context, f File) error
	save    func() error
}

// take brings a file to the archive.
func (v *visit) take(ctx context.Context, name string, body []byte) error {
	if err := v.accept(ctx, File{Athlete: v.account.Athlete, Name: name, Body: body}); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fail(Refused, fmt.Errorf("take a file: %w", err))
	}
	return nil
}

// readKey reads a key and when its file was last changed. No error holds the key.
func readKey(path string) (key string, changed time.Time, err error) {
	const longest = 4 << 10 // bytes
	f, err := os.Open(path)
	if err != nil {
		return "", time.Time{}, fail(NoKey, fmt.Errorf("read key_file: %w", bare(err)))
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
	}
	if err != nil {
		return "", time.Time{}, fail(NoKey, fmt.Errorf("read key_file: %w", bare(err)))
	}
	b, err := io.ReadAll(io.LimitReader(f, longest))
	key = strings.TrimSpace(string(b))
	if err == nil && (key == "" || strings.ContainsAny(key, "\r\n\x00")) {
		err = errors.New("want the key alone on one line")
	}
	if err != nil {
		return "", time.Time{}, fail(NoKey, fmt.Errorf("read key_file: %w", bare(err)))
	}
	return key, info.ModTime().UTC(), nil
}
