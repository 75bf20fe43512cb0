package influx_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// The product does all of its work with a token that may do no more than that, and Grafana's only reads.
func TestTokensOfLeastRights(t *testing.T) {
	db := influxtest.Start(t)
	cfg := influx.Defaults()
	cfg.URL, cfg.Token, cfg.Org = db.URL, db.Token, db.Org
	tokens, err := influx.Grant(t.Context(), cfg, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(tokens.Product+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := rigOn(db, t, func(c *influx.Config) { c.Token, c.TokenFile = "", file })
	r.run()
	first := at(t, "2026-10-01T00:00")
	r.putDays("ada", "2026-10", record.Day{Date: record.DateOf(first), Nights: []record.Night{night(t, "watch", "2026-09-30T22:00", 8)}})
	r.agrees()
	r.putDays("ada", "2026-10", record.Day{Date: record.DateOf(first) + 1, Nights: []record.Night{night(t, "watch", "2026-10-01T22:00", 8)}}) // the first is deleted
	r.agrees()
	if r.metric(deletesTotal) == 0 {
		t.Error("nothing was deleted")
	}

	client := influxdb2.NewClient(db.URL, db.Token)
	defer client.Close()
	found, err := client.OrganizationsAPI().FindOrganizationByName(t.Context(), db.Org)
	if err != nil {
		t.Fatal(err)
	}
	org := *found.Id
	for what, c := range map[string]struct {
		token, method, path, body string
		want                      int
	}{
		"the product reads":            {tokens.Product, http.MethodPost, "/query?db=hvilepuls&q=SHOW+MEASUREMENTS", "", http.StatusOK},
		"the product makes a bucket":   {tokens.Product, http.MethodPost, "/api/v2/buckets", `{"name":"other","orgID":"ORG","retentionRules":[]}`, http.StatusUnauthorized},
		"the product makes a token":    {tokens.Product, http.MethodPost, "/api/v2/authorizations", `{"orgID":"ORG","permissions":[{"action":"read","resource":{"type":"buckets"}}]}`, http.StatusUnauthorized},
		"the product writes elsewhere": {tokens.Product, http.MethodPost, "/api/v2/write?org=test&bucket=unused", "a b=1", http.StatusForbidden},
		"the reader reads":             {tokens.Reader, http.MethodPost, "/query?db=hvilepuls_raw&q=SHOW+MEASUREMENTS", "", http.StatusOK},
		"the reader writes":            {tokens.Reader, http.MethodPost, "/api/v2/write?org=test&bucket=hvilepuls", "a b=1", http.StatusForbidden},
		"the reader deletes":           {tokens.Reader, http.MethodPost, "/api/v2/delete?org=test&bucket=hvilepuls", `{"start":"1970-01-01T00:00:00Z","stop":"2030-01-01T00:00:00Z"}`, http.StatusForbidden},
	} {
		body := strings.ReplaceAll(c.body, "ORG", org)
		req, err := http.NewRequestWithContext(t.Context(), c.method, db.URL+c.path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Token "+c.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", what, resp.StatusCode, c.want)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
