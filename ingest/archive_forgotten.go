package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// What is forgotten has a tombstone: an empty file whose name is the keyed hash of the file, or of the athlete. Beside it lie
//
//	<hash>.begun    Forgetting: from now on it is forgotten, whoever is killed meanwhile; gone once it is
//	<hash>.receipt  Forgotten: that it was, for verify
const (
	begunSuffix   = ".begun"
	receiptSuffix = ".receipt"
)

// Forgetting is something that is being forgotten: a file, or with no SHA all of an athlete. It is the only place that still names it.
type Forgetting struct {
	V       int            `json:"v"`
	Hash    string         `json:"hash"` // keyed: of the file, or of the athlete
	Athlete string         `json:"athlete"`
	SHA     string         `json:"sha256,omitempty"`
	Begun   time.Time      `json:"begun"`
	Found   map[string]int `json:"found,omitempty"` // what each layer held when it began
}

// Forgotten is the receipt of a forgetting. It names nothing but the keyed hash.
type Forgotten struct {
	V      int            `json:"v"`
	Hash   string         `json:"id"`
	What   string         `json:"what"` // "file" or "athlete"
	Begun  time.Time      `json:"begun"`
	Ended  time.Time      `json:"ended"`
	Erased map[string]int `json:"erased"` // by layer
}

// Begun are the forgettings that have not ended.
func (a *Archive) Begun() ([]Forgetting, error) {
	var out []Forgetting
	err := a.eachForgotten(func(name string) error {
		if !strings.HasSuffix(name, begunSuffix) {
			return nil
		}
		var f Forgetting
		err := a.readForgotten(name, &f)
		out = append(out, f)
		return err
	})
	return out, err
}

// Receipts are the receipts of all forgettings that stand: of what was taken back since there is none.
func (a *Archive) Receipts() ([]Forgotten, error) {
	var out []Forgotten
	err := a.eachForgotten(func(name string) error {
		hash, ok := strings.CutSuffix(name, receiptSuffix)
		if !ok {
			return nil
		}
		if still, err := a.buried(hash); !still || err != nil {
			return err
		}
		var f Forgotten
		err := a.readForgotten(name, &f)
		out = append(out, f)
		return err
	})
	return out, err
}

func (a *Archive) readForgotten(name string, into any) error {
	b, err := disk.ReadAll(a.fs, forgottenName(name), sidecarLimit)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return fmt.Errorf("read what was forgotten: %w", err)
	}
	return nil
}

// Begin writes down what is to be forgotten. When it returns without an error, it will be.
func (a *Archive) Begin(f Forgetting) error { return a.writeForgotten(f.Hash+begunSuffix, f) }

// End writes the receipt of a forgetting and then removes what named it.
func (a *Archive) End(f Forgetting, r Forgotten) error {
	if err := a.writeForgotten(f.Hash+receiptSuffix, r); err != nil {
		return err
	}
	if err := a.fs.Remove(forgottenName(f.Hash) + begunSuffix); err != nil {
		return fmt.Errorf("end forgetting: %w", err)
	}
	return a.fs.SyncDir(forgottenDir)
}

func (a *Archive) writeForgotten(name string, doc any) error {
	b, err := json.Marshal(doc)
	if err == nil {
		err = a.dirs.make(a.fs, forgottenDir)
	}
	if err == nil {
		err = disk.Swap(a.fs, temporary(), forgottenName(name), b)
	}
	if err != nil {
		return fmt.Errorf("write what is forgotten: %w", err)
	}
	return a.fs.SyncDir(forgottenDir)
}
