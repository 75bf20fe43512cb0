package grafana

func pipelineBoard() board {
	return board{
		key: "pipeline", title: words{"Pipeline", "Dataflyt"}, from: "now-24h", to: "now", refresh: "30s", sources: []string{prometheus},
		doc: words{
			"Whether everything that comes in gets through: stages, streams, files, InfluxDB, the page. For whoever runs Hvilepuls; no label names an athlete.",
			"Om alt som kommer inn, kommer gjennom: stegene, strømmene, filene, InfluxDB, nettsiden. For den som drifter Hvilepuls; ingen merkelapp nevner en utøver.",
		},
		panels: append(append(pipelineNow(), flowPanels()...), storePanels()...),
	}
}

func now(title, doc words, unit, expr string) panel {
	return stat(title, doc, unit, promQL(expr, words{}).nowOnly()).named(title)
}

// over makes a chart of Prometheus, whose samples are seconds apart.
func over(p panel) panel {
	p.style["insertNulls"], p.style["showPoints"], p.style["lineWidth"] = 5*60*1000, "never", 1
	return p.least(0)
}

func stageNames() []string {
	return []string{"ingest", "assemble", "analyse", "judge", "influx-records", "influx-days", "influx-results"}
}

func pipelineNow() []panel {
	return []panel{
		now(words{"Not processed", "Ikke behandlet"}, words{
			"Messages that no stage could process (dead letters). 0 is normal. Nothing is lost: `hvilepuls doctor` names them, `doctor --replay` tries again.",
			"Meldinger intet steg kunne behandle. 0 er normalt. Ingenting er tapt: `hvilepuls doctor` nevner dem, `doctor --replay` prøver igjen.",
		}, "number", "sum(hvilepuls_dead_letters)").colored(blue, limit{1, vermilion}),
		now(words{"Oldest waiting", "Eldste som venter"}, words{
			"Age of the oldest message that a stage has not finished. Seconds are normal, minutes after a large import; more means that a stage hangs or InfluxDB is away.",
			"Alderen på den eldste meldingen et steg ikke er ferdig med. Sekunder er normalt, minutter etter en stor import; mer betyr at et steg henger eller InfluxDB er borte.",
		}, "seconds", "max(hvilepuls_stage_oldest_seconds)").colored(blue, limit{300, amber}, limit{900, vermilion}),
		now(words{"Waiting", "Venter"}, words{
			"Messages that stages have not finished. Near 0 when nothing is imported. A number that only rises is a stage that does not keep up.",
			"Meldinger stegene ikke er ferdige med. Nær 0 når ingenting importeres. Et tall som bare stiger, er et steg som ikke holder følge.",
		}, "number", "sum(hvilepuls_stage_pending_messages)"),
		state(words{"NATS", "NATS"}, words{
			"Whether the streams answer. They always should; while they do not, uploads are still kept safe on disk.",
			"Om strømmene svarer. Det skal de alltid; mens de ikke gjør det, blir opplastinger likevel trygt lagret på disk.",
		}, "0/1", promQL("min(hvilepuls_stream_up)", words{}).nowOnly(), []meaning{{"0", words{"▲ away", "▲ borte"}, vermilion}, {"1", words{"● answers", "● svarer"}, blue}}),
		now(words{"Refused by InfluxDB", "Avvist av InfluxDB"}, words{
			"Points that InfluxDB will never take, since the start. 0 is normal. The results are safe; only their copy lacks them.",
			"Punkter InfluxDB aldri vil ta imot, siden start. 0 er normalt. Resultatene er trygge; bare kopien mangler dem.",
		}, "number", "sum(hvilepuls_influx_points_parked_total)").colored(blue, limit{1, amber}),
		now(words{"Fullest stream", "Fulleste strøm"}, words{
			"How full the fullest stream is of what it may hold. Under 80 % is fine. A full one takes no more files, and says so.",
			"Hvor full den fulleste strømmen er av det den får holde. Under 80 % er greit. En full strøm tar ikke flere filer, og sier fra.",
		}, "0..1", "max(hvilepuls_stream_bytes / hvilepuls_stream_limit_bytes)").digits(0).colored(blue, limit{0.8, amber}, limit{0.95, vermilion}),
	}
}

func flowPanels() []panel {
	accepted := func(metric, en, nb string) query {
		return promQL("sum(increase("+metric+"[$__rate_interval]))", words{en, nb})
	}
	heat := panel{
		kind: "heatmap", title: words{"Time of a file in ingest", "En fils tid i inntaket"}, doc: words{
			"How long files took in each pass of ingest; darker is more files. Most take milliseconds; a band that rises means larger files or a busy machine.",
			"Hvor lenge filer brukte i hvert inntak; mørkere er flere filer. De fleste tar millisekunder; et bånd som stiger, betyr større filer eller en travel maskin.",
		}, w: 12, h: 8, unit: "seconds", decimals: decide,
		queries: []query{{source: prometheus, text: "sum by (le) (increase(hvilepuls_ingest_seconds_bucket[$__rate_interval]))", legend: both("{{le}}"), format: "heatmap"}},
		options: map[string]any{
			"calculate": false, "cellGap": 1, "color": map[string]any{"mode": "opacity", "fill": blue, "scale": "exponential", "exponent": 0.5, "steps": 64, "scheme": "Blues", "reverse": false},
			"yAxis": map[string]any{"axisPlacement": "left", "unit": "s"}, "legend": map[string]any{"show": true}, "tooltip": map[string]any{"mode": "single", "yHistogram": false},
			"rowsFrame": map[string]any{"layout": "auto"}, "filterValues": map[string]any{"le": 1e-9}, "exemplars": map[string]any{"color": amber}, "showValue": "never",
		},
	}
	return []panel{
		over(chart(words{"Waiting by stage", "Venter per steg"}, words{
			"Unfinished messages of each stage. A hill after an import is normal; a plateau is not.",
			"Uferdige meldinger i hvert steg. En bakke etter en import er normalt; et platå er det ikke.",
		}, "number", promQL("sum by (stage) (hvilepuls_stage_pending_messages)", both("{{stage}}"))).by(stageNames()...)),
		over(chart(words{"Oldest waiting by stage", "Eldste som venter per steg"}, words{
			"Age of each stage's oldest unfinished message. The line stands at 15 minutes, where an alert begins. The three that write to InfluxDB rise together while it is away.",
			"Alderen på hvert stegs eldste uferdige melding. Linjen står ved 15 minutter, der et varsel begynner. De tre som skriver til InfluxDB, stiger sammen mens den er borte.",
		}, "seconds", promQL("max by (stage) (hvilepuls_stage_oldest_seconds)", both("{{stage}}"))).colored(blue, limit{900, vermilion}).lines().by(stageNames()...)),
		over(chart(words{"Files", "Filer"}, words{
			"Files by what became of them. Duplicates do no harm. Rejected ones have a receipt that says why.",
			"Filer etter hva det ble av dem. Duplikater gjør ingen skade. Avviste har en kvittering som sier hvorfor.",
		}, "number", accepted("hvilepuls_files_accepted_total", "accepted", "mottatt"), accepted("hvilepuls_files_duplicate_total", "known before", "kjent fra før"),
			accepted("hvilepuls_files_partial_total", "in part", "delvis"), accepted("hvilepuls_files_rejected_total", "rejected", "avvist")).
			by("accepted", "rejected", "known before", "in part", "mottatt", "avvist")),
		over(chart(words{"Values dropped", "Verdier som falt bort"}, words{
			"Values that were not kept, by reason. Some heart rates out of range are normal; a new reason after an update of a watch is worth a look.",
			"Verdier som ikke ble beholdt, etter grunn. Noen pulsverdier utenfor området er normalt; en ny grunn etter en oppdatering av en klokke er verdt en titt.",
		}, "number", promQL("sum by (reason) (increase(hvilepuls_values_dropped_total[$__rate_interval]))", both("{{reason}}"))).
			by("heart_rate_out_of_range", "time_out_of_range", "time_far_from_activity", "not_measured", "sleep_without_sleep", "other")),
		heat,
		over(chart(words{"Files by format", "Filer etter format"}, words{
			"Files whose receipt was written, by the format they were read as. It shows which doors are used, not whose.",
			"Filer som fikk kvittering, etter formatet de ble lest som. Det viser hvilke dører som brukes, ikke hvem sine.",
		}, "number", promQL("sum by (format) (increase(hvilepuls_files_decoded_total[$__rate_interval]))", both("{{format}}"))).by("fit", "entry", "zip", "gzip", "open", "apple_health")),
		over(chart(words{"Time of a pass", "Tid for en runde"}, words{
			"95th percentile of a processor's pass over an athlete. Tens of milliseconds for years of data; it grows with history, slowly.",
			"95-persentilen av en prosessors runde over en utøver. Titalls millisekunder for år med data; det vokser langsomt med historikken.",
		}, "seconds", promQL("histogram_quantile(0.95, sum by (le, stage) (rate(hvilepuls_processor_pass_seconds_bucket[$__rate_interval])))", both("{{stage}}"))).by(stageNames()...)),
		over(chart(words{"Notices decided", "Varsler besluttet"}, words{
			"Notices by kind. Few are normal: at most one of a kind in three days for an athlete, unless it gets worse.",
			"Varsler etter slag. Få er normalt: høyst ett av et slag på tre dager for en utøver, om det ikke blir verre.",
		}, "number", promQL("sum by (kind) (increase(hvilepuls_notices_decided_total[$__rate_interval]))", both("{{kind}}"))).by("risk", "session", "stale", "deload", "correction")),
	}
}

func storePanels() []panel {
	return []panel{
		over(chart(words{"Points written to InfluxDB", "Punkter skrevet til InfluxDB"}, words{
			"Points a second by measurement. Bursts after imports are normal. Nothing for a day while files arrive is not.",
			"Punkter i sekundet etter måling. Støt etter importer er normalt. Ingenting på et døgn mens filer kommer inn, er det ikke.",
		}, "a second", promQL("sum by (measurement) (rate(hvilepuls_influx_points_written_total[$__rate_interval]))", both("{{measurement}}"))).by("heart_rate", "daily", "sleep_stage", "recovery", "strength_set", "hrv")),
		over(chart(words{"Time of writes", "Skrivetid"}, words{
			"95th percentile of a write to InfluxDB and of making a file durable in the archive. Tens of milliseconds are normal; seconds mean a slow disk.",
			"95-persentilen av en skriving til InfluxDB og av å gjøre en fil varig i arkivet. Titalls millisekunder er normalt; sekunder betyr en treg disk.",
		}, "seconds", promQL("histogram_quantile(0.95, sum by (le) (rate(hvilepuls_influx_write_seconds_bucket[$__rate_interval])))", both("InfluxDB")),
			promQL("histogram_quantile(0.95, sum by (le) (rate(hvilepuls_archive_fsync_seconds_bucket[$__rate_interval])))", words{"archive", "arkiv"})).by("InfluxDB", "archive", "arkiv")),
		over(chart(words{"Streams", "Strømmer"}, words{
			"How full each stream is of what it may hold. The line stands at 80 %. Records grow with history; the others hardly.",
			"Hvor full hver strøm er av det den får holde. Linjen står ved 80 %. RECORDS vokser med historikken; de andre knapt.",
		}, "0..1", promQL("max by (stream) (hvilepuls_stream_bytes / hvilepuls_stream_limit_bytes)", both("{{stream}}"))).colored(blue, limit{0.8, amber}).lines().by("UPLOADS", "RECORDS", "DAYS", "RESULTS", "NOTICES", "WRITTEN")),
		over(chart(words{"Requests", "Forespørsler"}, words{
			"Requests a second by class of answer. 4xx are mostly a wrong or missing token; 5xx are this side's fault and should be none.",
			"Forespørsler i sekundet etter svarklasse. 4xx er mest feil eller manglende token; 5xx er feil på denne siden og skal ikke finnes.",
		}, "a second", promQL("sum by (class) (rate(hvilepuls_http_request_seconds_count[$__rate_interval]))", both("{{class}}"))).by("2xx", "4xx", "3xx", "1xx", "unused", "5xx")),
		over(chart(words{"Time of requests", "Svartid"}, words{
			"95th percentile of a request by route. The page takes milliseconds; uploads take as long as they are large.",
			"95-persentilen av en forespørsel etter rute. Nettsiden tar millisekunder; opplastinger tar så lang tid som de er store.",
		}, "seconds", promQL("histogram_quantile(0.95, sum by (le) (rate(hvilepuls_http_request_seconds_bucket[$__rate_interval])))", words{"all routes", "alle ruter"})).by("all routes", "alle ruter")),
		over(chart(words{"Fetches", "Hentinger"}, words{
			"What was fetched on schedule from accounts and calendars. Failed ones are tried again by themselves; `hvilepuls doctor` says what to do where a key is refused.",
			"Det som ble hentet etter tidsplan fra kontoer og kalendere. Mislykkede prøves igjen av seg selv; `hvilepuls doctor` sier hva du gjør der en nøkkel avvises.",
		}, "number", promQL("sum by (outcome) (increase(hvilepuls_fetches_total[$__rate_interval]))", both("{{outcome}}"))).by("new", "failed", "same")),
		over(chart(words{"Memory and goroutines", "Minne og goroutiner"}, words{
			"Memory that the process holds. It rises while large archives are read and falls again; a stair that only rises is a leak.",
			"Minnet prosessen holder. Det stiger mens store arkiver leses, og faller igjen; en trapp som bare stiger, er en lekkasje.",
		}, "bytes", promQL(`sum(process_resident_memory_bytes{job="hvilepuls"})`, words{"memory", "minne"})).by("memory", "minne")),
		{
			kind: "alertlist", title: words{"Alerts of the operation", "Driftsvarsler"}, doc: words{
				"Rules that fire now: no data for 36 hours, a stage behind, messages not processed, InfluxDB away. Health is never alerted from here.",
				"Regler som slår ut nå: ingen data på 36 timer, et steg som ligger etter, meldinger som ikke er behandlet, InfluxDB borte. Helse varsles aldri herfra.",
			}, w: 12, h: 8,
			options: map[string]any{
				"viewMode": "list", "groupMode": "default", "groupBy": []string{}, "maxItems": 20, "sortOrder": 1, "dashboardAlerts": false, "alertName": "", "showInstances": false,
				"alertInstanceLabelFilter": `{team="operations"}`,
				"stateFilter":              map[string]any{"firing": true, "pending": true, "noData": true, "normal": true, "error": true},
			},
		},
	}
}
