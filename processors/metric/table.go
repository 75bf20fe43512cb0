package metric

import "slices"

// Metric is one line of the table: what a daily number is called and how it is made.
type Metric struct {
	Name   string
	Unit   string
	Doc    string
	Source string                // where the definition comes from
	Window int                   // days it looks at, its own included; 0 where processors/risk computes it
	Needs  []string              // metrics that must be evaluated before it
	Eval   func(f *Frame) Column // nil: filled in by processors/risk
}

// Table lists every metric in the order of evaluation. Booleans are 0 and 1.
func Table() []Metric {
	return slices.Concat(heartTable(), hrvTable(), sleepTable(), loadTable(), ratioTable(), gluteTable(), riskTable())
}

func heartTable() []Metric {
	const s1, s2, s3 = "Garmin's wording; Nuuttila et al. 2022", "Leys et al. 2013 doi:10.1016/j.jesp.2013.03.013", "Sen 1968 doi:10.1080/01621459.1968.10480934"
	return []Metric{
		{"rhr", "bpm", "Resting heart rate: the lowest 30-minute mean of the night, of the source chosen for the day.", s1, 1, nil, evalRHR},
		{"rhr_mean4h", "bpm", "Mean heart rate from 30 min to 4 h 30 min after falling asleep.", s1, 1, nil, evalMean4h},
		{"rhr_vendor", "bpm", "Resting heart rate as the vendor gives it; never mixed with rhr.", "the vendor", 1, nil, evalRHRVendor},
		{
			"rhr_baseline", "bpm", "Median of rhr over the 28 nights before, of one source and method; on a night without a value that of the last one.",
			s2, baseDays + 1,
			[]string{"rhr"},
			evalRHRBaseline,
		},
		{
			"rhr_z", "SD", "How far rhr lies from its baseline, in robust standard deviations of at least 1 bpm. Provisional under 10 nights.",
			s2, baseDays + 1,
			[]string{"rhr"},
			evalRHRZ,
		},
		{
			"rhr_low", "bpm", "Lower edge of the personal range of rhr: the baseline less the robust standard deviation of rhr_z.",
			s2, baseDays + 1,
			[]string{"rhr"},
			edge(-1),
		},
		{
			"rhr_high", "bpm", "Its upper edge: the baseline plus the same.",
			s2, baseDays + 1,
			[]string{"rhr"},
			edge(1),
		},
		{
			"rhr_raised", "0/1", "1 when rhr was at least 1.5 SD and 3 bpm above its baseline on 2 of the last 3 valid nights, this one included. Else, with Warn " +
				"jumped, when one of them lay 3 bpm and 1.5 SD of the usual change between nights above what the night before made likely, and a later one still 1 bpm.",
			s2, 2*baseDays + 3,
			[]string{"rhr"},
			evalRHRRaised,
		},
		{
			"rhr_trend_28d", "bpm/week", "Theil-Sen slope of rhr over 28 days, sick days and the night before them left out. Warn says rising or falling, and confirmed " +
				"where a pre-whitened test agrees, on the day and on one of the two before.",
			s3, 28 + 2,
			[]string{"rhr"},
			evalTrend(28),
		},
		{
			"rhr_trend_84d", "bpm/week", "The same over 84 days.",
			s3, 84 + 2,
			[]string{"rhr"},
			evalTrend(84),
		},
	}
}

func hrvTable() []Metric {
	const s4 = "Plews et al. 2014 doi:10.1123/ijspp.2013-0455"
	return []Metric{
		{"hrv_rmssd", "ms", "RMSSD asleep: the vendor's nightly value, else the median of its five-minute windows, else our own from beats.", s4, 1, nil, evalHRVAsleep},
		{"hrv_rmssd_spot", "ms", "RMSSD of a spot measurement.", s4, 1, nil, evalSpotRMSSD},
		{"hrv_sdnn_spot", "ms", "SDNN of a spot measurement.", s4, 1, nil, evalSpotSDNN},
		{
			"hrv_ln_7d", "ln ms", "Mean of ln hrv_rmssd over 7 nights, at least 3, of one source and method.", s4, hrvWeek,
			[]string{"hrv_rmssd"},
			fromTrend(func(h HRVTrend) float64 { return h.M7 }),
		},
		{
			"hrv_dev_sd", "SD", "How far hrv_ln_7d lies from the mean of the 60 nights before that week, at least 14, in their standard deviations.",
			s4, hrvWeek + hrvBase,
			[]string{"hrv_rmssd"},
			fromTrend(HRVTrend.Dev),
		},
		{
			"hrv_cv_7d", "%", "Coefficient of variation of ln hrv_rmssd over 7 nights.", s4, hrvWeek,
			[]string{"hrv_rmssd"},
			fromTrend(func(h HRVTrend) float64 { return h.CV7 }),
		},
		{
			"hrv_ln_low", "ln ms", "Lower edge of the personal range of hrv_ln_7d: the mean less half a standard deviation of the nights that hrv_dev_sd compares with.",
			s4, hrvWeek + hrvBase,
			[]string{"hrv_rmssd"},
			fromTrend(func(h HRVTrend) float64 { return h.Lo }),
		},
		{
			"hrv_ln_high", "ln ms", "Its upper edge: the mean plus the same.",
			s4, hrvWeek + hrvBase,
			[]string{"hrv_rmssd"},
			fromTrend(func(h HRVTrend) float64 { return h.Hi }),
		},
	}
}

func sleepTable() []Metric {
	const s5, aasm = "Phillips et al. 2017 doi:10.1038/s41598-017-03171-4", "AASM scoring manual, its terms"
	return []Metric{
		{"sleep_tst_min", "min", "Total sleep time of the main night, naps left out. Warn totals_only where no stage times are known.", aasm, 1, nil, evalSlept},
		{"sleep_tib_min", "min", "Time in bed of the main night.", aasm, 1, nil, perNight(inBed)},
		{"sleep_efficiency", "%", "Sleep time over time in bed; never the vendor's own figure.", aasm, 1, nil, perNight(efficiency)},
		{
			"sleep_debt_h", "h", "Mean over 7 nights, at least 4, of the sleep lacking to the need (8 h if none is said); oversleep gives no credit.",
			aasm, 7,
			[]string{"sleep_tst_min"},
			evalSleepDebt,
		},
		{
			"sleep_regularity", "-100..100", "Sleep regularity index: how likely the same state is 24 h apart, over the 7 days up to noon.",
			s5, regularityDays, nil, evalRegularity,
		},
		{
			"sleep_midpoint_h", "h", "Middle between falling asleep and waking, in hours after the midnight that begins the day; may be negative.",
			aasm, 1, nil, perNight(midpoint),
		},
	}
}

func loadTable() []Metric {
	rates := "Resting rate: median rhr of the 28 nights before; maximal: the profile's, else the highest of the year and of 208-0.7*age."
	hr := func(figure func(w *work) float64) func(*Frame) Column {
		return perWork(func(w *work) (float64, string) { return figure(w), w.hrWarn })
	}
	plain := func(figure func(w *work) float64) func(*Frame) Column {
		return perWork(func(w *work) (float64, string) { return figure(w), "" })
	}
	return []Metric{
		{
			"trimp", "AU", "Banister's training impulse of the day's workouts. " + rates, "Banister 1991; Morton et al. 1990 doi:10.1152/jappl.1990.69.3.1171", 366,
			[]string{"rhr", "rhr_vendor"},
			hr(func(w *work) float64 { return w.trimp }),
		},
		{
			"edwards", "AU", "Edwards' load: minutes weighted 1 to 5 by zones of the maximal heart rate.", "Edwards 1993", 366, nil,
			hr(func(w *work) float64 { return w.edwards }),
		},
		{
			"hrss", "points", "trimp scaled so that an hour at the threshold heart rate (85 % of the reserve if none is said) is 100.", "Elevate, activity-computer", 366,
			[]string{"trimp"},
			hr(func(w *work) float64 { return w.hrss }),
		},
		{
			"tss", "points", "Training stress: of a workout with power from its normalised power and the profile's FTP, of another run or swim from its mean pace " +
				"and the profile's threshold pace. An hour at threshold is 100.", "Allen and Coggan; Elevate, activity-computer", 1, nil,
			perWork(func(w *work) (float64, string) { return w.tss, w.tssWarn() }),
		},
		{
			"srpe", "AU", "Session RPE (0..10) times minutes.", "Foster et al. 2001", 1, nil,
			plain(func(w *work) float64 { return w.srpe }),
		},
		{
			"load", "points", "Canonical load: per workout tss from power, else hrss, else tss from pace, else srpe by the athlete's own ratio (100 points = 420 AU until 5 sessions had both), " +
				"else a guess by duration; strength by srpe, else the larger of hrss and 3 points a hard set. 0 on a day of rest with data.",
			"Foster et al. 2001", 366,
			[]string{"tss", "hrss", "srpe"},
			evalLoad,
		},
	}
}

func ratioTable() []Metric {
	load := []string{"load"}
	return []Metric{
		{
			"ctl", "points", "Chronic load: exponential average of load, 42 days, from 0.", "Banister et al. 1975", ctlDays, load,
			fromPMC(ctlDays, func(p *Fitness) []float64 { return p.CTL }),
		},
		{
			"atl", "points", "Acute load: exponential average of load, 7 days, from 0.", "Banister et al. 1975", atlDays, load,
			fromPMC(atlDays, func(p *Fitness) []float64 { return p.ATL }),
		},
		{
			"tsb", "points", "Training stress balance: ctl minus atl of the day before.", "GoldenCheetah, PMCData", ctlDays, load,
			fromPMC(ctlDays, func(p *Fitness) []float64 { return p.TSBPrev }),
		},
		{
			"acwr", "ratio", "Mean load of 7 days over that of 28 (coupled). Missing when over 3 of 7 days have no data, or the chronic load is under a " +
				"tenth of its 90-day median. Describes a change of load; predicts no injury.",
			"Impellizzeri et al. 2020 doi:10.1007/s40279-020-01378-6", floorDays, load, evalACWR,
		},
		{
			"acwr_ewma", "ratio", "The same with exponential averages of 7 and 28 days.", "Williams et al. 2017 doi:10.1136/bjsports-2016-096589", floorDays, load, evalACWREWMA,
		},
		{
			"monotony", "ratio", "Mean of the week's daily loads over their standard deviation (ddof 0), at most 10.", "Foster 1998 doi:10.1097/00005768-199807000-00023", 7, load,
			fromMonotony(func(m Monotony) float64 { return m.Monotony }),
		},
		{
			"strain", "points", "The week's load times monotony.", "Foster 1998 doi:10.1097/00005768-199807000-00023", 7, load,
			fromMonotony(func(m Monotony) float64 { return m.Strain }),
		},
	}
}

func gluteTable() []Metric {
	const s8 = "Pelland et al. 2024, fractional counting"
	const drop, deload = "Epley 1985; Grgic et al. 2020 doi:10.1186/s40798-020-00260-z", "Rogerson et al. 2024"
	sets := []string{"glute_sets_max"}
	return []Metric{
		{
			"glute_sets_max", "sets", "Hard sets of gluteus maximus, direct 1 and indirect 0.5. Sets of unknown exercises are counted in Warn only.",
			s8, 1, nil, perLift(func(l *Lift) float64 { return l.GluteMax }),
		},
		{
			"glute_sets_med", "sets", "Hard sets of gluteus medius and minimus, counted alike.", s8, 1, nil,
			perLift(func(l *Lift) float64 { return l.GluteMed }),
		},
		{"glute_sets_7d", "sets", "Sum of glute_sets_max over 7 days.", s8, 7, sets, perWeek(func(d *dose) float64 { return d.sets })},
		{
			"glute_sessions_7d", "sessions", "Sessions of at least 1 hard set of gluteus maximus over 7 days.", s8, 7, sets,
			perWeek(func(d *dose) float64 { return float64(d.sessions) }),
		},
		{
			"glute_hard_sessions_7d", "sessions", "Sessions of more than 3 hard sets of gluteus maximus over 7 days.", s8, 7, sets,
			perWeek(func(d *dose) float64 { return float64(d.hard) }),
		},
		{
			"glute_hours_since_hard", "h", "Hours from the end of the last session of more than 3 hard sets to the local midnight that ends the day.",
			s8, 1, sets, evalHoursSinceHard,
		},
		{
			"glute_volume_kg", "kg", "Load times repetitions of the sets that train gluteus maximus, warm-ups too.", s8, 1, nil,
			perLift(func(l *Lift) float64 { return l.VolumeKg }),
		},
		{
			"e1rm_drop_pct", "%", "By how much the estimated one-repetition maximum (Epley) of the worst glute exercise fell: the better of its last two " +
				"exposures below the median of the 28 days before them, or the last alone if it fell by 10 %. Positive is a fall.",
			drop, 2*dropDays + dropStands, nil, evalE1RMDrop,
		},
		{
			"weeks_since_deload", "weeks", "Weeks since the last week of 60 % of the hard glute sets, or of 90 % of the load with 2 more repetitions in reserve.",
			deload, 28, sets, evalWeeksSinceDeload,
		},
	}
}

func riskTable() []Metric {
	const s9, s11, by = "Morán-Navarro et al. 2017", "the evidence table of processors/risk", " Filled in by processors/risk."
	return []Metric{
		{"local_readiness", "0..1", "How much of the time that the glutes need since their sessions has passed." + by, s9, 0, []string{"glute_sets_max"}, nil},
		{"risk_p", "0..1", "Recovery risk: the chance of a bad morning by the evidence table." + by, s11, 0, []string{"rhr_z", "hrv_dev_sd"}, nil},
		{"risk_level", "0 green, 1 amber, 2 red, 9 unknown", "State of the alert machine." + by, s11, 0, []string{"risk_p"}, nil},
		{"risk_confidence", "1 low, 2 medium, 3 high", "How much of the evidence was known, in words." + by, s11, 0, []string{"risk_p"}, nil},
		{"coverage", "0..1", "Share of the evidence that was known, by weight." + by, s11, 0, []string{"risk_p"}, nil},
	}
}
