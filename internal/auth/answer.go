package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Answers signs the links by which somebody who has no token answers the question of one day. Whoever has such a link may do that and no
// more, until it expires; that it is used once is for the reader of the answer to see to.
type Answers struct{ key []byte }

// Asked is what a link is good for.
type Asked struct {
	Athlete string
	Day     string // "2006-01-02"
	Until   time.Time
}

// OpenAnswers reads the key, or makes one. Another key makes the links of before worthless.
func OpenAnswers(f disk.FS, name string) (*Answers, error) {
	key, err := Secret(f, name)
	if err != nil {
		return nil, fmt.Errorf("read the key of answer links: %w", err)
	}
	return &Answers{key}, nil
}

const macBytes = 16 // of the HMAC that a link holds: 128 bits

// Sign makes the token of a link: athlete, day, end and their HMAC (RFC 2104, SHA-256).
func (a *Answers) Sign(q Asked) string {
	said := strings.Join([]string{q.Athlete, q.Day, strconv.FormatInt(q.Until.Unix(), 36)}, ".")
	return said + "." + base64.RawURLEncoding.EncodeToString(a.mac(said))
}

func (a *Answers) mac(said string) []byte {
	h := hmac.New(sha256.New, a.key)
	_, _ = h.Write([]byte("answer link 1\n" + said))
	return h.Sum(nil)[:macBytes]
}

// Check gives what a token is good for at an instant, false where it is forged or expired.
func (a *Answers) Check(token string, now time.Time) (Asked, bool) {
	const most, parts = 256, 4
	p := strings.Split(token, ".")
	if len(token) > most || len(p) != parts {
		return Asked{}, false
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(p[3])
	if err != nil || !hmac.Equal(mac, a.mac(strings.Join(p[:3], "."))) {
		return Asked{}, false
	}
	until, err := strconv.ParseInt(p[2], 36, 64)
	if err != nil || now.Unix() >= until {
		return Asked{}, false
	}
	return Asked{Athlete: p[0], Day: p[1], Until: time.Unix(until, 0).UTC()}, true
}
