package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/domain"
)

// Tokens are two tokens of InfluxDB, each with the least rights for its purpose.
type Tokens struct {
	Product string // reads and writes the two buckets
	Reader  string // reads them
}

// Grant makes the buckets that are missing, and two new tokens. The configuration's token must be allowed to do both, as the operator's is;
// the product itself then needs only the one that is made for it.
func Grant(ctx context.Context, cfg Config, now func() time.Time) (Tokens, error) {
	if err := cfg.check(); err != nil {
		return Tokens{}, err
	}
	h := &http.Client{Timeout: requestTime, Transport: http.DefaultTransport.(*http.Transport).Clone()}
	defer h.CloseIdleConnections()
	d := newDatabase(cfg, h, newMetrics(), now)
	if err := d.prepare(ctx); err != nil {
		return Tokens{}, err
	}
	org, err := d.client.OrganizationsAPI().FindOrganizationByName(ctx, cfg.Org)
	if err != nil {
		return Tokens{}, fmt.Errorf("find organisation %s: %w", cfg.Org, err)
	}
	var read, write []domain.Permission
	for _, b := range []*bucket{d.main, d.raw} {
		found, err := d.client.APIClient().GetBuckets(ctx, &domain.GetBucketsParams{Name: &b.name, Org: &d.org})
		if err != nil || found.Buckets == nil || len(*found.Buckets) != 1 {
			return Tokens{}, errors.Join(fmt.Errorf("find bucket %s", b.name), err)
		}
		of := domain.Resource{Type: domain.ResourceTypeBuckets, Id: (*found.Buckets)[0].Id, OrgID: org.Id}
		read = append(read, domain.Permission{Action: domain.PermissionActionRead, Resource: of})
		write = append(write, domain.Permission{Action: domain.PermissionActionWrite, Resource: of})
	}
	var out Tokens
	if out.Product, err = d.grant(ctx, *org.Id, "hvilepuls: reads and writes its buckets", append(write, read...)); err != nil {
		return Tokens{}, err
	}
	out.Reader, err = d.grant(ctx, *org.Id, "Grafana: reads the buckets of hvilepuls", read)
	return out, err
}

func (d *database) grant(ctx context.Context, org, what string, may []domain.Permission) (string, error) {
	made, err := d.client.AuthorizationsAPI().CreateAuthorization(ctx, &domain.Authorization{
		AuthorizationUpdateRequest: domain.AuthorizationUpdateRequest{Description: &what}, OrgID: &org, Permissions: &may,
	})
	if err != nil {
		return "", fmt.Errorf("make a token of InfluxDB: %w; may the given one make tokens?", err)
	}
	if made.Token == nil || *made.Token == "" {
		return "", errors.New("make a token of InfluxDB: the answer has none")
	}
	return *made.Token, nil
}
