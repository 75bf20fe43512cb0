package source

import (
	"html"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// healthApp is the model of what another maker's app left in Apple Health: a copy, of which that maker's own export says more.
const healthApp = "Apple Health"

// healthApps are the makers of the apps that write sleep, heart rates, weights or workouts into Apple Health, by the app's name, folded.
func healthApps() map[string]string {
	return map[string]string{
		"autosleep": "AutoSleep", "connect": "Garmin", "coros": "COROS", "eight sleep": "Eight Sleep", "elite hrv": "Elite HRV",
		"fitbit": "Fitbit", "garmin connect": "Garmin", "google fit": "Google Fit", "health mate": "Withings", "hevy": "Hevy",
		"hrv4training": "HRV4Training", "mi fitness": "Xiaomi", "nike run club": "Nike", "oura": "Oura", "peloton": "Peloton",
		"pillow": "Pillow", "polar beat": "Polar", "polar flow": "Polar", "renpho": "Renpho", "renpho health": "Renpho",
		"runkeeper": "Runkeeper", "samsung health": "Samsung", "sleep cycle": "Sleep Cycle", "sleep++": "Sleep++", "sleepwatch": "SleepWatch",
		"strava": "Strava", "strong": "Strong", "suunto": "Suunto", "ultrahuman": "Ultrahuman", "whoop": "WHOOP", "withings": "Withings",
		"zepp": "Zepp", "zepp life": "Zepp", "zwift": "Zwift",
	}
}

// healthSource is the source of what a device or an app wrote into Apple Health. Its name there holds a person's ("Ana’s Apple Watch"), so
// that it only goes into the key as a serial does; the export and the pushes of one device give the same. hardware is what the export says of
// the device, "" where it says nothing.
func healthSource(f File, apps map[string]string, name, hardware string) record.Source {
	name = strings.ReplaceAll(fold(name), "’", "'")
	if maker, ok := apps[name]; ok {
		return record.Source{Key: f.SourceKey(maker, healthApp, ""), Maker: maker, Model: healthApp, Bridge: true}
	}
	model := appleModel(name)
	if fields := hardwareFields(hardware); model == "" && strings.HasPrefix(fields["manufacturer"], "apple") {
		model = appleModel(fields["name"])
	}
	return record.Source{Key: f.SourceKey("Apple", model, name), Maker: "Apple", Model: model}
}

// healthTotal is the source of what Apple Health counted over several devices, each stretch of time once.
func healthTotal(f File) record.Source {
	return record.Source{Key: f.SourceKey("Apple", "Health", ""), Maker: "Apple", Model: "Health", Bridge: true}
}

// appleModel is the kind of Apple's device that a folded name holds, "" if none.
func appleModel(name string) string {
	for _, m := range []struct{ in, model string }{{"apple watch", "Watch"}, {"iphone", "iPhone"}, {"ipad", "iPad"}, {"ipod", "iPod"}} {
		if strings.Contains(name, m.in) {
			return m.model
		}
	}
	return ""
}

// hardwareFields reads "<<HKDevice: 0x3>, name:Apple Watch, manufacturer:Apple Inc., hardware:Watch7,2>", folded. Values hold commas too.
func hardwareFields(s string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(fold(html.UnescapeString(s)), ", ") {
		if k, v, ok := strings.Cut(strings.TrimRight(part, ">"), ":"); ok {
			out[k] = v
		}
	}
	return out
}
