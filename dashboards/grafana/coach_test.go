package grafana

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// The coach's table is sorted by a column of InfluxDB's own making; the order is that of the page's table of athletes.
func TestTheWorstVerdictComesFirst(t *testing.T) {
	db := influxtest.StartAny(t, "b")
	soon := time.Now().Add(time.Hour).Unix()
	for verdict, code := range map[string]int{"go": 0, "lighter": 1, "wait": 2, "rest": 3, "unknown": 9} {
		db.Write("b", fmt.Sprintf(`session_verdict,athlete=%s code=%d,session="Glutes",reasons="One."`, verdict, code), soon)
	}
	var table panel
	for _, p := range coachPanels() {
		if p.kind == "table" && p.title.en == "Athletes" {
			table = p
		}
	}
	i := slices.IndexFunc(table.queries, func(q query) bool { return strings.Contains(q.text, "session_verdict") })
	if i < 0 {
		t.Fatal("the table asks for no verdicts")
	}
	rows := db.Query("b", table.queries[i].in(english))
	slices.SortFunc(rows, func(a, b influxtest.Row) int { return cmp.Compare(b["verdict"].(float64), a["verdict"].(float64)) })
	var got []string
	for _, r := range rows {
		got = append(got, r["athlete"].(string))
	}
	if want := []string{"rest", "wait", "unknown", "lighter", "go"}; !slices.Equal(got, want) {
		t.Errorf("sorted by verdict: %v, want %v", got, want)
	}
	if first := table.options["sortBy"].([]any)[0].(map[string]any); first["displayName"] != (words{"verdict", "svar"}) || first["desc"] != true {
		t.Errorf("the table is sorted by %v", first)
	}
}
