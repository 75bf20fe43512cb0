package faulttest

// Faults are the lines of the table, in its order. A harness adds its own here.
func Faults() []Fault {
	const crash = "HVILEPULS_CRASH_ROUNDS=2000 go test ./cmd/hvilepuls -run 'TestCrash$' -timeout 4h -v"
	const cmd = "go test ./cmd/hvilepuls -v -run "
	const streams = "go test ./internal/stream -v -run "
	return []Fault{
		{"killed at every named point", crash},
		{"killed at a random moment", crash},
		{"InfluxDB stopped for 6 s in the middle of a bulk import", cmd + "TestOutageInTheMiddleOfABulkImport"},
		{"InfluxDB away while 90 days of data come in", cmd + "TestInfluxDBAwayForManyDays"},
		{"InfluxDB: connections cut", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: half of a batch written", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: answers lost", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: no answer", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: every answer takes 2 s", cmd + "TestSlowInfluxDB"},
		{"InfluxDB: every answer trickles for 4 s", cmd + "TestSlowInfluxDB"},
		{"InfluxDB: every answer takes 10 s", cmd + "TestSlowInfluxDB"},
		{"InfluxDB: 429 with Retry-After", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: 500", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: token revoked, given again", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB: 422 to every batch, then replayed", cmd + "TestFaultsOfInfluxDB"},
		{"InfluxDB itself: token set inactive, then active", cmd + "TestRevokedAndDeletedInInfluxDB"},
		{"InfluxDB itself: both buckets deleted", cmd + "TestRevokedAndDeletedInInfluxDB"},
		{"NATS: store truncated between two runs", cmd + "TestFaultsOfTheStore"},
		{"NATS: a bit of the store flipped, killed at the same time", cmd + "TestFaultsOfTheStore"},
		{"NATS: index of the store removed", cmd + "TestFaultsOfTheStore"},
		{"NATS: store deleted between two runs", cmd + "TestFaultsOfTheStore"},
		{"all but the archive deleted", cmd + "TestTheArchiveIsEnough"},
		{"NATS: one of three servers lost", streams + "TestOneOfThreeServersIsLost"},
		{"NATS: partition between three servers, healed", streams + "TestAPartitionBetweenThreeServers"},
		{"NATS: external server killed and started again", streams + "TestAnExternalServerIsKilled"},
		{"NATS: external server stands still, and goes on", streams + "TestAnExternalServerStandsStill"},
		{"NATS: streams at their limit", cmd + "TestStreamsAtTheirLimit"},
		{"disk full, of archive and streams", cmd + "TestFullDisk"},
		{"clock set ahead and back, by an hour and by a year", cmd + "TestClockStepped"},
		{"file handles exhausted", cmd + "TestFileHandlesExhausted"},
		{"SIGTERM in the middle of an import", cmd + "TestTerminatedImport"},
	}
}
