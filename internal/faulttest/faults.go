package faulttest

// Faults are the lines of the table, in its order. A harness adds its own here.
func Faults() []Fault {
	const crash = "HVILEPULS_CRASH_ROUNDS=2000 go test ./cmd/hvilepuls -run 'TestCrash$' -timeout 4h -v"
	return []Fault{
		{"killed at every named point", crash},
		{"killed at a random moment", crash},
	}
}
