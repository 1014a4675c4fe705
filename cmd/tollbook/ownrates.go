package main

import (
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
)

// withoutOwnRates is the annotation of a command that goes by what is built in alone: an
// invented ledger, or what has to work where own files are broken.
const withoutOwnRates = "without own rates"

// ownRates is the folder of own rates beside the ledger; false where the ledger has no
// place.
func (r *app) ownRates() (ownrates.Folder, bool) {
	path, err := r.path()
	if err != nil {
		return ownrates.Folder{}, false
	}
	return ownrates.Beside(path), true
}

// loadCatalog reads the catalog that a command goes by.
func (r *app) loadCatalog(cmd *cobra.Command) (*pricing.Catalog, error) {
	if _, alone := cmd.Annotations[withoutOwnRates]; alone {
		return pricing.Load(data.Files)
	}
	return r.loadWith(pricing.Load)
}

// loadWith loads the catalog with own rates as load does.
func (r *app) loadWith(load func(fs.FS, ...fs.FS) (*pricing.Catalog, error)) (*pricing.Catalog, error) {
	folder, ok := r.ownRates()
	if !ok {
		return load(data.Files)
	}
	own, err := folder.FS()
	if err != nil {
		return nil, fmt.Errorf("the own rates in %s: %w", folder.Path(), err)
	}
	if own == nil {
		return load(data.Files)
	}
	c, err := load(data.Files, own)
	if err != nil {
		return nil, withHint(err, fmt.Sprintf("mend the lines named, in %s, or take the last change back: tollbook catalog undo", folder.Path()))
	}
	return c, nil
}

// needOwnRates is ownRates for a command that changes them.
func (r *app) needOwnRates() (ownrates.Folder, error) {
	if _, err := r.path(); err != nil {
		return ownrates.Folder{}, err
	}
	folder, _ := r.ownRates()
	return folder, nil
}
