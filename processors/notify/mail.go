package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"html"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/hvilepuls/hvilepuls/processors/picture"
)

// sessionTime is the longest a conversation with a mail server may take: RFC 5321 4.5.3.2.6 lets it think for ten minutes before it says
// that it took a message.
const sessionTime = 10 * time.Minute

// mailbox is what an address of mail says: smtp://USER:PASSWORD@HOST:PORT/?from=…&to=… With encryption=implicittls, or at port 465, TLS
// comes first, else by STARTTLS. Only with internal may it be missing, unless requirestarttls=yes.
type mailbox struct {
	host, from, to, user, password string
	port                           int
	first, must                    bool // TLS: at once, at all
}

func (c carriers) mailbox(to *url.URL) (mailbox, error) {
	const standard, submissions = 25, 465 // ports
	q := url.Values{}
	for name, all := range to.Query() {
		q[strings.ToLower(name)] = all
	}
	b := mailbox{host: to.Hostname(), from: q.Get("from"), to: q.Get("to"), user: to.User.Username(), port: standard}
	b.password, _ = to.User.Password()
	if b.to == "" {
		b.to = q.Get("toaddresses")
	}
	if p := to.Port(); p != "" {
		b.port, _ = strconv.Atoi(p) // digits, or it were no address
	}
	b.first = b.port == submissions || strings.EqualFold(q.Get("encryption"), "implicittls")
	b.must = !c.rule.Internal || strings.EqualFold(q.Get("requirestarttls"), "yes")
	if b.host == "" || b.from == "" || b.to == "" || strings.Contains(b.to, ",") || len(q["to"])+len(q["toaddresses"]) != 1 {
		return b, failure("its address wants a host, from, and to with one recipient; name a channel for each", true)
	}
	return b, nil
}

// mail sends over SMTP with TLS.
func (c carriers) mail(ctx context.Context, to *url.URL, m Message) error {
	b, err := c.mailbox(to)
	if err != nil {
		return err
	}
	letter, err := letterOf(b, m)
	if err != nil {
		return err
	}
	return c.late.wait(ctx, m.Athlete+"/"+m.ID+"/"+to.Redacted(), func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sessionTime)
		defer cancel()
		return c.post(ctx, b, letter)
	})
}

// post speaks to the mail server over connections that are dialed here, for the guard stands before those only.
func (c carriers) post(ctx context.Context, b mailbox, letter *mail.Msg) error {
	secure := &tls.Config{ServerName: b.host, MinVersion: tls.VersionTLS12}
	dial := func(ctx2 context.Context, network, address string) (net.Conn, error) {
		conn, err := c.dial(ctx2, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if b.first {
			return tls.Client(conn, secure), nil
		}
		return conn, nil
	}
	policy := mail.TLSOpportunistic
	if b.must {
		policy = mail.TLSMandatory
	}
	options := []mail.Option{mail.WithPort(b.port), mail.WithTLSConfig(secure), mail.WithTLSPolicy(policy), mail.WithTimeout(sessionTime), mail.WithDialContextFunc(dial)}
	if b.first {
		options = append(options, mail.WithSSL())
	}
	if b.user != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(b.user), mail.WithPassword(b.password))
	}
	client, err := mail.NewClient(b.host, options...)
	if err != nil {
		return failure("its address is not one of its kind", true)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	err = client.SendWithSMTPClient(session, letter)
	_ = client.CloseWithSMTPClient(session) // the server has taken the message or not; how it says good-bye changes nothing
	return err
}

// letterOf is a message as mail. Its Message-ID is the same at every attempt: where a mailbox knows it, the second is dropped.
func letterOf(b mailbox, m Message) (*mail.Msg, error) {
	out := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if out.From(b.from) != nil || out.To(b.to) != nil {
		return nil, failure("its address wants from and to as mail addresses", true)
	}
	_, domain, _ := strings.Cut(b.from, "@")
	what, _, _ := strings.Cut(m.Text, "\n")
	out.Subject(title + ": " + what)
	out.SetMessageIDWithValue(m.Athlete + "." + m.ID + "@" + strings.Trim(domain, "<> "))
	out.SetBodyString(mail.TypeTextPlain, m.body())
	if m.Picture == nil {
		return out, nil
	}
	said := strings.ReplaceAll(html.EscapeString(m.body()), "\n", "<br>\n")
	shown := `<p><img src="cid:` + pngName + `" alt="` + html.EscapeString(m.Picture.Alt) + `" width="` + strconv.Itoa(picture.Width) + `" style="max-width:100%"></p>`
	out.AddAlternativeString(mail.TypeTextHTML, "<p>"+said+"</p>\n"+shown+"\n")
	if err := out.EmbedReader(pngName, bytes.NewReader(m.Picture.PNG), mail.WithFileContentType(pngType), mail.WithFileContentID("<"+pngName+">")); err != nil {
		return nil, fmt.Errorf("add the picture: %w", err)
	}
	return out, nil
}

// late keeps attempts that take longer than they may: a mail server may think for minutes over a message that it then takes. What is tried
// again meanwhile waits for the attempt that still runs instead of starting another, so that there is at most one of a message and none is
// sent twice for being slow.
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
		go func() { done <- send() }() // ends with its session
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
