package main

import (
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// trouble is something that can be wrong, how it is found, and what to do about it. What and fix are one line each; where it is wrong follows
// what, once for each place, and is "" where there is but one.
type trouble struct {
	name, what, fix string

	hint   bool // nothing is broken by it
	here   func(around) []string
	engine func(s api.Status, now time.Time) []string
}

// cannotStart is the trouble of which only the attempt tells.
var cannotStart = trouble{
	name: "start", what: "The program cannot start",
	fix: "Mend what the message names, and what else is told here; the archive is untouched meanwhile.",
}

// troubles are all that doctor looks for, first what can be seen without starting anything.
func troubles() []trouble {
	return []trouble{
		{
			name: "settings", here: unreadSettings, what: "The settings cannot be used",
			fix: "Correct what it names. `hvilepuls config` prints every setting with its default, `hvilepuls check FILE` tries a file.",
		},
		{
			name: "data-missing", here: noData, hint: true, what: "There is no data folder yet",
			fix: "If there should be one, name it with --data or HVILEPULS_DATA; else `hvilepuls import --athlete NAME --tz ZONE PATH` fills a new one.",
		},
		{
			name: "data-unwritable", here: unwritableData, what: "The data folder cannot be written",
			fix: "Make it a folder that the user of hvilepuls may read and write: `sudo chown -R USER DIR`, `chmod -R u+rwX DIR`; a disk mounted read-only must be mounted for writing.",
		},
		{
			name: "data-owner", here: foreignData, what: "The data folder belongs to another user",
			fix: "Run hvilepuls as that user (not with sudo), or give the folder away: `sudo chown -R USER DIR`.",
		},
		{
			name: "data-open", here: openData, what: "Other users of the computer may look into the data folder",
			fix: "`chmod 700 DIR`",
		},
		{
			name: "keys-missing", here: noKeys, what: "The file of encryption.keys cannot be read",
			fix: "Bring it back from its copy and let the user of hvilepuls read it. Without it nothing that was sealed can be read again; a new key (`hvilepuls key`) seals only what comes.",
		},
		{
			name: "keys-open", here: openKeys, what: "Other users of the computer may read the file of encryption.keys",
			fix: "`chmod 600 FILE`; if somebody may have read it, put a new key (`hvilepuls key`) above the old one.",
		},
		{
			name: "keys-inside", here: keysInside, what: "The file of encryption.keys lies in the data folder, so that whoever takes the one has the other",
			fix: "Move it elsewhere and change encryption.keys to match.",
		},
		{
			name: "watch-missing", here: noWatch, what: "The watch folder is not there",
			fix: "Mount it or make it, or correct ingest.watch.dir.",
		},
		{
			name: "watch-unreadable", here: unreadableWatch, what: "The watch folder holds what hvilepuls may not read",
			fix: "Let its user read them: `chmod -R u+rX DIR`, or with setfacl if they must stay another's. They are tried again every ingest.watch.rescan.",
		},
		{
			name: "disk-full", here: fullDisk, what: "The disk is nearly full; files are refused until there is room",
			fix: "Delete or move what is not Hvilepuls's, or move the data folder to a larger disk; ingest.archive.reserve is what must stay free.",
		},
		{
			name: "address", here: takenAddress, hint: true, what: "The page's address is in use by another program, so that `hvilepuls up` could not start",
			fix: "End that program (`ss -ltnp` names it), or choose another address with http.listen or --listen.",
		},
		{
			name: "zones", here: noZones, what: "The time-zone database is missing, so that no local day can be told",
			fix: "Install it: `apt-get install tzdata`, `apk add tzdata`, or name its zip file in ZONEINFO.",
		},
		{
			name: "clock", here: wrongClock, engine: dataAhead, what: "The clock is wrong, or something was written while it was",
			fix: "Set the clock and keep it right: `timedatectl set-ntp true`; also that of the watch or of the computer that runs InfluxDB, if it is named. What was entered meanwhile: `hvilepuls forget --file SHA`, and enter it again.",
		},
		{
			name: "plain", here: withoutTLS, hint: true, what: "Others may reach the page without TLS (http.plain)",
			fix: "Have a proxy with TLS in front and nothing else reach the address; or set http.tls, or listen at 127.0.0.1.",
		},
		{
			name: "unclean-end", here: uncleanEnds, hint: true, what: "The program was killed or crashed the last times it ran",
			fix: "Nothing is lost. If it goes on, look for the reason: `journalctl -u hvilepuls`, `dmesg` (out of memory). Stop it with Ctrl-C or SIGTERM.",
		},
		{
			name: "nats", engine: notReady, what: "NATS is not ready",
			fix: "See that the disk has room, or with nats.url that the servers run. Files are kept meanwhile, and it goes on by itself.",
		},
		{
			name: "influx-token", engine: influxFault(influx.NoToken), what: "InfluxDB does not take the token, or hides from it what it may not see (401)",
			fix: "Put the right one into influxdb.token_file or HVILEPULS_INFLUXDB_TOKEN and restart; `hvilepuls setup influxdb` makes one. Nothing is lost, it catches up by itself.",
		},
		{
			name: "influx-right", engine: influxFault(influx.NoRight), what: "The token may not do in InfluxDB what is needed (403)",
			fix: "It must read and write both buckets: `hvilepuls setup influxdb` makes one that may. Nothing is lost, it catches up by itself.",
		},
		{
			name: "influx-missing", engine: influxFault(influx.Missing), what: "InfluxDB has no such organisation or bucket, or does not show it to the token (404)",
			fix: "Compare influxdb.org, bucket and raw_bucket with `influx org list` and `influx bucket list`; `hvilepuls setup influxdb` makes the buckets. A token that was set inactive sees none either: `influx auth list`. Nothing is lost, it catches up by itself.",
		},
		{
			name: "influx-slow", engine: influxFault(influx.Slow), what: "InfluxDB does not answer in time, or asks to be left alone",
			fix: "See what keeps it busy (its memory, its disk, others' queries). Nothing is lost, it catches up by itself.",
		},
		{
			name: "influx-away", engine: influxFault(influx.Away), what: "InfluxDB does not answer as it should",
			fix: "See that it runs and that influxdb.url is right: `curl URL/health`. Nothing is lost, it catches up by itself.",
		},
		{
			name: "influx-refused", engine: refusedByInflux, what: "InfluxDB refused points, which are parked",
			fix: "Its log names the field; most often somebody else wrote one of the same name with another type. Mend that, then `hvilepuls doctor --replay`, or `hvilepuls rebuild influx`.",
		},
		{
			name: "dead", engine: deadLetters, what: "Messages could not be processed",
			fix: "`hvilepuls doctor --replay` tries them again; everything behind them went on.",
		},
		{
			name: "stage-behind", engine: stagesBehind, what: "A stage is behind",
			fix: "After a large import it passes by itself. Otherwise see what else is told here; `hvilepuls up` must run.",
		},
		{
			name: "stream-full", engine: fullStreams, what: "A stream is nearly full",
			fix: "If the disk has room, raise nats.max_store and restart.",
		},
		{
			name: "decoding", engine: oldDecodings, hint: true, what: "Files are being read anew, as an older version read them",
			fix: "Wait: results come right by themselves while `hvilepuls up` runs. `hvilepuls rebuild` does all of it at once.",
		},
		{
			name: "source-silent", engine: silentSources, hint: true, what: "Nothing is heard of an athlete for longer than alerts.silent",
			fix: "See that the watch was synchronised, that its files come into the watch folder, and that what copies them runs.",
		},
		{
			name: "no-athlete", engine: noAthlete, hint: true, what: "There is no athlete yet",
			fix: "`hvilepuls athlete add NAME --tz ZONE`, or `hvilepuls import --athlete NAME --tz ZONE PATH`.",
		},
		{
			name: "no-zone", engine: noZone, hint: true, what: "Nobody said where an athlete lives, so that a day may begin at the wrong hour",
			fix: "`hvilepuls athlete set NAME --tz ZONE`, such as Europe/Oslo.",
		},
		{
			name: "no-plan", engine: noPlan, hint: true, what: "An athlete has no plan, so that no session can be judged ahead",
			fix: "`hvilepuls athlete set NAME --plan 'mon 18:00 Glutes'`, or --calendar with a file or an address.",
		},
		{
			name: "unknown-files", engine: unknownFiles, hint: true, what: "Files of the last week are in a format that is not known",
			fix: "`hvilepuls inspect FILE` says what it sees, docs/sources.md what can be read; `hvilepuls inspect --shape FILE` prints what a report needs.",
		},
		{
			name: "account-key", engine: accounts(connect.Reauth), what: "A service does not take the key of an account",
			fix: "Make a new key in the service's settings and put it into the key_file: it is tried at once.",
		},
		{
			name: "account-key-file", engine: accounts(connect.NoKey), what: "The key_file of an account cannot be read, or does not hold the key alone",
			fix: "Put the key into it, alone, and let the user of hvilepuls read it.",
		},
		{
			name: "account-answer", engine: accounts(connect.Odd), what: "A service answers what its specification does not say",
			fix: "Wait, it is tried again by itself; see that the url and the id in the settings are right if it stays.",
		},
		{
			name: "account-not-taken", engine: accounts(connect.Refused), what: "What was fetched from a service is not taken by the archive now",
			fix: "See what else is told here, above all the disk; it is fetched again by itself.",
		},
		{
			name: "account-silent", engine: silentAccounts, what: "A service has not answered for long",
			fix: "See that this computer reaches it (`curl -I` its address); it is tried again by itself while `hvilepuls up` runs.",
		},
		{
			name: "calendar", engine: calendars, what: "A calendar cannot be fetched",
			fix: "Open its address in a browser; if it is another now, `hvilepuls athlete set NAME --calendar ADDRESS`. The sessions known so far hold meanwhile.",
		},
		{
			name: "channel", engine: channels, what: "A channel did not take a notice",
			fix: "`hvilepuls alerts test --athlete NAME` tries it; `alerts remove` and `alerts add` give it another address.",
		},
		{
			name: "token", engine: endingTokens, hint: true, what: "A token has ended or ends soon",
			fix: "`hvilepuls token add` makes another, `hvilepuls token revoke ID` removes the old one.",
		},
		{
			name: "quarantine", engine: lostFiles, what: "The archive has lost a file",
			fix: "Import it again, bring it back from a backup (`sha256sum` tells which it is, /v1/athletes/ATHLETE/receipts its name), or `hvilepuls forget --file SHA`. What was read from it holds meanwhile.",
		},
		{
			name: "self-check", engine: unmended, what: "The self-check could not mend all differences",
			fix: "`hvilepuls verify` names them, `hvilepuls verify --repair` mends, `hvilepuls rebuild` makes all anew from the archive.",
		},
		{
			name: "self-check-failed", engine: uncheckable, what: "The self-check could not be made",
			fix: "See what else is told here; `hvilepuls verify` makes one at once.",
		},
		cannotStart,
	}
}
