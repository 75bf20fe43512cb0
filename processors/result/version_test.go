package result_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// A metric that came or went makes other results: Version must rise with it, and then this sum.
func TestVersionKnowsItsMetrics(t *testing.T) {
	const version, want = 2, "5d67d477"
	h := sha256.New()
	for _, m := range metric.Table() {
		_, _ = h.Write([]byte(m.Name + " " + m.Unit + "\n"))
	}
	if got := hex.EncodeToString(h.Sum(nil)[:4]); got != want || result.Version != version {
		t.Errorf("the metrics are %s in version %d, want %s in version %d: raise result.Version and say here what it is", got, result.Version, want, version)
	}
}
