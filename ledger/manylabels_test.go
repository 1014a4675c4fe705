package ledger_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
)

// peopleRows are computed requests of 300 users in five days, from one number to another;
// in a later export one in ten has more tokens, and another user.
func peopleRows(from, to int, later bool) string {
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,output_tokens,key,user\n")
	for n := from; n < to; n++ {
		output, user := 10+n%7, n%300
		if later && n%10 == 0 {
			output, user = output+100, (user+1)%300
		}
		at := at("2026-10-01T00:00:00Z").Add(time.Duration(n*7919%(5*1440)) * time.Minute) // 7,919 is prime to 7,200
		fmt.Fprintf(&b, "%s,openrouter,%s,r%05d,%d,%d,key-%d,person-%03d\n", at.Format(time.RFC3339), []string{"lab/one", "lab/one:free"}[n%2], n, 500+n, output, n%3, user)
	}
	return b.String()
}

// TestManyLabels: with hundreds of users a day both levels of sums stay those of the rows,
// whatever is undone or priced anew; and once all is undone no user's name is left in the
// file.
func TestManyLabels(t *testing.T) {
	path := ledgerPath(t)
	first, second := peopleRows(0, 3000, false), peopleRows(1500, 4000, true)
	const bought = "2026-10-03T09:00:00Z"
	under(t, path, small(), func(s *ledger.Store) {
		bring(t, s, first, options("first"))
		buy(t, s, "openrouter", "10", at(bought), lot.Never())
		sound(t, s)
		before := all(t, s)
		id := bring(t, s, second, options("second")).ID
		sound(t, s)
		undo(t, s, id)
		sound(t, s)
		differ(t, "after undo of the second", all(t, s), before)
		bring(t, s, second, options("second"))
	})
	rates := catalogOf(t, "rates/openrouter.csv", rateHead+"lab/one,lab/one,,,,,4,20,0.5,2.5,,,,x,2026-01-01\nlab/one,lab/one,3000,,,,6,30,0.5,2.5,,,,x,2026-01-01\n")
	under(t, path, rates, func(s *ledger.Store) {
		if got := reprice(t, s, usage.RepriceQuery{Apply: true}); got.ID == 0 || len(got.Models) == 0 || got.Models[0].Changed == 0 {
			t.Errorf("nothing was priced anew: %+v", got)
		}
		sound(t, s)
		fresh := temporary(t, rates)
		bring(t, fresh, first, options("first"))
		bring(t, fresh, second, options("second"))
		buy(t, fresh, "openrouter", "10", at(bought), lot.Never())
		differ(t, "priced anew", all(t, s), all(t, fresh))
		undo(t, s, 1) // and with it all that saw its rows
		sound(t, s)
		if _, err := s.RemoveTopUp(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if n := rowsIn(t, s); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
	db := shell(t, path)
	for _, table := range append([]string{"series", "spend_series", "account", "usage", "usage_before", "cut_at"}, sumTables...) {
		if n := text(t, db, `SELECT COUNT(*) FROM `+table); n != "0" {
			t.Errorf("%s rows are left in %s", n, table)
		}
	}
	execute(t, db, `VACUUM`)
	execute(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"person-", "key-", "lab/one"} {
		if bytes.Contains(file, []byte(name)) {
			t.Errorf("%q is left in the file", name)
		}
	}
}
