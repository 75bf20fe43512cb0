package grafana_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/barchart"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/heatmap"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/text"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"github.com/hvilepuls/hvilepuls/dashboards/grafana"
)

// Grafana's own types read every board, its panels' options and its Prometheus queries included, and find no key that they do not know. They
// do not know the alert list's options and InfluxDB's queries.
func TestGrafanasTypesReadTheBoards(t *testing.T) {
	known := cog.NewRuntime()
	known.RegisterPanelcfgVariant(barchart.VariantConfig())
	known.RegisterPanelcfgVariant(heatmap.VariantConfig())
	known.RegisterPanelcfgVariant(stat.VariantConfig())
	known.RegisterPanelcfgVariant(statetimeline.VariantConfig())
	known.RegisterPanelcfgVariant(table.VariantConfig())
	known.RegisterPanelcfgVariant(text.VariantConfig())
	known.RegisterPanelcfgVariant(timeseries.VariantConfig())
	known.RegisterDataqueryVariant(prometheus.VariantConfig())
	files, err := grafana.Files()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := strictly(content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, key := range []string{"schemaVersion", "colorMode", "thresholds"} {
			if mistyped := bytes.ReplaceAll(content, []byte(`"`+key+`"`), []byte(`"mistyped"`)); !bytes.Equal(mistyped, content) && strictly(mistyped) == nil {
				t.Errorf("%s: nobody misses %s", name, key)
			}
		}
	}
}

func strictly(content []byte) error {
	var d dashboard.Dashboard //nolint:staticcheck // the classic board is what is provisioned; v2 is another format
	if err := said(d.UnmarshalJSONStrict(content)); err != nil {
		return err
	}
	var fields struct { // which are not read strictly within a board
		Panels []struct{ FieldConfig json.RawMessage }
	}
	if err := json.Unmarshal(content, &fields); err != nil {
		return err
	}
	for i, p := range fields.Panels {
		var f dashboard.FieldConfigSource
		if p.FieldConfig == nil {
			continue
		}
		if err := said(f.UnmarshalJSONStrict(p.FieldConfig)); err != nil {
			return fmt.Errorf("panel %d: %w", i+1, err)
		}
	}
	return d.Validate()
}

// said is an error that says something: where all is well the strict readers give an empty list of errors.
func said(err error) error {
	if err != nil && err.Error() == "" {
		return nil
	}
	return err
}
