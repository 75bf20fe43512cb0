package crashfs

import (
	"fmt"
	"testing"
)

const (
	crashes = 8     // seeds per operation
	endless = 2_000 // operations after which work is taken not to end
)

// Every does work on what fresh makes, once for each operation of work and each fault that may meet it. The check that work returns must
// hold on what the next process finds: after a kill, and after crashes of several seeds.
//
//	crashfs.Every(t, func() *crashfs.FS { return crashfs.New(clock()) }, func(f *crashfs.FS) func(*crashfs.FS) error {
//		err := Write(f, "new")
//		return func(left *crashfs.FS) error { … err == nil means that left holds "new"; else it holds "old" or "new", whole … }
//	})
func Every(t *testing.T, fresh func() *FS, work func(f *FS) (check func(left *FS) error)) {
	t.Helper()
	for _, fault := range Faults {
		for n := 1; ; n++ {
			f := fresh()
			f.Fail(n, fault)
			check := work(f)
			met := f.Met() // before the check goes on with it
			name := fmt.Sprintf("%s at operation %d", fault, n)
			if err := check(f.Killed()); err != nil {
				t.Fatalf("%s, killed: %v", name, err)
			}
			for seed := range uint64(crashes) {
				if err := check(f.Crashed(seed)); err != nil {
					t.Fatalf("%s, crash %d: %v", name, seed, err)
				}
				if err := check(f.Killed().Crashed(seed)); err != nil { // a process came in between
					t.Fatalf("%s, killed, then crash %d: %v", name, seed, err)
				}
			}
			if !met {
				if n < 3 {
					t.Errorf("only %d operations: nothing was tried", n-1)
				}
				break
			}
			if n > endless {
				t.Fatal("no end of operations")
			}
		}
	}
}
