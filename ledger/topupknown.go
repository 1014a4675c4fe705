package ledger

import (
	"context"
	"database/sql"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A topUpIdentity is what makes two records one top-up, whatever else they say of it: a
// fee may have been filled in since, a note or an expiry may have gone through a
// spreadsheet.
type topUpIdentity struct {
	account int64
	at      int64 // Unix nanoseconds
	kind    lot.Kind
	credit  string
}

func identityOf(account int64, t lot.TopUp) topUpIdentity {
	return topUpIdentity{account, t.At.UnixNano(), t.Kind, t.Credit.String()}
}

// knownTopUps are the top-ups that the ledger had before a file came. Each of them
// answers to one row of the file, so that two equal rows are two.
type knownTopUps struct {
	byKey map[string]int64 // by the whole content of the row that brought it
	equal map[topUpIdentity][]int64
	fees  map[int64]*pricing.Money // recorded ones
}

func readKnownTopUps(ctx context.Context, tx *sql.Tx) (*knownTopUps, error) {
	k := &knownTopUps{map[string]int64{}, map[topUpIdentity][]int64{}, map[int64]*pricing.Money{}}
	err := sqlite.Each(ctx, tx, `SELECT id, account_id, at_ns, kind, credit, fee, import_key FROM topup ORDER BY id`, nil, func(row sqlite.Scanner) error {
		var id int64
		var of topUpIdentity
		var fee, key sql.NullString
		err := row.Scan(&id, &of.account, &of.at, &of.kind, &of.credit, &fee, &key)
		if err != nil {
			return err
		}
		if k.fees[id], err = maybeMoney(fee); err != nil {
			return err
		}
		if key.Valid {
			k.byKey[key.String] = id
		}
		k.equal[of] = append(k.equal[of], id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return k, nil
}

// same finds the top-up that a row with this content brought before, and takes it out
// of those that other rows may be equal to.
func (k *knownTopUps) same(key string, of topUpIdentity) (id int64, known bool) {
	if id, known = k.byKey[key]; !known {
		return 0, false
	}
	for i, o := range k.equal[of] {
		if o == id {
			k.equal[of] = append(k.equal[of][:i:i], k.equal[of][i+1:]...)
		}
	}
	return id, true
}

// like finds a top-up of the same account, time, kind and credit that no row answered
// to yet, and takes it out.
func (k *knownTopUps) like(of topUpIdentity) (id int64, known bool) {
	list := k.equal[of]
	if len(list) == 0 {
		return 0, false
	}
	k.equal[of] = list[1:]
	return list[0], true
}
