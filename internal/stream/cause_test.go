package stream

import (
	"strconv"
	"strings"
	"testing"
)

func TestCausesAreGathered(t *testing.T) {
	of := func(all ...string) (out []Message) {
		for _, c := range all {
			out = append(out, Message{Cause: c})
		}
		return out
	}
	var many []string
	for i := range mostCauses + 7 {
		many = append(many, strconv.Itoa(i))
	}
	for _, c := range []struct {
		name string
		in   []Message
		want string
	}{
		{"none", of("", ""), ""},
		{"one", of("a", "", "a"), "a"},
		{"several of several", of("a,b", "c", "b"), "a,b,c"},
		{"too many", of(many...), strings.Join(many[:mostCauses], ",") + ",+7"},
		{"of more than were named", of("a,+7", "b,+3"), "a,b,+7"},
	} {
		if got := causes(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A cause goes with a message, and the next stage's work follows from it.
func TestCausesTravel(t *testing.T) {
	if got := CauseOf(WithCause(t.Context(), "a")); got != "a" {
		t.Errorf("got %q", got)
	}
	if got := CauseOf(t.Context()); got != "" {
		t.Errorf("a cause out of nothing: %q", got)
	}
	if got := (Put{Subject: "x", Cause: "a,b"}).msg().Header.Get(causeHeader); got != "a,b" {
		t.Errorf("got %q", got)
	}
	if got := (Put{Subject: "x"}).msg().Header.Values(causeHeader); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}
