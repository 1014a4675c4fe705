package pricing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// faults loads a catalog that has to be refused.
func faults(t *testing.T, r rows) Faults {
	t.Helper()
	c, err := Load(r.fs())
	f, ok := err.(Faults)
	if !ok || c != nil {
		t.Fatalf("catalog %v, error %v; want faults", c, err)
	}
	return f
}

// TestAllFaultsAtOnce: one catalog with everything wrong, each with file, line
// and field. Line 1 is the header, and where a fault belongs to no row.
func TestAllFaultsAtOnce(t *testing.T) {
	bad := rows{
		"gateways/bad": {
			"name,,Bad",                        // 2
			"kind,,reseller",                   // 3
			"prices,,free",                     // 4
			"billing,,never",                   // 5
			"fee_percent,,5",                   // 6
			"fee_percent,card,5 percent",       // 7
			"fee_min,card,$1",                  // 8
			"fee_taken,card,sideways",          // 9
			"fee_percent,wire,5,soon",          // 10
			"expiry,,after a year",             // 11
			"expiry,,after 0 days",             // 12
			"lot_order,,fifo",                  // 13
			"sla_percent,,good",                // 14
			"colour,,blue",                     // 15
			"purchase_min,,5,,guessed",         // 16
			"purchase_max,,100,,",              // 17: no basis
			"markup_percent,,5,,unknown",       // 18: a value that is unknown
			"base_url,,x,,stated,",             // 19: no source
			"base_url,,x,,assumed,,",           // 20: no day
			"plan_requests,pro,many",           // 21
			"plan_overage,pro,9 for 1000",      // 22
			"observed_from,,yesterday",         // 23
			"latency_ms,,fast",                 // 24
			"purchase_max,,100,soon",           // 25: the same bad date again
			"byok_free_requests,,1e6",          // 26
			"publishes,,acme",                  // 27
			"byok_fee_percent,,5,2026-13-01",   // 28
			"plan_overage,pro,9 per 0 up to 5", // 29
		},
		"gateways/direct": router(),
		"gateways/acme":   gateway("provider", "listed", "prepaid", "publishes,,acme"),
		"models/acme": {
			"acme/m1",
			"acme/m1",          // 3: twice
			",family",          // 4
			"acme/m2,,,large",  // 5
			"acme/m3,,,,,m1-a", // 6
			"acme/m4,,,,,m1-a", // 7: means two
			"acme/m5,,,-5",     // 8
			"a,b,c,d,e,f,g",    // 9: too many cells
		},
		"rates/acme": {
			"acme/m9,m9,,,,,1,1",                             // 2: no such model
			"acme/m1,m1,,,,,1,x",                             // 3
			"acme/m1,m1,,,,,-1",                              // 4: negative, and over line 3's
			"acme/m1,m1,,,2026-01-01,2026-01-01,,,1",         // 5: ends as it begins
			"acme/m1,m1,,4-5,,,,,,1",                         // 6
			"acme/m1,m1,,4-5,,,,,,,1",                        // 7: the same window again
			"acme/m1,m1,some,,,,,,,,,video_in=1",             // 8
			"acme/m1,m1,,,,,,,,,,speech=1 audio_in=1e400",    // 9
			"acme/m1,m1,5,,,,,,",                             // 10: no rate at all
			"acme/m2,,,,,,1",                                 // 11: no id
			"acme/m2,m2,,,,2026-02-01,1",                     // 12
			"acme/m2,m2,,,2026-01-31,,1",                     // 13: overlaps
			"acme/m2,m3,,,,,1",                               // 14
			"acme/m1,m2,,,,,,,1",                             // 15: m2 in two places, and means two
			"acme/m3,m3x,,,,,1",                              // 16
			"acme/m4,m3x,,,,,,1",                             // 17: another model on the id's second row
			"acme/m4,m5:fast,,,,,1",                          // 18: the default is a variant
			"acme/m4,m5,,,,,1",                               // 19
			"acme/m4,M5,,,,,1",                               // 20: ids differ in case alone
			"acme/m1,m1,9,,a,b,,,,,,request=1",               // 21
			"acme/m1,m1,,,,,,,,,,citation=",                  // 22
			"acme/m4,m6,,,,,1,,,,,,,https://e.com,yesterday", // 23
		},
		"rates/nobody": {"acme/m1,m1,,,,,1"},
		"incidents/acme": {
			"2026-01-01,2026-01-01T01:00:00Z,2026-01-01T01:00:00Z,1",      // 2: no time
			"2026-01-02,2026-01-02T01:00:00Z,2026-01-02T02:00:00Z,1.5",    // 3
			"2026-01-03,2026-01-03T01:00:00Z,2026-01-03T02:00:00Z,half",   // 4
			"2026-01-04,2026-01-04T01:00:00Z,2026-01-04 02:00,0.5",        // 5
			"2026-01-05,2026-01-05T01:00:00Z,2026-01-05T02:00:00Z,-0.001", // 6
		},
		"incidents/nobody": {},
	}
	// Faults as "file:line field", and how many of each.
	want := map[string]int{}
	for _, w := range strings.Fields(`
		gateways/bad.csv:6:of gateways/bad.csv:7:fee_percent gateways/bad.csv:8:fee_min gateways/bad.csv:9:value
		gateways/bad.csv:10:from gateways/bad.csv:11:value gateways/bad.csv:12:value gateways/bad.csv:13:value
		gateways/bad.csv:14:value gateways/bad.csv:15:fact gateways/bad.csv:16:basis gateways/bad.csv:17:basis
		gateways/bad.csv:18:value gateways/bad.csv:19:source gateways/bad.csv:20:seen gateways/bad.csv:21:value
		gateways/bad.csv:22:value gateways/bad.csv:23:value gateways/bad.csv:24:latency_ms
		gateways/bad.csv:25:from gateways/bad.csv:26:value gateways/bad.csv:28:from gateways/bad.csv:29:value
		gateways/bad.csv:1:kind gateways/bad.csv:1:prices gateways/bad.csv:1:billing gateways/bad.csv:1:publishes
		gateways/direct.csv:1:file
		models/acme.csv:3:model models/acme.csv:4:model models/acme.csv:5:context models/acme.csv:7:id
		models/acme.csv:8:context models/acme.csv:9:row
		rates/acme.csv:2:model rates/acme.csv:3:output rates/acme.csv:4:input rates/acme.csv:4:input
		rates/acme.csv:5:to rates/acme.csv:6:window rates/acme.csv:7:window rates/acme.csv:8:over
		rates/acme.csv:9:other rates/acme.csv:9:other rates/acme.csv:10:row rates/acme.csv:11:id
		rates/acme.csv:13:input rates/acme.csv:15:id rates/acme.csv:15:id rates/acme.csv:17:model
		rates/acme.csv:1:id rates/acme.csv:20:id rates/acme.csv:21:id rates/acme.csv:21:from rates/acme.csv:21:to
		rates/acme.csv:22:other rates/acme.csv:23:seen
		rates/nobody.csv:1:file
		incidents/acme.csv:2:end incidents/acme.csv:3:failed_share incidents/acme.csv:4:failed_share
		incidents/acme.csv:5:end incidents/acme.csv:5:end incidents/acme.csv:6:failed_share
		gateways/acme.csv:1:observed_from
		incidents/nobody.csv:1:file`) {
		want[w]++
	}
	got := map[string]int{}
	reasons := map[string]string{}
	list := faults(t, bad)
	for _, f := range list {
		key := fmt.Sprintf("%s:%d:%s", f.File, f.Line, f.Field)
		got[key]++
		reasons[key] += "; " + f.Reason
	}
	for key, n := range want {
		if got[key] == 0 || key != "gateways/acme.csv:1:observed_from" && got[key] != n {
			t.Errorf("%s: %d faults, want %d%s", key, got[key], n, reasons[key])
		}
	}
	for key, n := range got {
		if want[key] == 0 {
			t.Errorf("%s: %d faults, want none%s", key, n, reasons[key])
		}
	}
	text := list.Error()
	if lines := strings.Split(text, "\n"); len(lines) != len(list)+1 || lines[0] != fmt.Sprintf("catalog: %d faults", len(list)) || !strings.Contains(text, `gateways/bad.csv:15: fact: "colour" is no fact that a gateway has`) {
		t.Errorf("the message is\n%s", text)
	}
}

func TestDirectIsNoGateway(t *testing.T) {
	f := faults(t, rows{"gateways/direct": router()})
	if len(f) != 1 || f[0].File != "gateways/direct.csv" || f[0].Field != "file" || !strings.Contains(f[0].Reason, `"direct"`) {
		t.Errorf("faults %v", f)
	}
}

func TestWrongHeaders(t *testing.T) {
	for name, text := range map[string]string{
		"another order": "of,fact,value,from,basis,source,seen,words\n",
		"a column less": "fact,of,value,from,basis,source,seen\n",
		"one more":      "fact,of,value,from,basis,source,seen,words,more\n",
		"none":          "name,,A,,stated,https://example.com,2026-01-01,\n",
		"empty":         "",
	} {
		files := acme.fs()
		files["gateways/bad.csv"] = &fstest.MapFile{Data: []byte(text)}
		_, err := Load(files)
		f, _ := err.(Faults)
		if !slices.ContainsFunc(f, func(f Fault) bool { return f.File == "gateways/bad.csv" && f.Line == 1 && f.Field == "header" }) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRowsAreReadAsCSV: quotes, CRLF, empty lines, a missing last line break.
func TestRowsAreReadAsCSV(t *testing.T) {
	files := acme.fs()
	files["gateways/g.csv"] = &fstest.MapFile{Data: []byte(headers["gateways"] + "\r\n" +
		"name,,\"A, \"\"B\"\"\",,stated,https://example.com,2026-01-01,\"two\nlines\"\r\n\r\n" +
		"kind,,router,,assumed,,2026-01-01,\r\nprices,,none,,assumed,,2026-01-01,\r\nbilling,,prepaid,,assumed,,2026-01-01,")}
	files["models/other.csv"] = &fstest.MapFile{Data: []byte(headers["models"] + "\r\n\r\nother/m,family,,5,,\r\nother/n,,,,,")}
	c, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if g := c.Gateway("g"); g.Name != `A, "B"` || g.Statements[0].Words != "two\nlines" || len(g.Statements) != 4 {
		t.Errorf("gateway %+v", g)
	}
	if m := c.Model("other/m"); m == nil || m.Family != "family" || m.Context != 5 || c.Model("other/n") == nil {
		t.Errorf("model %+v", m)
	}
	files["gateways/h.csv"] = &fstest.MapFile{Data: []byte(headers["gateways"] + "\nname,,\"A,,stated,https://example.com,2026-01-01,\n")}
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "gateways/h.csv:") {
		t.Errorf("an open quote: %v", err)
	}
	// The line of a fault behind a quoted line break is the file's.
	files["gateways/h.csv"] = &fstest.MapFile{Data: []byte(headers["gateways"] + "\nname,,\"A\nB\",,stated,https://example.com,2026-01-01,\nshape,,round,,assumed,,2026-01-01,\n")}
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "gateways/h.csv:4: fact") {
		t.Errorf("want a fault in line 4: %v", err)
	}
}

func TestNoCatalogAtAll(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{"nothing": {}, "another file": {"README.md": &fstest.MapFile{}}} {
		if c, err := Load(files); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// TestChecksOfAWholeGateway are those that no row shows.
func TestChecksOfAWholeGateway(t *testing.T) {
	cases := []struct {
		name, field string
		files       rows
	}{
		{"no name", "name", rows{"gateways/g": {"kind,,router", "prices,,none", "billing,,prepaid"}}},
		{"rates that are not listed", "prices", rows{"gateways/acme": gateway("provider", "none", "prepaid", "publishes,,acme")}},
		{"listed without rates", "prices", rows{"gateways/g": gateway("router", "listed", "prepaid")}},
		{"one vendor, two publishers", "publishes", rows{"gateways/g": router("publishes,,acme")}},
		{"a window without an end", "observed_to", rows{"gateways/g": router("observed_from,,2026-01-01")}},
		{"a window without a beginning", "observed_to", rows{"gateways/g": router("observed_to,,2026-01-01")}},
		{"a window that ends first", "observed_to", rows{"gateways/g": router("observed_from,,2026-02-01", "observed_to,,2026-01-01")}},
		{"an incident outside it", "observed_from", rows{"gateways/g": router("observed_from,,2026-02-01", "observed_to,,2026-03-01"), "incidents/g": {"i,2026-01-31T23:59:00Z,2026-02-01T01:00:00Z,1"}}},
		{"overage that ends too early", "plan_overage", rows{"gateways/g": router("plan_month,p,1", "plan_requests,p,100", "plan_overage,p,1 per 10 up to 90")}},
		{"nothing left of a charge", "fee_percent", rows{"gateways/g": router("fee_percent,card,100", "fee_taken,card,deducted")}},
		{"a fee below nothing", "fee_percent", rows{"gateways/g": router("fee_percent,card,-1")}},
		{"purchases that are too small and too large", "purchase_max", rows{"gateways/g": router("fee_percent,card,1", "purchase_min,,100", "purchase_max,,50")}},
	}
	for _, c := range cases {
		f := faults(t, acme.plus(c.files))
		if len(f) != 1 || f[0].Field != c.field || f[0].Line != 1 {
			t.Errorf("%s: %v, want one fault of %s", c.name, f, c.field)
		}
	}
}
