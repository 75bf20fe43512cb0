package source

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestTables(t *testing.T) {
	utf16 := "\xff\xfeA\x00;\x00B\x00\n\x001\x00;\x002\x00\n\x00"
	for name, c := range map[string]struct{ text, want string }{
		"comma":       {"A,B\n1,2\n", "1|2"},
		"semicolon":   {"\ufeffA;B\r\n1;2,5\r\n", "1|2,5"},
		"tab":         {"A\tB\n1\t2\n", "1|2"},
		"UTF-16":      {utf16, "1|2"},
		"quoted":      {"\"a\u00a0 \",B\n\"1\",\"x,y\"\n", "1|x,y"},
		"other order": {"b,a\n2,1\n", "1|2"},
		"short rows":  {"a,b\n1\n1,2,3\n", "1|\n1|2"},
	} {
		tab, err := openTable(strings.NewReader(c.text), 0, new(Report))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var rows []string
		for a, b := tab.col("a"), tab.col("c", "b"); ; {
			ok, err := tab.next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			rows = append(rows, tab.at(a)+"|"+tab.at(b))
		}
		if got := strings.Join(rows, "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if _, err := openTable(strings.NewReader(""), 0, new(Report)); !errors.Is(err, ErrRejected) {
		t.Errorf("an empty table: %v", err)
	}
	if !hasColumns([]byte("\ufeff\"Sleep ID\",b\n1,2"), "sleep id", "b") || hasColumns([]byte("a,b\nsleep id,2"), "sleep id") {
		t.Error("columns are not told from rows")
	}
}

func TestListsOfJSON(t *testing.T) {
	type item struct {
		N int `json:"n"`
	}
	read := func(text string, path ...string) (string, Report) {
		var out Report
		var got []string
		err := eachJSON(strings.NewReader(text), &out, func(i *item) error {
			got = append(got, strconv.Itoa(i.N))
			return nil
		}, path...)
		if err != nil && !errors.Is(err, ErrRejected) {
			t.Fatal(err)
		}
		return strings.Join(got, " "), out
	}
	for name, c := range map[string]struct {
		text, want string
		path       []string
		status     stream.Status
		shapes     int
	}{
		"a list":           {text: `[{"n":1},{"n":2}]`, want: "1 2"},
		"one":              {text: `{"n":1}`, want: "1"},
		"within":           {text: `{"x":[1,{"y":2}],"data":{"list":[{"n":1}]},"z":0}`, path: []string{"data", "list"}, want: "1"},
		"lists on the way": {text: `[{"list":[{"n":1}]},{"list":[{"n":2}]}]`, path: []string{"list"}, want: "1 2"},
		"another shape":    {text: `[{"n":"one"},{"n":2}]`, want: "2", shapes: 1},
		"a key twice":      {text: `[{"n":1,"n":2}]`, want: "2"},
		"cut off":          {text: `[{"n":1},{"n":`, want: "1", status: stream.Partial},
		"with a mark":      {text: "\ufeff[{\"n\":1}]", want: "1"},
		"nothing there":    {text: `{"other":[]}`, path: []string{"list"}},
	} {
		got, out := read(c.text, c.path...)
		if got != c.want || out.Status != c.status || out.Dropped[dropShape] != c.shapes {
			t.Errorf("%s: %q, %+v", name, got, out)
		}
	}
	var out Report
	huge := io.MultiReader(strings.NewReader(`[{"n":1},{"n":2,"x":"`), &endless{})
	if err := eachJSON(huge, &out, func(*item) error { return nil }); !errors.Is(err, ErrRejected) {
		t.Errorf("an endless element: %v", err)
	}
}

// endless is as many letters as one reads.
type endless struct{}

// Read implements io.Reader.
func (*endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestSessionsOfSegments(t *testing.T) {
	var out Report
	got := sessionsOf([]segment{
		{1_800_000_600, 1_800_001_200, record.Light},
		{1_800_000_000, 1_800_000_600, record.Light},
		{1_800_001_200, 1_800_001_500, record.Awake},
		{1_800_050_000, 1_800_050_060, record.Awake}, // nobody slept
	}, &out)
	if len(got) != 1 || out.Dropped[dropNoSleep] != 1 {
		t.Fatalf("%+v, %v", got, out.Dropped)
	}
	want := []record.Stage{{From: 0, To: 1200, Kind: record.Light}, {From: 1200, To: 1500, Kind: record.Awake}}
	if diff := cmp.Diff(want, got[0].Stages); diff != "" || got[0].End.Unix() != 1_800_001_500 {
		t.Error(diff)
	}
}
