package source

import (
	"bytes"
	"context"
	"strings"
	"testing"

	locked "github.com/yeka/zip"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func lockedZip(t testing.TB, password string, method locked.EncryptionMethod, files ...file) []byte {
	t.Helper()
	var out bytes.Buffer
	w := locked.NewWriter(&out)
	for _, f := range files {
		m, err := w.Encrypt(f.name, password, method)
		if err == nil {
			_, err = m.Write(f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unlock decodes with a password.
func unlock(t testing.TB, data []byte, password string) (Report, int) {
	t.Helper()
	n := 0
	r, err := Decode(context.Background(), Table(catalogue(t), DefaultLimits()), File{
		Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)), Password: password,
		SourceKey: func(maker, _, _ string) string { return maker },
		Emit:      func(record.Record) error { n++; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, n
}

func TestEncryptedArchives(t *testing.T) {
	night := synthetic.Sleep(night())
	for name, method := range map[string]locked.EncryptionMethod{
		"AES-256": locked.AES256Encryption, "AES-128": locked.AES128Encryption, "the old one": locked.StandardEncryption,
	} {
		b := lockedZip(t, "golden", method, file{"a.fit", night}, file{"b.txt", []byte("nothing for us")})
		if r, n := unlock(t, b, "golden"); r.Status != stream.Accepted || n != 1 || r.Counts[kindSleep] != 1 {
			t.Errorf("%s: %s (%s), %d records", name, r.Status, r.Reason, n)
		}
		if r, n := unlock(t, b, ""); r.Status != stream.Rejected || !strings.HasPrefix(r.Reason, "encrypted: give its password") || n != 0 {
			t.Errorf("%s without a password: %s (%s)", name, r.Status, r.Reason)
		}
		if r, n := unlock(t, b, "silver"); r.Status != stream.Rejected || !strings.HasPrefix(r.Reason, "encrypted: this is not its password") || n != 0 {
			t.Errorf("%s with a wrong password: %s (%s)", name, r.Status, r.Reason)
		}
	}
}

// The password also opens what lies in an archive within.
func TestPasswordOfAnArchiveWithin(t *testing.T) {
	inner := lockedZip(t, "golden", locked.AES256Encryption, file{"a.fit", synthetic.Sleep(night())})
	if r, n := unlock(t, zipped(t, file{"inner.zip", inner}), "golden"); r.Status != stream.Accepted || n != 1 {
		t.Errorf("%s (%s), %d records", r.Status, r.Reason, n)
	}
}

func TestDamagedEncryptedArchives(t *testing.T) {
	b := lockedZip(t, "golden", locked.AES256Encryption, file{"a.fit", synthetic.Sleep(night())})
	for at := range b {
		bad := bytes.Clone(b)
		bad[at] ^= 0x55
		unlock(t, bad, "golden") // no panic, always a report
	}
}
