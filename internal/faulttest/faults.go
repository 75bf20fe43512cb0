package faulttest

// Faults are the lines of the table, in its order. A harness adds its own here.
func Faults() []Fault {
	return []Fault{}
}
