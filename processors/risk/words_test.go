package risk

import (
	"reflect"
	"strings"
	"testing"
)

// Every sentence is there in both languages and takes the same numbers.
func TestEverySentenceInBothLanguages(t *testing.T) {
	compare(t, reflect.ValueOf(english()), reflect.ValueOf(norwegian()))
	for _, word := range []string{High, Medium, Low, watchOnly} {
		if english().confidence[word] == "" || norwegian().confidence[word] == "" {
			t.Errorf("no word for %s", word)
		}
	}
}

// Every verdict has its short word, and everything that would change one its sentence, in both languages.
func TestEveryChangeInBothLanguages(t *testing.T) {
	for _, w := range []words{english(), norwegian()} {
		for _, v := range []string{Go, Lighter, Wait, Rest, Undetermined} {
			if w.short[v] == "" {
				t.Errorf("no word for %s", v)
			}
		}
		for _, c := range []string{
			ChangeTime, ChangeLight, ChangeWell, ChangePain, ChangeRisk, ChangeSoreness, ChangeFatigue, ChangeData, ChangeSets,
		} {
			want := 1
			if c == ChangeTime {
				want = 2
			}
			if got := strings.Count(w.changes[c], "%s"); got != want {
				t.Errorf("%s takes %d words, want %d", c, got, want)
			}
		}
	}
}

func compare(t *testing.T, a, b reflect.Value) {
	t.Helper()
	for i := range a.NumField() {
		name, x, y := a.Type().Field(i).Name, a.Field(i), b.Field(i)
		switch x.Kind() {
		case reflect.Struct:
			compare(t, x, y)
		case reflect.String:
			if x.String() == "" || y.String() == "" {
				t.Errorf("%s is empty", name)
			}
			if n, m := strings.Count(x.String(), "%s"), strings.Count(y.String(), "%s"); n != m {
				t.Errorf("%s takes %d and %d words", name, n, m)
			}
		}
	}
}
