package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// sealedSidecar is a sidecar as it lies on the disk: its sum ties it to its file, so that a changed byte, or the sidecar of another file, is
// told from what was said.
type sealedSidecar struct {
	Sidecar
	Sum string `json:"sum,omitempty"` // hex; "" in archives of before there was one
}

const sumLen = 32 // hex digits

func sumOf(sha string, said []byte) string {
	sum := sha256.Sum256(append([]byte(sha+"\n"), said...))
	return hex.EncodeToString(sum[:])[:sumLen]
}

// sealSidecar is what is written for the file with a SHA-256.
func sealSidecar(sha string, side Sidecar) ([]byte, error) {
	said, err := json.Marshal(side)
	if err != nil {
		return nil, fmt.Errorf("write sidecar: %w", err)
	}
	b, err := json.Marshal(sealedSidecar{side, sumOf(sha, said)})
	if err != nil {
		return nil, fmt.Errorf("write sidecar: %w", err)
	}
	return b, nil
}

// unsealSidecar reads what was written. It fails with ErrDamaged where that is not, byte for byte, what sealSidecar wrote for this file; what
// can be read of it is given all the same.
func unsealSidecar(sha string, b []byte) (Sidecar, error) {
	var s sealedSidecar
	if err := json.Unmarshal(b, &s); err != nil {
		return Sidecar{}, fmt.Errorf("read sidecar: %w: %w", ErrDamaged, err)
	}
	if s.Sum == "" && s.V == unsummed {
		return s.Sidecar, nil
	}
	if want, err := sealSidecar(sha, s.Sidecar); err != nil || !bytes.Equal(want, b) {
		return s.Sidecar, fmt.Errorf("read sidecar: %w: its sum is another", ErrDamaged)
	}
	return s.Sidecar, nil
}

// The versions of sidecars.
const (
	unsummed       = 1
	sidecarVersion = 2
)
