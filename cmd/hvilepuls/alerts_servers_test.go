package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log" //nolint:depguard // what net/http takes
	"math/big"
	mrand "math/rand/v2"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/hvilepuls/hvilepuls/internal/pushtest"
)

// reception is a message that a server took.
type reception struct {
	key     string // idempotency key, "" on channels without one
	picture string // the bytes of its PNG, "" without one
	at      time.Time
}

// servers are a web hook, ntfy, the Bot API of Telegram, a browser's push service and a mail server with STARTTLS on loopback. They take their
// time, as others do.
type servers struct {
	http, mail string // addresses
	ca         string // file of the mail server's certificate
	browser    *pushtest.Browser

	mu     sync.Mutex
	got    map[string][]reception // by channel, athlete and text
	arrive chan struct{}          // told of each message, before it is answered
}

func startServers(t *testing.T) *servers {
	t.Helper()
	s := &servers{got: map[string][]reception{}, arrive: make(chan struct{}, 1)}
	var err error
	if s.browser, err = pushtest.New(); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s.routes())
	t.Cleanup(web.Close)
	s.http = strings.TrimPrefix(web.URL, "http://")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.mail = l.Addr().String()
	post := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }))
	post.Domain, post.TLSConfig = "localhost", s.certificate(t)
	post.ErrorLog = log.New(io.Discard, "", 0) // of connections that a killed program left
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = post.Serve(l)
	}()
	t.Cleanup(func() {
		_ = post.Close()
		<-ended
	})
	return s
}

func (s *servers) take(channel, athlete, text, key, picture string) {
	s.mu.Lock()
	id := channel + "\n" + athlete + "\n" + strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	s.got[id] = append(s.got[id], reception{key, picture, time.Now()})
	s.mu.Unlock()
	select {
	case s.arrive <- struct{}{}:
	default:
	}
	slow := time.NewTimer(time.Duration(mrand.IntN(30)) * time.Millisecond)
	<-slow.C
}

func (s *servers) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hook/{athlete}", func(w http.ResponseWriter, r *http.Request) {
		var m struct {
			Athlete, Text string
			Picture       struct{ Data []byte }
		}
		if json.NewDecoder(r.Body).Decode(&m) != nil || m.Athlete != r.PathValue("athlete") {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.take("hook", m.Athlete, m.Text, r.Header.Get("Idempotency-Key"), string(m.Picture.Data))
	})
	mux.HandleFunc("POST /bot1:secret/sendMessage", func(w http.ResponseWriter, r *http.Request) {
		var m struct {
			Chat string `json:"chat_id"`
			Text string `json:"text"`
		}
		if json.NewDecoder(r.Body).Decode(&m) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.take("telegram", m.Chat, m.Text, "", "")
		_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":1}}`))
	})
	mux.HandleFunc("POST /bot1:secret/sendPhoto", func(w http.ResponseWriter, r *http.Request) {
		f, _, err := r.FormFile("photo")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		png, _ := io.ReadAll(f)
		s.take("telegram", r.FormValue("chat_id"), r.FormValue("caption"), "", string(png))
		_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":1}}`))
	})
	mux.HandleFunc("POST /push/{athlete}", func(w http.ResponseWriter, r *http.Request) {
		var m struct{ Title, Body string }
		b, _ := io.ReadAll(r.Body)
		plain, err := s.browser.Open(b)
		_, err2 := pushtest.SenderOf(r.Header.Get("Authorization"))
		if err != nil || err2 != nil || json.Unmarshal(plain, &m) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.take("push", r.PathValue("athlete"), m.Title+"\n"+m.Body, r.Header.Get("Topic"), "")
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("PUT /{topic}", func(w http.ResponseWriter, r *http.Request) {
		png, _ := io.ReadAll(r.Body)
		text, err := (&mime.WordDecoder{}).DecodeHeader(r.Header.Get("Message"))
		if err != nil || r.Header.Get("Filename") == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.take("ntfy", r.PathValue("topic"), text, r.Header.Get("X-Sequence-ID"), string(png))
		_, _ = w.Write([]byte(`{"id":"hwQ2YpKdmg","time":1635528741,"event":"message","topic":"t"}`))
	})
	mux.HandleFunc("POST /{topic}", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		s.take("ntfy", r.PathValue("topic"), string(b), r.Header.Get("X-Sequence-ID"), "")
		_, _ = w.Write([]byte(`{"id":"hwQ2YpKdmg","time":1635528741,"event":"message","topic":"t"}`))
	})
	return mux
}

// push is the address of an athlete's browser.
func (s *servers) push(athlete string) string {
	return "webpush://" + s.http + "/push/" + athlete + "#tls=no&p256dh=" + s.browser.P256dh() + "&auth=" + s.browser.Auth()
}

// addresses are an athlete's channels.
func (s *servers) addresses(athlete string) map[string]string {
	return map[string]string{
		"hook":     "http://" + s.http + "/hook/" + athlete,
		"telegram": "telegram://1:secret@telegram?chats=" + athlete + "&server=http://" + s.http,
		"ntfy":     "ntfy://" + s.http + "/" + athlete + "?scheme=http",
		"mail":     "smtp://" + s.mail + "/?from=h@example.org&requirestarttls=yes&to=" + athlete + "@example.org",
	}
}

// session is one conversation with the mail server.
type session struct {
	s  *servers
	to string
}

func (m *session) Mail(string, *smtp.MailOptions) error      { return nil }
func (m *session) Rcpt(to string, _ *smtp.RcptOptions) error { m.to = to; return nil }
func (m *session) Reset()                                    {}
func (m *session) Logout() error                             { return nil }

func (m *session) Data(r io.Reader) error {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	var letter letter
	if err := letter.read(textproto.MIMEHeader(msg.Header), msg.Body); err != nil {
		return err
	}
	athlete, _, _ := strings.Cut(m.to, "@")
	m.s.take("mail", athlete, letter.text, "", letter.picture)
	return nil
}

// letter is what a mail says and shows.
type letter struct{ text, picture string }

func (l *letter) read(h textproto.MIMEHeader, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			part, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err == nil {
				err = l.read(part.Header, part)
			}
			if err != nil {
				return err
			}
		}
	}
	switch h.Get("Content-Transfer-Encoding") {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, err := io.ReadAll(body)
	switch kind {
	case "text/plain":
		l.text = string(b)
	case "image/png":
		l.picture = string(b)
	}
	return err
}

// certificate makes one for loopback that is its own authority, and the file of it.
func (s *servers) certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s.ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(s.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
