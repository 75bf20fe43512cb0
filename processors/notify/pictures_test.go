package notify

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func shownMessage() Message {
	m := message
	m.Text = "Rumpeøkter forrige uke: 3 <hvile>\nSøvn 6 t 05."
	m.Picture = &Picture{Type: pngType, Alt: m.Text, PNG: []byte("\x89PNG\r\n\x1a\n-- a picture --")}
	return m
}

// gallery is a service that takes pictures or refuses them, and remembers what it was asked.
type gallery struct {
	refuse bool
	asked  []string // method and path
	bodies []string
	header http.Header
}

func (g *gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	if kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		if f, err := multipart.NewReader(bytes.NewReader(b), params["boundary"]).ReadForm(1 << 20); err != nil || len(f.File) != 1 {
			w.WriteHeader(http.StatusBadRequest) // a form without its end, for one
		}
	}
	g.asked, g.bodies, g.header = append(g.asked, r.Method+" "+r.URL.Path), append(g.bodies, string(b)), r.Header
	png := shownMessage().Picture.PNG
	if g.refuse && (bytes.Contains(b, png) || bytes.Contains(b, []byte(base64.StdEncoding.EncodeToString(png)))) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	_, _ = w.Write([]byte(`{"ok":true,"id":1,"event_id":"$1","content_uri":"mxc://matrix.example/abc"}`))
}

func TestPictures(t *testing.T) {
	addresses := kinds()
	addresses["signal"] = "signal://signal.example:8080/+4712345678/+4787654321"
	for name, want := range map[string]struct {
		asked, words []string // that go with the picture, words alone
	}{
		"hook":     {[]string{"POST /x"}, []string{"POST /x", "POST /x"}},
		"generic":  {[]string{"POST /x"}, []string{"POST /x", "POST /x"}},
		"ntfy":     {[]string{"PUT /topic"}, []string{"PUT /topic", "POST /topic"}},
		"telegram": {[]string{"POST /bot1234:sesam/sendPhoto"}, []string{"POST /bot1234:sesam/sendPhoto", "POST /bot1234:sesam/sendMessage"}},
		"matrix": {
			[]string{"POST /_matrix/media/v3/upload", "PUT /_matrix/client/v3/rooms/!abc:matrix.example/send/m.room.message/ada-session-2026-11-25-wait"},
			[]string{"POST /_matrix/media/v3/upload", "PUT /_matrix/client/v3/rooms/!abc:matrix.example/send/m.room.message/ada-session-2026-11-25-wait"},
		},
		"discord":  {[]string{"POST /api/webhooks/123456789/sesam"}, []string{"POST /api/webhooks/123456789/sesam", "POST /api/webhooks/123456789/sesam"}},
		"pushover": {[]string{"POST /1/messages.json"}, []string{"POST /1/messages.json", "POST /1/messages.json"}},
		"signal":   {[]string{"POST /v2/send"}, []string{"POST /v2/send", "POST /v2/send"}},
		"gotify":   {nil, []string{"POST /message"}}, // words only
	} {
		t.Run(name, func(t *testing.T) {
			send := func(refuse bool) *gallery {
				g := &gallery{refuse: refuse}
				s := httptest.NewServer(g)
				defer s.Close()
				c := newCarriers(outward.Rule{})
				c.http.Transport = detour{strings.TrimPrefix(s.URL, "http://")}
				if err := c.send(t.Context(), channel(t, addresses[name]), shownMessage()); err != nil {
					t.Fatal(err)
				}
				http.DefaultClient.CloseIdleConnections()
				return g
			}
			g := send(false)
			if want.asked != nil {
				if d := cmp.Diff(want.asked, g.asked); d != "" {
					t.Errorf("asked (-want +got):\n%s", d)
				}
				png := shownMessage().Picture.PNG
				all := strings.Join(g.bodies, "")
				if !strings.Contains(all, string(png)) && !strings.Contains(all, base64.StdEncoding.EncodeToString(png)) {
					t.Errorf("no picture in %q", all)
				}
				if d := cmp.Diff(g.bodies, send(false).bodies); d != "" {
					t.Errorf("another attempt sends other bytes:\n%s", d)
				}
				all += decodedHeader(t, g.header.Get("Message"))
				if !strings.Contains(strings.ReplaceAll(all, `\u003chvile\u003e`, "<hvile>"), "forrige uke: 3 <hvile>") {
					t.Errorf("no words in %q", all)
				}
			}
			if d := cmp.Diff(want.words, send(true).asked); d != "" {
				t.Errorf("asked where the picture is refused (-want +got):\n%s", d)
			}
		})
	}
}

func decodedHeader(t *testing.T, s string) string {
	t.Helper()
	out, err := (&mime.WordDecoder{}).DecodeHeader(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A letter has the words twice, plain and with the picture, whose description is the words.
func TestALetterWithAPicture(t *testing.T) {
	m := shownMessage()
	letter, err := letterOf(mailbox{from: "h@example.org", to: "ada@example.org"}, m)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := letter.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadMessage(&b)
	if err != nil {
		t.Fatal(err)
	}
	if id := got.Header.Get("Message-ID"); id != "<ada.session-2026-11-25-wait@example.org>" {
		t.Errorf("Message-ID %s", id)
	}
	if s := decodedHeader(t, got.Header.Get("Subject")); s != "Hvilepuls: Rumpeøkter forrige uke: 3 <hvile>" {
		t.Errorf("subject %q", s)
	}
	parts := map[string]string{}
	leaves(t, textproto.MIMEHeader(got.Header), got.Body, parts)
	if text := strings.TrimSpace(strings.ReplaceAll(parts["text/plain"], "\r\n", "\n")); text != m.Text {
		t.Errorf("text %q", text)
	}
	if html := parts["text/html"]; !strings.Contains(html, `src="cid:week.png"`) || !strings.Contains(html, `alt="Rumpeøkter forrige uke: 3 &lt;hvile&gt;`) {
		t.Errorf("page %q", html)
	}
	if png, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(parts["image/png <week.png>"], "\r\n", "")); err != nil || !bytes.Equal(png, m.Picture.PNG) {
		t.Errorf("picture %q: %v, parts %q", png, err, parts)
	}
}

// leaves are the parts of a mail by their kind and id.
func leaves(t *testing.T, h textproto.MIMEHeader, body io.Reader, into map[string]string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		into[strings.TrimSpace(kind+" "+h.Get("Content-ID"))] = string(b)
		return
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		part, err := r.NextPart() // decodes quoted-printable
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		leaves(t, part.Header, part, into)
	}
}

// The picture is drawn from what the notice says: at every attempt the same.
func TestThePictureOfANotice(t *testing.T) {
	p := newPost(t, noon())
	n := result.Notice{Athlete: "ada", ID: "digest-2026-11-23-week", Kind: "digest", Language: "nb", Text: "Uken.", Week: []result.WeekDay{{Date: record.DateOf(noon()), RHR: new(52.0)}}}
	a, err := p.s.message(n)
	if err != nil {
		t.Fatal(err)
	}
	p.now = p.now.AddDate(0, 0, 1)
	b, err := p.s.message(n)
	if err != nil || a.Picture == nil || !bytes.Equal(a.Picture.PNG, b.Picture.PNG) || a.Picture.Alt != "Uken." {
		t.Errorf("%v: %+v", err, a.Picture)
	}
	said, err := json.Marshal(a)
	if err != nil || !strings.Contains(string(said), `"picture":{"type":"image/png","alt":"Uken.","data":"iVBORw0KGgo`) {
		t.Errorf("%v: %.200s", err, said)
	}
}
