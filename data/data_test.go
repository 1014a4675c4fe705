package data_test

import (
	"encoding/csv"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tollbook/data"
	"tollbook/pricing"
)

// A row is a line of a catalog file by column.
type row map[string]string

// rows reads all files of a folder, by their names without ".csv".
func rows(t *testing.T, folder string) map[string][]row {
	t.Helper()
	files, err := fs.Glob(data.Files, folder+"/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files below %s: %v", folder, err)
	}
	all := map[string][]row{}
	for _, file := range files {
		f, err := data.Files.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		name := strings.TrimSuffix(path.Base(file), ".csv")
		for _, line := range lines[1:] {
			r := row{}
			for i, cell := range line {
				r[lines[0][i]] = cell
			}
			all[name] = append(all[name], r)
		}
	}
	return all
}

// rates are the rates of a line of rates/ as kind=rate.
func (r row) rates() (out []string) {
	for _, kind := range []string{"input", "output", "cache_read", "cache_write_5m", "cache_write_1h"} {
		if r[kind] != "" {
			out = append(out, kind+"="+r[kind])
		}
	}
	return append(out, strings.Fields(r["other"])...)
}

func load(t *testing.T) *pricing.Catalog {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCatalogIsWhole checks every catalog file; all faults are shown at once,
// with file, line and field.
func TestCatalogIsWhole(t *testing.T) {
	c := load(t)
	if len(c.Gateways()) < 40 || len(c.Models()) < 600 {
		t.Errorf("catalog has %d gateways and %d models; files went missing", len(c.Gateways()), len(c.Models()))
	}
	for _, id := range []string{"openrouter", "ofox", "anthropic", "openai"} {
		if c.Gateway(id) == nil {
			t.Errorf("no gateway %s", id)
		}
	}
}

// TestZerosAreFree: data sets write 0 where they have no price. A rate of 0 is one
// on an id that is free by name, or where the row's basis says so.
func TestZerosAreFree(t *testing.T) {
	zero := regexp.MustCompile(`=0*\.?0*$`)
	for gateway, lines := range rows(t, "rates") {
		for _, r := range lines {
			if strings.HasSuffix(r["id"], ":free") || r["basis"] == "free" {
				continue
			}
			for _, rate := range r.rates() {
				if zero.MatchString(rate) {
					t.Errorf("%s %s: %s, and nothing says that it is free", gateway, r["id"], rate)
				}
			}
		}
	}
}

// TestRatesHaveTheirSource: nobody can check a rate that does not say where it was
// read, and when. Nobody sends an id that begins with "regional.".
func TestRatesHaveTheirSource(t *testing.T) {
	for gateway, lines := range rows(t, "rates") {
		for _, r := range lines {
			if r["source"] == "" || r["seen"] == "" {
				t.Errorf("%s %s: source %q, seen %q", gateway, r["id"], r["source"], r["seen"])
			}
			if strings.HasPrefix(r["id"], "regional.") {
				t.Errorf("%s has the id %s", gateway, r["id"])
			}
		}
	}
}

// TestModelsStandInTheirVendorsFile: models/V.csv holds V's models, and who
// publishes a vendor's models names one that has a file.
func TestModelsStandInTheirVendorsFile(t *testing.T) {
	vendors := rows(t, "models")
	for vendor, lines := range vendors {
		for _, r := range lines {
			if !strings.HasPrefix(r["model"], vendor+"/") {
				t.Errorf("models/%s.csv has %s", vendor, r["model"])
			}
		}
	}
	for gateway, facts := range rows(t, "gateways") {
		for _, r := range facts {
			if r["fact"] == "publishes" && vendors[r["value"]] == nil {
				t.Errorf("%s publishes %s, which has no file", gateway, r["value"])
			}
		}
	}
}

// TestEmbeddingsHaveNoOutput: a model that gives no output tokens has no rate of
// them, neither of its own nor 0.
func TestEmbeddingsHaveNoOutput(t *testing.T) {
	silent := map[string]bool{}
	for _, lines := range rows(t, "models") {
		for _, r := range lines {
			if r["max_output"] == "0" {
				silent[r["model"]] = true
			} else if strings.Contains(r["model"], "embed") {
				t.Errorf("%s: max_output %q, want 0", r["model"], r["max_output"])
			}
		}
	}
	for gateway, lines := range rows(t, "rates") {
		for _, r := range lines {
			if silent[r["model"]] && r["output"] != "" {
				t.Errorf("%s %s: output %s", gateway, r["id"], r["output"])
			}
		}
	}
}

// matcher is a pattern of names with * for any run of characters.
func matcher(pattern string) *regexp.Regexp {
	return regexp.MustCompile("(?i)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$")
}

// TestPatternsMatch: a pattern that stands for nothing is a slip. One of ids may
// name what the gateway has no row for where it has a factor for the tier.
func TestPatternsMatch(t *testing.T) {
	var models []string
	for _, m := range load(t).Models() {
		models = append(models, m.ID)
	}
	ids, factors := map[string][]string{}, map[string]bool{}
	for gateway, lines := range rows(t, "rates") {
		for _, r := range lines {
			ids[gateway] = append(ids[gateway], r["id"])
		}
	}
	gateways := rows(t, "gateways")
	for gateway, facts := range gateways {
		for _, r := range facts {
			if r["fact"] == "tier_factor" {
				factors[gateway+" "+strings.Fields(r["of"])[0]] = true
			}
		}
	}
	used := 0
	check := func(where, pattern string, names []string) {
		used++
		if !slices.ContainsFunc(names, matcher(pattern).MatchString) {
			t.Errorf("%s: %q stands for nothing", where, pattern)
		}
	}
	for gateway, facts := range gateways {
		for _, r := range facts {
			where := gateway + " " + r["fact"]
			switch r["fact"] {
			case "id_tier", "id_residency":
				if !factors[gateway+" "+r["value"]] {
					check(where, r["of"], ids[gateway])
				}
			case "tier_factor", "residency_factor", "kind_rate":
				for _, word := range strings.Fields(r["of"])[1:] {
					if !strings.HasPrefix(word, "kind=") {
						check(where, word, models)
					}
				}
			}
		}
	}
	for vendor, lines := range rows(t, "tokenizers") {
		for _, r := range lines {
			for _, pattern := range strings.Fields(r["models"] + " " + r["than"]) {
				check("tokenizers of "+vendor, pattern, models)
			}
		}
	}
	if used < 100 {
		t.Errorf("only %d patterns were read", used)
	}
}
