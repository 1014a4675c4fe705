package usage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A SpendKey is what a price, a lot and a view of rows depend on: few in any ledger.
type SpendKey struct {
	AccountID       int64
	Model, Provider string          // Model as written
	Service         pricing.Service // as the export states it
	View            usagefile.View
	Flags           int
}

// Labels say who used something; there may be as many as an account has customers.
type Labels struct{ Key, App, User, Team, Machine string }

// A SeriesKey is all that the rows of a series share.
type SeriesKey struct {
	SpendKey
	Labels
}

// A SpendSeries is a SpendKey with its account in words.
type SpendSeries struct {
	ID int64
	SpendKey
	Account string
	Gateway string
	Billing string // "" is the gateway's default
}

// A Series is a spend series, and who used it. That of a money sum has no labels, and the
// ID of its spend series.
type Series struct {
	ID int64
	*SpendSeries
	Labels
}

// key is all that its rows share.
func (x *Series) key() SeriesKey { return SeriesKey{x.SpendKey, x.Labels} }

// ReadSpendSeries reads the spend series of the ledger by id, each as the series of a money
// sum: few, whoever used them.
func ReadSpendSeries(ctx context.Context, q sqlite.Querier) (map[int64]*Series, error) {
	all := map[int64]*Series{}
	err := sqlite.Each(ctx, q, `
		SELECT
			p.id,
			p.account_id,
			p.model,
			p.provider,
			p.service_tier,
			p.residency,
			p.view,
			p.flags,
			a.name,
			a.gateway,
			COALESCE(a.billing, '')
		FROM spend_series p
		JOIN account a ON a.id = p.account_id`, nil, func(row sqlite.Scanner) error {
		s := &SpendSeries{}
		err := row.Scan(&s.ID, &s.AccountID, &s.Model, &s.Provider, &s.Service.Tier, &s.Service.Residency, &s.View, &s.Flags, &s.Account, &s.Gateway, &s.Billing)
		all[s.ID] = &Series{ID: s.ID, SpendSeries: s}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// AllSeries reads the series of the ledger by id: one for each model, key, app and user
// that were used together, which may be hundreds of thousands.
func AllSeries(ctx context.Context, q sqlite.Querier) (map[int64]*Series, error) {
	spend, err := ReadSpendSeries(ctx, q)
	if err != nil {
		return nil, err
	}
	return labelled(ctx, q, spend)
}

// labelled are all series of the spend series that are given.
func labelled(ctx context.Context, q sqlite.Querier, spend map[int64]*Series) (map[int64]*Series, error) {
	all := map[int64]*Series{}
	var l Labels
	err := sqlite.Each(ctx, q, `SELECT id, spend_id, api_key, app, end_user, team, machine FROM series`, nil, func(row sqlite.Scanner) error {
		var id, of int64
		if err := row.Scan(&id, &of, &l.Key, &l.App, &l.User, &l.Team, &l.Machine); err != nil {
			return err
		}
		x := spend[of]
		if x == nil {
			return fmt.Errorf("%w: series %d names spend series %d, which is missing", sqlite.ErrDamaged, id, of)
		}
		all[id] = &Series{id, x.SpendSeries, l}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// An accountRef is an account that an import may book to.
type accountRef struct {
	id      int64
	name    string
	born    string // the name it was made under: keys of rows without an id hold it
	gateway string
	billing string // "" is the gateway's default
}

// labels are the accounts and series of a ledger while an import adds to them.
// The one that reads the file gives them their ids; the one that writes puts
// them into the tables, before the first row that names them.
type labels struct {
	accounts    map[string]*accountRef
	spend       map[SpendKey]*SpendSeries
	series      map[labelKey]int64
	nextAccount int64
	nextSpend   int64
	nextSeries  int64
	ids         sync.Mutex // of spend, series, nextSpend and nextSeries: both sides make some
}

// A labelKey is a series' among those of the ledger.
type labelKey struct {
	spend int64
	Labels
}

// readLabels finds the accounts, and all, the series of the ledger, by what they are.
func readLabels(ctx context.Context, tx *sql.Tx, all map[int64]*Series) (*labels, error) {
	l := &labels{accounts: map[string]*accountRef{}, spend: map[SpendKey]*SpendSeries{}, series: make(map[labelKey]int64, len(all))}
	for id, s := range all {
		l.series[labelKey{s.SpendSeries.ID, s.Labels}], l.spend[s.SpendKey] = id, s.SpendSeries
		l.nextSeries, l.nextSpend = max(l.nextSeries, id), max(l.nextSpend, s.SpendSeries.ID)
	}
	err := sqlite.Each(ctx, tx, `SELECT id, name, COALESCE(born, name), gateway, COALESCE(billing, '') FROM account`, nil, func(row sqlite.Scanner) error {
		a := &accountRef{}
		err := row.Scan(&a.id, &a.name, &a.born, &a.gateway, &a.billing)
		l.accounts[a.name] = a
		l.nextAccount = max(l.nextAccount, a.id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// account finds or makes the account of that name. fresh says that it is new.
func (l *labels) account(name, gateway, billing string) (a *accountRef, fresh bool, err error) {
	if a := l.accounts[name]; a != nil {
		if a.gateway != gateway {
			return nil, false, fmt.Errorf("is an account at %s, and this row is from %s; name another with --account", a.gateway, gateway)
		}
		return a, false, nil
	}
	l.nextAccount++
	a = &accountRef{l.nextAccount, name, name, gateway, billing}
	l.accounts[name] = a
	return a, true, nil
}

// find finds or makes the series of a key, whose account of says in words. fresh says that
// it is new.
func (l *labels) find(k SeriesKey, of SpendSeries) (x Series, fresh bool) {
	l.ids.Lock()
	defer l.ids.Unlock()
	spend := l.spend[k.SpendKey]
	if spend == nil {
		l.nextSpend++
		spend = &of
		spend.ID, spend.SpendKey = l.nextSpend, k.SpendKey
		l.spend[k.SpendKey] = spend
	}
	at := labelKey{spend.ID, k.Labels}
	id, known := l.series[at]
	if !known {
		l.nextSeries++
		id = l.nextSeries
		l.series[at] = id
	}
	return Series{id, spend, k.Labels}, !known
}

func insertAccount(ctx context.Context, tx *sql.Tx, a *accountRef) error {
	var billing any
	if a.billing != "" {
		billing = a.billing
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO account (id, name, gateway, billing) VALUES (?, ?, ?, ?)`, a.id, a.name, a.gateway, billing)
	return err
}

// A seriesWriter writes series: a file of many users has one after another.
type seriesWriter struct {
	spend, series *sql.Stmt
	written       map[int64]bool // spend series that stand in the ledger
}

func newSeriesWriter(ctx context.Context, tx *sql.Tx, all map[int64]*Series) (*seriesWriter, error) {
	w := &seriesWriter{written: map[int64]bool{}}
	for _, s := range all {
		w.written[s.SpendSeries.ID] = true
	}
	var err error
	w.spend, err = tx.PrepareContext(ctx, `
		INSERT INTO spend_series (id, account_id, model, provider, service_tier, residency, view, flags)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return nil, err
	}
	w.series, err = tx.PrepareContext(ctx, `
		INSERT INTO series (id, spend_id, api_key, app, end_user, team, machine)
		VALUES (?, ?, ?, ?, ?, ?, ?)`)
	return w, err
}

// write writes a series, behind its spend series where that is new.
func (w *seriesWriter) write(ctx context.Context, s *Series) error {
	if !w.written[s.SpendSeries.ID] {
		w.written[s.SpendSeries.ID] = true
		_, err := w.spend.ExecContext(ctx, s.SpendSeries.ID, s.AccountID, s.Model, s.Provider, string(s.Service.Tier), s.Service.Residency, int(s.View), s.Flags)
		if err != nil {
			return err
		}
	}
	_, err := w.series.ExecContext(ctx, s.ID, s.SpendSeries.ID, s.Key, s.App, s.User, s.Team, s.Machine)
	return err
}

func (w *seriesWriter) close() error { return errors.Join(w.spend.Close(), w.series.Close()) }
