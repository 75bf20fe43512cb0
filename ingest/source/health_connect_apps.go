package source

import (
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// healthMaker is the maker of every source that Health Connect keeps.
const healthMaker = "Health Connect"

// connectSource names an application whose data came by way of Health Connect: by its own name if that is known, else by its package. "" is
// an application that is not told.
func connectSource(f File, pkg string) record.Source {
	model, serial := connectApp(pkg), ""
	if model == "" && pkg != "" {
		model, serial = "another app", pkg // a package can be as long as it likes
		if plainPackage(pkg) {
			model = pkg
		}
	}
	return record.Source{Key: f.SourceKey(healthMaker, model, serial), Maker: healthMaker, Model: model, Bridge: true}
}

// plainPackage tells whether a text is an Android package's name of a length that can be shown.
func plainPackage(s string) bool {
	const most = 60
	odd := func(r rune) bool {
		return r != '.' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return len(s) <= most && strings.Contains(s, ".") && !strings.ContainsFunc(s, odd)
}

// connectApp is the name of an application that people know, by its package.
func connectApp(pkg string) string {
	switch pkg {
	case "com.sec.android.app.shealth":
		return "Samsung Health"
	case "com.google.android.apps.fitness":
		return "Google Fit"
	case "com.fitbit.FitbitMobile":
		return "Fitbit"
	case "com.garmin.android.apps.connectmobile":
		return "Garmin Connect"
	case "com.ouraring.oura":
		return "Oura"
	case "com.whoop.android":
		return "WHOOP"
	case "com.withings.wiscale2":
		return "Withings"
	case "fi.polar.polarflow":
		return "Polar Flow"
	case "com.huami.watch.hmwatchmanager":
		return "Zepp"
	case "com.xiaomi.wearable", "com.mi.health":
		return "Mi Fitness"
	case "nodomain.freeyourgadget.gadgetbridge":
		return "Gadgetbridge"
	case "com.hevy":
		return "Hevy"
	case "android":
		return "phone"
	}
	return ""
}
