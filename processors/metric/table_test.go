package metric_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// published are the names that boards, scripts and other people's programs build on.
const published = `rhr rhr_mean4h rhr_vendor rhr_baseline rhr_z rhr_low rhr_high rhr_raised rhr_trend_28d rhr_trend_84d
hrv_rmssd hrv_rmssd_spot hrv_sdnn_spot hrv_ln_7d hrv_dev_sd hrv_cv_7d hrv_ln_low hrv_ln_high
sleep_tst_min sleep_tib_min sleep_efficiency sleep_debt_h sleep_regularity sleep_midpoint_h
trimp edwards hrss tss srpe load ctl atl tsb acwr acwr_ewma monotony strain
glute_sets_max glute_sets_med glute_sets_7d glute_sessions_7d glute_hard_sessions_7d glute_hours_since_hard glute_volume_kg e1rm_drop_pct
weeks_since_deload local_readiness risk_p risk_level risk_confidence coverage`

func TestTableHoldsEveryPublishedName(t *testing.T) {
	var got []string
	for _, m := range metric.Table() {
		got = append(got, m.Name)
	}
	if diff := cmp.Diff(strings.Fields(published), got); diff != "" {
		t.Error(diff)
	}
}

func TestTableIsComplete(t *testing.T) {
	var before []string
	for _, m := range metric.Table() {
		for _, need := range m.Needs {
			if !slices.Contains(before, need) {
				t.Errorf("%s needs %s, which is not evaluated before it", m.Name, need)
			}
		}
		if m.Unit == "" || m.Doc == "" || m.Source == "" {
			t.Errorf("%s lacks its unit, its doc or its source: %+v", m.Name, m)
		}
		if (m.Eval == nil) != (m.Window == 0) {
			t.Errorf("%s: window %d, though computed here: %v", m.Name, m.Window, m.Eval != nil)
		}
		before = append(before, m.Name)
	}
}
