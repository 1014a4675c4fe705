package usage

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"tollbook/ledger/lot"
	"tollbook/ledger/usagefile"
)

// A proposal is credit of which a file of usage tells. Nobody books it before a person has
// said so: the ledger's proposed top-ups are made of it.
type proposal struct {
	account int64
	usagefile.Credit
}

// propose notes the credit of a record, at the account that its usage goes to. Its error
// is that of an account at another gateway.
func (in *booking) propose(rec *usagefile.Record) error {
	gateway := cmp.Or(rec.Row.Gateway, rec.Format.Gateway)
	name := cmp.Or(in.opt.Account, rec.Row.Account, rec.Format.Account, gateway)
	account, fresh, err := in.labels.account(strings.Clone(name), strings.Clone(gateway), rec.Format.Billing)
	if err != nil {
		return err
	}
	if fresh {
		in.batch.accounts = append(in.batch.accounts, account)
	}
	in.names[account.name] = true
	in.proposed = append(in.proposed, proposal{account.id, *rec.Proposed})
	return nil
}

// insertProposal keeps credit of which an import's file tells, unless it is known.
const insertProposal = `
	INSERT INTO proposed_topup (import_id, account_id, kind, after_ns, until_ns, was, became, note)
	VALUES (?, ?, ?, ?, ?, '0', ?, ?)
	ON CONFLICT DO NOTHING`

// putProposals keeps the credit of which a file tells. What another file told of is known.
func (im *importing) putProposals(ctx context.Context, tx *sql.Tx) error {
	im.got.Proposed = len(im.in.proposed)
	for _, p := range im.in.proposed {
		kind := lot.Purchase
		if p.Grant {
			kind = lot.Grant
		}
		_, err := tx.ExecContext(ctx, insertProposal, im.got.ID, p.account, kind, p.At.UnixNano(), p.At.UnixNano(), p.USD.String(), p.Note)
		if err != nil {
			return err
		}
	}
	return nil
}
