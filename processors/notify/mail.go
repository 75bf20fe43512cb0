package notify

import (
	"context"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/email/smtp"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// mail sends over SMTP with TLS, at once or by STARTTLS: smtp://USER:PASSWORD@HOST:PORT/?from=…&to=… The library connects by itself, so
// that the name is resolved and held against the rule before.
func (c carriers) mail(ctx context.Context, to *url.URL, m Message) error {
	s := &smtp.Service{}
	if err := begin(s, to); err != nil {
		return err
	}
	cfg := s.Config
	if len(cfg.ToAddresses) != 1 {
		return failure("its address wants one recipient; name a channel for each", true)
	}
	if !c.rule.Internal {
		cfg.UseStartTLS, cfg.RequireStartTLS, cfg.SkipTLSVerify = true, true, false
	}
	if err := c.rule.CheckHost(ctx, cfg.Host, strconv.Itoa(int(cfg.Port))); err != nil {
		return err
	}
	what, _, _ := strings.Cut(m.Text, "\n")
	subject := mime.QEncoding.Encode("utf-8", title+": "+what)
	return c.late.wait(ctx, m.Athlete+"/"+m.ID+"/"+to.Redacted(), func() error {
		return sent(s.Send(m.body(), &types.Params{"subject": subject}))
	})
}

// sent passes over an error of the farewell: by then the server had taken the message, and it must not be sent again.
func sent(err error) error {
	if err != nil && strings.Contains(err.Error(), "error closing session") && !strings.Contains(err.Error(), "error sending message to recipient") {
		return nil
	}
	return err
}

// late keeps attempts that take longer than they may: the library's session over SMTP knows no deadline. What is tried again meanwhile
// waits for the attempt that still runs instead of starting another, so that there is at most one of a message and none is sent twice for
// being slow.
type late struct {
	mu   sync.Mutex
	runs map[string]chan error
}

func newLate() *late { return &late{runs: map[string]chan error{}} }

func (l *late) wait(ctx context.Context, key string, send func() error) error {
	l.mu.Lock()
	done, running := l.runs[key]
	if !running {
		done = make(chan error, 1)
		l.runs[key] = done
		go func() { done <- send() }() // ends when the connection does
	}
	l.mu.Unlock()
	select {
	case err := <-done:
		l.mu.Lock()
		delete(l.runs, key)
		l.mu.Unlock()
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
