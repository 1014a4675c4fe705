package screens

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/decide"
)

// D10: what is kept in the demo is the demo's. Three are there from the start, and none comes
// to the user's own.
func TestDemoScenariosAreItsOwn(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	run, s, _ := clitest.DemoBooks(t)
	shelf := newDemoBooks(run, s).Scenarios()
	names := func(want string) {
		t.Helper()
		all, err := shelf.List(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range all {
			got = append(got, k.Name)
			if k.Bill.Total == nil {
				t.Errorf("%s has no total", k.Name)
			}
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("kept %s, want %s", text, want)
		}
	}
	names("2x at portkey, cache 70 %, crypto at direct")
	all, _ := shelf.List(context.Background())
	is := all[0]
	if _, err := shelf.Save(is, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saved over another: %v", err)
	}
	is.Name = "mine"
	if path, err := shelf.Save(is, false); err != nil || path != "the demo, until it ends" {
		t.Errorf("%s, %v", path, err)
	}
	if err := shelf.Rename("mine", "cache 70 %"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("renamed over another: %v", err)
	}
	if err := shelf.Rename("mine", "ours"); err != nil {
		t.Error(err)
	}
	names("2x at portkey, cache 70 %, crypto at direct, ours")
	back, err := shelf.Remove("ours")
	if err != nil {
		t.Fatal(err)
	}
	names("2x at portkey, cache 70 %, crypto at direct")
	if err := back(); err != nil {
		t.Error(err)
	}
	names("2x at portkey, cache 70 %, crypto at direct, ours")
	if own := decide.ScenarioNames(run); len(own) > 0 {
		t.Errorf("the user's own are %q", own)
	}
}
