package notify

import (
	"bytes"
	"maps"
	"net/mail"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever a notice says, and whoever's name is in it: a mail has the heads that we gave it, and goes to whom the address names.
func TestMailCannotBeInjected(t *testing.T) {
	usual := []string{"Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
	for _, text := range []string{
		"Go lighter", "a\r\nBcc: eve@evil.example\r\n\r\nb", "a\rBcc: eve@evil.example", "a\nBcc: eve@evil.example", "\u2028Bcc: eve@evil.example", "a\x00b\vc\x85d",
		"\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n", "=?utf-8?q?=0D=0ABcc:_eve@evil.example?=", string(bytes.Repeat([]byte("é"), 5000)), "\xff\xfe",
	} {
		for _, shown := range []*Picture{nil, {PNG: []byte("x"), Alt: text + `"><script>`}} {
			letter, err := letterOf(mailbox{from: "pulse@example.org", to: "ada@example.org"}, Message{ID: "risk-2026-11-25", Athlete: "ada", Text: text, Picture: shown})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := letter.WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			read, err := mail.ReadMessage(&b)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			want := usual
			if shown != nil { // the parts have their own encodings
				want = usual[1:]
			}
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(read.Header))); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
			if to := read.Header["To"]; len(to) != 1 || to[0] != "<ada@example.org>" || len(read.Header["Subject"]) != 1 {
				t.Errorf("%q: to %q, subject %q", text, to, read.Header["Subject"])
			}
		}
	}
}
