package exercise_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
)

func load(t *testing.T) *exercise.Catalogue {
	t.Helper()
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFIT(t *testing.T) {
	c := load(t)
	for _, tc := range []struct {
		category, name uint16
		want           string
		ok             bool
	}{
		{10, 1, "hip_raise/barbell_hip_thrust_with_bench", true},
		{10, 65535, "hip_raise", true},
		{10, 999, "hip_raise", true},
		{0, 1, "bench_press", true},
		{28, 61, "squat/squat", true},
		{37, 42, "banded_exercises/squat", true},
		{65534, 0, "", false},
		{65535, 65535, "", false},
		{48, 0, "", false},
		{500, 0, "", false},
	} {
		got, ok := c.FIT(tc.category, tc.name)
		if got != tc.want || ok != tc.ok {
			t.Errorf("FIT(%d, %d) = %q, %v, want %q, %v", tc.category, tc.name, got, ok, tc.want, tc.ok)
		}
	}
}

func TestFind(t *testing.T) {
	c := load(t)
	for _, tc := range []struct {
		name, key string
		max, med  float64
		loadable  bool
	}{
		{"hip_raise/barbell_hip_thrust_with_bench", "hip_raise/barbell_hip_thrust_with_bench", 1, 0, true},
		{"hip_raise", "hip_raise", 1, 0, false},
		{"hip_raise/no_such_name", "hip_raise", 1, 0, false},
		{"squat", "squat", 1, 0, false},
		{"squat/squat", "squat/squat", 1, 0, false},
		{"banded_exercises/squat", "banded_exercises/squat", .5, 0, false},
		{"BARBELL hip-thrust, with bench", "hip_raise/barbell_hip_thrust_with_bench", 1, 0, true},
		{"Hip Thrust (Barbell)", "hip_raise/barbell_hip_thrust_with_bench", 1, 0, true},
		{"hip thrusts", "hip_raise/barbell_hip_thrust_with_bench", 1, 0, true},
		{"Bulgarian Split Squat", "lunge/dumbbell_bulgarian_split_squat", 1, .5, true},
		{"Bulgarian Split Squat (Dumbbell)", "lunge/dumbbell_bulgarian_split_squat", 1, .5, true},
		{"Bulgarian Split Squat (Barbell)", "lunge/barbell_bulgarian_split_squat", 1, .5, true},
		{"Cable Kickback", "gym/cable_kickback", .5, 0, true},
		{"Romanian Deadlift (Barbell)", "deadlift/barbell_straight_leg_deadlift", .5, 0, true},
		{"Squat (Barbell)", "squat/barbell_back_squat", 1, 0, true},
		{"Front Squat (Barbell)", "squat/barbell_front_squat", 1, 0, true},
		{"Leg Press", "squat/leg_press", .5, 0, false},
		{"Hip Abduction (Machine)", "gym/hip_abduction_machine", 0, 1, true},
		{"Glute Bridge", "hip_raise/hip_raise", 1, 0, false},
		{"Lunge (Dumbbell)", "lunge/dumbbell_lunge", 1, .5, true},
		{"Lunge (Barbell)", "lunge/barbell_lunge", 1, .5, true},
		{"Deadlift (Barbell)", "deadlift/barbell_deadlift", 1, 0, true},
		{"Lat pulldown (V-grip)", "pull_up", 0, 0, false},
		{"Incline Bench Press (Smith Machine)", "bench_press", 0, 0, false},
		{"Preacher Curl (Barbell)", "curl", 0, 0, false},
		{"Nordic Leg Curl", "leg_curl", 0, 0, false},
		{"Power Clean", "olympic_lift/barbell_power_clean", .5, 0, true},
		{"Side Plank", "plank/side_plank", 0, .5, false},
		{"clamshells", "hip_raise/clams", 0, 1, false},
		{"Bird-Dog", "hip_stability/quadruped_with_leg_lift", .5, 0, false},
	} {
		got, ok := c.Find(tc.name)
		if !ok {
			t.Errorf("%q is not found", tc.name)
			continue
		}
		want := exercise.Exercise{Key: tc.key, Category: got.Category, Name: got.Name, Max: tc.max, Med: tc.med, Grade: got.Grade, Loadable: tc.loadable}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", tc.name, diff)
		}
	}
	for _, name := range []string{"", " / ", "Underwater basket weaving", "65534", "(Barbell)", "no_such/squat thing"} {
		if got, ok := c.Find(name); ok {
			t.Errorf("%q: got %s, want nothing", name, got.Key)
		}
	}
}

func TestAliases(t *testing.T) {
	c := load(t)
	mine := c.Aliases(map[string]string{
		"My Bridge": "Hip Thrust (Barbell)", "hip_raise/hip_raise": "hip_stability/dead_bug", "Nothing": "no such thing", "": "squat",
	})
	for name, want := range map[string]string{
		"my bridge": "hip_raise/barbell_hip_thrust_with_bench", "hip_raise/hip_raise": "hip_stability/dead_bug", "squat": "squat",
	} {
		if got, ok := mine.Find(name); !ok || got.Key != want {
			t.Errorf("%q: got %q, %v, want %q", name, got.Key, ok, want)
		}
	}
	if got, ok := mine.Find("Nothing"); ok {
		t.Errorf("an alias of nothing found %s", got.Key)
	}
	if got, ok := c.Find("my bridge"); ok {
		t.Errorf("the catalogue itself now knows %s", got.Key)
	}
}

// A name is found whatever its case and punctuation, and Look says the same as Find.
func TestLawNames(t *testing.T) {
	c := load(t)
	names := []string{"Hip Thrust (Barbell)", "Cable Kickback", "Leg Press", "walking_dumbbell_lunge", "Goblet Squat", "Preacher Curl"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "name")
		want, ok := c.Find(name)
		if !ok {
			t.Fatalf("%q is not found", name)
		}
		gap := rapid.SampledFrom([]string{" ", "  ", "-", "_", ", "}).Draw(t, "gap")
		other := strings.ReplaceAll(strings.ReplaceAll(name, " ", gap), "_", gap)
		if rapid.Bool().Draw(t, "upper") {
			other = strings.ToUpper(other)
		}
		got, ok := c.Find(other)
		if !ok || got != want {
			t.Fatalf("%q: got %q, %v, want %q", other, got.Key, ok, want.Key)
		}
		if maximus, medius, loadable, ok := c.Look(other); !ok || maximus != want.Max || medius != want.Med || loadable != want.Loadable {
			t.Fatalf("Look(%q) differs from Find", other)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, name := range []string{"", "/", "Hip Thrust (Barbell)", "hip_raise/x", "Kneb\u00f8y", "((", "squat/"} {
		f.Add(name)
	}
	c, err := exercise.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		e, ok := c.Find(name)
		if again, same := c.Find(e.Key); ok && (!same || again != e) {
			t.Errorf("%q is %s, which is %s", name, e.Key, again.Key)
		}
	})
}

// gluteMap is the file whose facts the catalogue holds.
type gluteMap struct {
	Categories map[string]struct {
		ID    uint16  `json:"id"`
		Max   float64 `json:"default_max"`
		Med   float64 `json:"default_med"`
		Grade string  `json:"grade"`
	} `json:"categories"`
	Exercises []struct {
		Category   string  `json:"category"`
		CategoryID uint16  `json:"category_id"`
		NameID     uint16  `json:"name_id"`
		Name       string  `json:"name"`
		Max        float64 `json:"max"`
		Med        float64 `json:"med"`
		Grade      string  `json:"grade"`
	} `json:"exercises"`
}

func TestCatalogueAgreesWithTheMap(t *testing.T) {
	c := load(t)
	m := readMap(t)
	if len(m.Exercises) == 0 || len(m.Categories) == 0 {
		t.Fatal("the map is empty")
	}
	check := func(want exercise.Exercise, category, name uint16) {
		t.Helper()
		key, ok := c.FIT(category, name)
		got, found := c.Find(key)
		if !ok || !found {
			t.Errorf("%s (%d, %d) is missing", want.Key, category, name)
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", want.Key, diff)
		}
	}
	for name, x := range m.Categories {
		check(exercise.Exercise{Key: name, Category: name, Max: x.Max, Med: x.Med, Grade: x.Grade}, x.ID, 65535)
	}
	for _, x := range m.Exercises {
		check(exercise.Exercise{
			Key: x.Category + "/" + x.Name, Category: x.Category, Name: x.Name, Max: x.Max, Med: x.Med, Grade: x.Grade, Loadable: saysLoad(x.Name),
		}, x.CategoryID, x.NameID)
	}
}

// saysLoad tells whether a name says that the exercise is done with a load.
func saysLoad(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "_"), func(w string) bool {
		return slices.Contains([]string{"barbell", "dumbbell", "kettlebell", "machine", "cable", "smith", "sled", "weighted"}, w)
	})
}

func readMap(t *testing.T) (m gluteMap) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "corpus", "science", "glute_map.json")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("no map of the exercises at %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := exercise.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
