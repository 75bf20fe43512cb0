package configs

import (
	"reflect"
	"strings"
	"testing"
)

// Whatever stands in a file of settings: it is read in the same way twice or refused with a reason, and what is not said keeps its default.
func FuzzSettings(f *testing.F) {
	f.Add(example)
	for _, s := range []string{
		"", "http: {listen: 127.0.0.1:1, max_file: 1}\n", "http:\r\n  hosts: [a.example]\r\n", "\ufeffnats: {url: nats://127.0.0.1:4222}\n", "ingest: {watch: {settle: -1s}}\n",
		"a: &a [x, x]\nb: &b [*a, *a]\nhttp: {hosts: *b}\n", "http: {max_file: 1e3}\n", "http: {limits: {requests: .nan}}\n", "--- {}\n--- {}\n", "alerts: {athletes: {ada: [{name: x, file: y}]}}\n",
		"ingest: {accounts: {intervals: [{athlete: ada, key_file: x}]}}\n", "http: 1\n", "? [a]\n: b\n", "!!binary eA==: 1\n", "influxdb: {token: a, token_file: b}\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		one, two := Defaults(), Defaults()
		err := one.parse(b)
		if again := two.parse(b); (err == nil) != (again == nil) {
			t.Errorf("read twice: %v, then %v", err, again)
		}
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("refused without a reason")
			}
			return
		}
		if !reflect.DeepEqual(one, two) {
			t.Errorf("read twice: %+v, then %+v", one, two)
		}
		if one.HTTP.MaxFile < 1 || one.Ingest.Workers < 1 || one.HTTP.Limits.Connections < 1 {
			t.Errorf("taken: %+v", one)
		}
	})
}
