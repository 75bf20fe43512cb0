package source

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// classicOf is what each of the two decoders says of an activity's classic messages.
func classicOf(t testing.TB, b []byte) (tormoder, muktihari *activity, err error) {
	t.Helper()
	tormoder, muktihari = &activity{}, &activity{}
	err = readTormoder(b, tormoder)
	if err := readMuktihari(b, muktihari.classic); err != nil {
		t.Fatal(err)
	}
	return tormoder, muktihari, err
}

// The two decoders say the same of what both can read; so it does not matter which one read a file.
func TestTheTwoDecodersAgree(t *testing.T) {
	for name, b := range map[string][]byte{"strength": synthetic.Activity(strength()), "run": synthetic.Activity(run())} {
		one, two, err := classicOf(t, b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, two, cmp.AllowUnexported(activity{}, fitSession{}, fitLap{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(one.t) == 0 || len(one.sessions) != 1 || len(one.laps) != 1 || one.offset == nil {
			t.Errorf("%s: nothing to compare: %+v", name, one)
		}
	}
}

func TestTheTwoDecodersAgreeOnRealFiles(t *testing.T) {
	compared := 0
	eachFIT(t, corpus(t, "fit"), func(name string, b []byte) {
		segs, err := scanFIT(b)
		if err != nil || len(segs) != 1 || segs[0].damage != "" || !segs[0].activity() {
			return
		}
		b = segs[0].bytes(b)
		one, two := &activity{}, &activity{}
		if readTormoder(b, one) != nil || readMuktihari(b, two.classic) != nil {
			return
		}
		compared++
		for i, v := range two.speed { // the second decoder loses a mm/s where it expands compressed speeds
			if i < len(one.speed) && one.speed[i] == v+1 {
				two.speed[i] = v + 1
			}
		}
		if reflect.DeepEqual(one, two) {
			return
		}
		if diff := cmp.Diff(one, two, cmp.AllowUnexported(activity{}, fitSession{}, fitLap{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %.2000s", name, diff)
		}
	})
	if compared < 40 {
		t.Errorf("only %d files compared", compared)
	}
	t.Logf("%d files compared", compared)
}
