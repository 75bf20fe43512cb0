package influxtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/influxdata/influxdb-client-go/v2/domain"
)

func (s *Server) ask(ctx context.Context, method, path string, q url.Values) ([]byte, int, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path+"?"+q.Encode(), nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Authorization", "Token "+s.Token)
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return body, resp.StatusCode, err
}

// Row is one row of an answer: columns and the tags of GROUP BY by name. Times are seconds since 1970; what is missing is left out.
type Row map[string]any

// Query asks in InfluxQL and gives the rows of all series.
func (s *Server) Query(bucket, influxql string) []Row {
	s.t.Helper()
	body, status, err := s.ask(context.Background(), http.MethodPost, "/query", url.Values{"db": {bucket}, "q": {influxql}, "epoch": {"s"}})
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("query %s: %v, status %d: %s", influxql, err, status, body)
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
	if err := json.Unmarshal(body, &answer); err != nil {
		s.t.Fatalf("query %s: %v", influxql, err)
	}
	var out []Row
	for _, r := range answer.Results {
		if r.Error != "" {
			s.t.Fatalf("query %s: %s", influxql, r.Error)
		}
		for _, series := range r.Series {
			for _, values := range series.Values {
				row := Row{}
				for k, v := range series.Tags {
					row[k] = v
				}
				for i, v := range values {
					if v != nil {
						row[series.Columns[i]] = v
					}
				}
				out = append(out, row)
			}
		}
	}
	return out
}

// Count is the number of values of a field, 0 where there is none.
func (s *Server) Count(bucket, measurement, field string) int {
	s.t.Helper()
	rows := s.Query(bucket, fmt.Sprintf("SELECT count(%q) FROM %q", field, measurement))
	if len(rows) == 0 {
		return 0
	}
	n, ok := rows[0]["count"].(float64)
	if !ok {
		s.t.Fatalf("count %s of %s: %v", field, measurement, rows)
	}
	return int(n)
}

// Write writes a point in line protocol, without its time, at a time in seconds.
func (s *Server) Write(bucket, line string, at int64) {
	s.t.Helper()
	client := s.client()
	defer client.Close()
	if err := client.WriteAPIBlocking(s.Org, bucket).WriteRecord(context.Background(), fmt.Sprintf("%s %d", line, at*1e9)); err != nil {
		s.t.Fatalf("write to %s: %v", bucket, err)
	}
}

// Drop removes a bucket with all that it holds, if it is there.
func (s *Server) Drop(bucket string) {
	s.t.Helper()
	client := s.client()
	defer client.Close()
	ctx := context.Background()
	b, err := client.BucketsAPI().FindBucketByName(ctx, bucket)
	if err != nil {
		return
	}
	if err := client.BucketsAPI().DeleteBucket(ctx, b); err != nil {
		s.t.Errorf("drop bucket %s: %v", bucket, err)
	}
}

// Revocable makes a token that may read, write and make buckets, and a function that sets it inactive and active again.
func (s *Server) Revocable() (token string, hold func(good bool)) {
	s.t.Helper()
	ctx, tokens := context.Background(), s.client().AuthorizationsAPI()
	org, err := s.client().OrganizationsAPI().FindOrganizationByName(ctx, s.Org)
	if err != nil {
		s.t.Fatalf("find organisation %s: %v", s.Org, err)
	}
	buckets := domain.Resource{Type: domain.ResourceTypeBuckets, OrgID: org.Id}
	may := []domain.Permission{
		{Action: domain.PermissionActionRead, Resource: buckets},
		{Action: domain.PermissionActionWrite, Resource: buckets},
		{Action: domain.PermissionActionRead, Resource: domain.Resource{Type: domain.ResourceTypeOrgs, Id: org.Id}},
	}
	made, err := tokens.CreateAuthorizationWithOrgID(ctx, *org.Id, may)
	if err != nil || made.Token == nil {
		s.t.Fatalf("make a token: %v", err)
	}
	return *made.Token, func(good bool) {
		s.t.Helper()
		status := domain.AuthorizationUpdateRequestStatusInactive
		if good {
			status = domain.AuthorizationUpdateRequestStatusActive
		}
		if _, err := tokens.UpdateAuthorizationStatusWithID(ctx, *made.Id, status); err != nil {
			s.t.Fatalf("set the token's status to %s: %v", status, err)
		}
	}
}
