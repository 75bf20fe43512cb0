// Package grafana makes the Grafana boards: classic dashboard JSON in English and Norwegian Bokmål from one source, a file per board. The
// JSON is committed under dashboards/boards, from where Grafana is provisioned; nothing here runs in the product.
//
// The boards ask InfluxDB in InfluxQL alone, which 2.7 and 1.8 both answer, and use no panel beyond Grafana's own.
package grafana
