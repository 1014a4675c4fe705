package tuitest

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"tollbook/data"
	"tollbook/pricing"
)

// SmallCatalog has a publisher whose prices moved, a router that sells the same for
// less, and one of whom nothing is known.
func SmallCatalog(t *testing.T) *pricing.Catalog {
	t.Helper()
	c, err := pricing.Load(SmallFiles())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// SmallFiles are those of SmallCatalog.
func SmallFiles() fstest.MapFS {
	known := ",stated,https://example.com/terms,2026-10-15,so it says\n"
	file := func(head string, lines ...string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(head + "\n" + strings.Join(lines, ""))}
	}
	facts := "fact,of,value,from,basis,source,seen,words"
	rates := "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen"
	seen := ",observed,https://example.com/prices,2026-10-15\n"
	return fstest.MapFS{
		"gateways/acme.csv": file(facts, "name,,Acme,"+known, "kind,,provider,"+known, "prices,,listed,"+known, "billing,,prepaid,"+known, "publishes,,acme,"+known, "fee_percent,any,0,"+known, "expiry,,after 90 days,"+known),
		"gateways/cheap.csv": file(facts, "name,,Cheap,"+known, "kind,,router,"+known, "prices,,listed,"+known, "billing,,prepaid,"+known, "fee_percent,card,4,"+known, "fee_min,card,0.50,"+known, "refund_hours,card,24,"+known, "sla_percent,,99.9,"+known,
			"observed_from,,2026-01-01,"+known, "observed_to,,2026-01-11,"+known, "latency_ms,added,12.5,"+known, "expiry,,may after 365 days,"+known),
		"gateways/dark.csv": file(facts, "name,,Dark,"+known, "kind,,router,"+known, "prices,,none,"+known, "billing,,prepaid,"+known),
		"models/acme.csv":   file("model,family,released,context,max_output,also", "acme/m1,,2026-01-01,1000,,\n", "acme/m2,,,,,\n"),
		"rates/acme.csv": file(rates,
			"acme/m1,m1,,,,2026-03-01,3,15,0.3,,,"+seen, // until March
			"acme/m1,m1,,,2026-03-01,,2,10,,,,"+seen,    // since then
			"acme/m1,m1,,,2026-03-01,2026-06-01,,,0.2,,,"+seen,
			"acme/m1,m1,,,2026-06-01,,,,0.1,,,"+seen,
			"acme/m1,m1,200000,,2026-03-01,,4,20,,,,"+seen,
		),
		"rates/cheap.csv":     file(rates, "acme/m1,acme/m1,,,,,1.5,8,,,,"+seen),
		"incidents/cheap.csv": file("incident,start,end,failed_share,error_code,cause,basis,source,seen", "2026-01-05,2026-01-05T10:00:00Z,2026-01-05T12:24:00Z,0.5,503,a fire,stated,https://example.com/fire,2026-01-06\n"),
	}
}

var loadCatalog = sync.OnceValues(func() (*pricing.Catalog, error) { return pricing.Load(data.Files) })

// Catalog is the program's own.
func Catalog(t testing.TB) *pricing.Catalog {
	t.Helper()
	c, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
