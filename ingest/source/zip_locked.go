package source

import (
	"archive/zip"
	"errors"
	"io"

	locked "github.com/yeka/zip"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// zipEncrypted is the bit of a member's flags that says so (APPNOTE 4.4.4).
const zipEncrypted = 1

// Encrypted begins the reason of a file, or a member, that wants a password.
const Encrypted = "encrypted"

const (
	// shortestAES is what an AES member holds beside its data, in bytes: salt of 8 to 16, password check of 2, authentication code of 10.
	shortestAES = 8 + 2 + 10
	// methodAES is the compression method of a member in WinZip's AES encryption.
	methodAES = 99
	// mostOld is how large a member in the old encryption may be, packed, in bytes: it is decrypted in memory.
	mostOld = 256 << 20
)

// openLocked opens an encrypted member, in WinZip's AES or the old ZIP encryption.
func (a *Archive) openLocked(m *zip.File, at int) (io.ReadCloser, error) {
	if a.file.Password == "" {
		return nil, rejected(Encrypted + ": give its password (import --password-file FILE; over HTTP the header " + auth.ArchivePassword + ")")
	}
	aes := m.Method == methodAES
	if aes && m.CompressedSize64 < shortestAES || !aes && m.CompressedSize64 > mostOld {
		return nil, rejected("damaged: no encrypted file has that size")
	}
	if a.locked == nil {
		z, err := locked.NewReader(a.raw, a.size)
		if err != nil {
			return nil, rejected("damaged: it cannot be unpacked; copy or download it again")
		}
		a.locked = z.File
	}
	if at >= len(a.locked) || a.locked[at].Name != m.Name || a.locked[at].CompressedSize64 != m.CompressedSize64 {
		return nil, rejected("damaged: the list at the archive's end can be read in two ways")
	}
	f := a.locked[at]
	f.SetPassword(a.file.Password)
	f.DeferAuth = true // or it would be held in memory whole
	r, err := f.Open()
	switch {
	case errors.Is(err, locked.ErrPassword):
		return nil, rejected(Encrypted + ": this is not its password")
	case err != nil:
		return nil, rejected("damaged: it cannot be unpacked; copy or download it again")
	}
	if !aes {
		r = oldLock{r}
	}
	return r, nil
}

// oldLock is a member in the old encryption, which hardly tells a wrong password: what comes out is then no compressed data.
type oldLock struct{ io.ReadCloser }

// Read implements io.Reader.
func (o oldLock) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = rejected(Encrypted + ": this is not its password, or it is damaged")
	}
	return n, err
}
