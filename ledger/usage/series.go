package usage

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A SeriesKey is all that the rows of a series share.
type SeriesKey struct {
	AccountID                       int64
	Model, Provider, Key, App, User string
	Team, Machine                   string
	Service                         pricing.Service // as the export states it
	View                            usagefile.View
	Flags                           int
}

// A Series is a SeriesKey with its account in words.
type Series struct {
	ID int64
	SeriesKey
	Account string
	Gateway string
	Billing string // "" is the gateway's default
}

// AllSeries reads the series of the ledger by id. There are few: one for each
// model, key and app in use.
func AllSeries(ctx context.Context, q sqlite.Querier) (map[int64]*Series, error) {
	all := map[int64]*Series{}
	err := sqlite.Each(ctx, q, `
		SELECT
			s.id,
			s.account_id,
			s.model,
			s.provider,
			s.api_key,
			s.app,
			s.end_user,
			s.team,
			s.machine,
			s.service_tier,
			s.residency,
			s.view,
			s.flags,
			a.name,
			a.gateway,
			COALESCE(a.billing, '')
		FROM series s
		JOIN account a ON a.id = s.account_id`, nil, func(row sqlite.Scanner) error {
		s := &Series{}
		err := row.Scan(&s.ID, &s.AccountID, &s.Model, &s.Provider, &s.Key, &s.App, &s.User, &s.Team, &s.Machine, &s.Service.Tier, &s.Service.Residency, &s.View, &s.Flags,
			&s.Account, &s.Gateway, &s.Billing)
		all[s.ID] = s
		return err
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
	series      map[SeriesKey]int64
	nextAccount int64
	nextSeries  int64
	ids         sync.Mutex // of series and nextSeries: both sides make some
}

func readLabels(ctx context.Context, tx *sql.Tx) (*labels, error) {
	l := &labels{accounts: map[string]*accountRef{}, series: map[SeriesKey]int64{}}
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return nil, err
	}
	for id, s := range all {
		l.series[s.SeriesKey] = id
		l.nextSeries = max(l.nextSeries, id)
	}
	err = sqlite.Each(ctx, tx, `SELECT id, name, COALESCE(born, name), gateway, COALESCE(billing, '') FROM account`, nil, func(row sqlite.Scanner) error {
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

// id finds or makes the series of those labels.
func (l *labels) id(k SeriesKey) (id int64, fresh bool) {
	l.ids.Lock()
	defer l.ids.Unlock()
	id, known := l.series[k]
	if !known {
		l.nextSeries++
		id = l.nextSeries
		l.series[k] = id
	}
	return id, !known
}

func insertAccount(ctx context.Context, tx *sql.Tx, a *accountRef) error {
	var billing any
	if a.billing != "" {
		billing = a.billing
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO account (id, name, gateway, billing) VALUES (?, ?, ?, ?)`, a.id, a.name, a.gateway, billing)
	return err
}

const insertSeries = `
	INSERT INTO series (id, account_id, model, provider, api_key, app, end_user, team, machine, service_tier, residency, view, flags)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// writeSeries runs insertSeries: a file of many users has one series after another.
func writeSeries(ctx context.Context, insert *sql.Stmt, s Series) error {
	_, err := insert.ExecContext(ctx,
		s.ID, s.AccountID, s.Model, s.Provider, s.Key, s.App, s.User, s.Team, s.Machine, string(s.Service.Tier), s.Service.Residency, int(s.View), s.Flags)
	return err
}
