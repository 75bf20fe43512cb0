// Package pushtest is a browser that takes web push in a test: it has the keys of a subscription, opens what comes and tells who sent it.
package pushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Browser holds the secret half of a subscription.
type Browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// Sizes in bytes (RFC 8188 2.1, RFC 8291 3.2 and 3.4).
const (
	authBytes = 16
	saltBytes = 16
	headBytes = saltBytes + 4 + 1 // salt, size of a record, length of the sender's key
	ikmBytes  = 32
	keyBytes  = 16
	onceBytes = 12
	lastMark  = 2 // after the last record's data
)

// New makes the keys of a subscription.
func New() (*Browser, error) {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of a browser: %w", err)
	}
	b := &Browser{key: key, auth: make([]byte, authBytes)}
	_, _ = rand.Read(b.auth) // never fails (crypto/rand)
	return b, nil
}

// P256dh is the public key, base64url.
func (b *Browser) P256dh() string {
	return base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes())
}

// Auth is the secret that the sender shares, base64url.
func (b *Browser) Auth() string { return base64.RawURLEncoding.EncodeToString(b.auth) }

// Open decrypts a message of one record (RFC 8188, 8291).
func (b *Browser) Open(body []byte) ([]byte, error) {
	if len(body) < headBytes || len(body) < headBytes+int(body[headBytes-1]) {
		return nil, errors.New("open push message: it is cut off")
	}
	salt, size, n := body[:saltBytes], binary.BigEndian.Uint32(body[saltBytes:]), int(body[headBytes-1])
	sender, sealed := body[headBytes:headBytes+n], body[headBytes+n:]
	if uint64(len(sealed)) > uint64(size) {
		return nil, errors.New("open push message: it has more than one record")
	}
	theirs, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, fmt.Errorf("open push message: %w", err)
	}
	shared, err := b.key.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("open push message: %w", err)
	}
	plain, err := b.unseal(shared, salt, sender, sealed)
	if err != nil {
		return nil, fmt.Errorf("open push message: %w", err)
	}
	plain = []byte(strings.TrimRight(string(plain), "\x00"))
	if len(plain) == 0 || plain[len(plain)-1] != lastMark {
		return nil, errors.New("open push message: it is not the last record")
	}
	return plain[:len(plain)-1], nil
}

func (b *Browser) unseal(shared, salt, sender, sealed []byte) ([]byte, error) {
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(sender), ikmBytes)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", keyBytes)
	if err != nil {
		return nil, err
	}
	once, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", onceBytes)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return gcm.Open(nil, once, sealed, nil)
}

// Sender is who sent a message, by the token in its header.
type Sender struct {
	Key string `json:"-"` // public, base64url
	Aud string `json:"aud"`
	Sub string `json:"sub"`
	Exp int64  `json:"exp"` // s since 1970
}

// SenderOf reads the header Authorization of a message and checks its signature (RFC 8292).
func SenderOf(header string) (Sender, error) {
	const parts, half = 3, 32 // of the token; bytes of each half of a signature
	token, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	p := strings.Split(token, ".")
	if !ok || len(p) != parts {
		return Sender{}, errors.New("read sender: the header is none of VAPID")
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return Sender{}, fmt.Errorf("read sender: %w", err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return Sender{}, fmt.Errorf("read sender: %w", err)
	}
	sig, err := base64.RawURLEncoding.DecodeString(p[2])
	sum := sha256.Sum256([]byte(p[0] + "." + p[1]))
	if err != nil || len(sig) != 2*half || !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:])) {
		return Sender{}, errors.New("read sender: the signature is forged")
	}
	claims, err := base64.RawURLEncoding.DecodeString(p[1])
	if err != nil {
		return Sender{}, fmt.Errorf("read sender: %w", err)
	}
	out := Sender{Key: key}
	if err := json.Unmarshal(claims, &out); err != nil {
		return Sender{}, fmt.Errorf("read sender: %w", err)
	}
	return out, nil
}
