package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// row is one row of an answer: columns, and the tags of GROUP BY, by name. Times are in the unit that was asked for; what is missing is
// left out.
type row map[string]any

func (r row) text(key string) string {
	s, _ := r[key].(string)
	return s
}

func (r row) number(key string) float64 {
	v, _ := r[key].(float64)
	return v
}

// query asks in InfluxQL. Epoch is the unit of times: "s" or "u" (µs).
func (d *database) query(ctx context.Context, b *bucket, epoch, influxql string) ([]row, error) {
	if err := d.prepare(ctx); err != nil {
		return nil, err
	}
	q := url.Values{"db": {b.name}, "q": {influxql}, "epoch": {epoch}}
	address := strings.TrimSuffix(d.client.ServerURL(), "/") + "/query?" + q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("query bucket %s: %w", b.name, err)
	}
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	failed := d.client.HTTPService().DoHTTPRequest(req, nil, func(r *http.Response) error {
		defer r.Body.Close()
		return json.NewDecoder(r.Body).Decode(&answer)
	})
	if failed != nil { // a nil of its own type
		return nil, d.away(faultOf(failed), fmt.Errorf("query bucket %s: %w", b.name, failed))
	}
	var out []row
	for _, r := range answer.Results {
		if r.Error != "" {
			return nil, fmt.Errorf("query bucket %s: %s", b.name, r.Error)
		}
		for _, s := range r.Series {
			for _, values := range s.Values {
				line := row{}
				for k, v := range s.Tags {
					line[k] = v
				}
				for i, v := range values {
					if v != nil {
						line[s.Columns[i]] = v
					}
				}
				out = append(out, line)
			}
		}
	}
	return out, nil
}

// quoted is a text as InfluxQL reads it.
func quoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
