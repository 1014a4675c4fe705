package cli

import (
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
)

// OwnRates is the folder of own rates beside the ledger; false where the ledger has no
// place.
func (r *Run) OwnRates() (ownrates.Folder, bool) {
	path, err := r.Path()
	if err != nil {
		return ownrates.Folder{}, false
	}
	return ownrates.Beside(path), true
}

// LoadCatalog reads the catalog that a command goes by: with own rates, unless it is
// annotated WithoutOwnRates.
func (r *Run) LoadCatalog(cmd *cobra.Command) (*pricing.Catalog, error) {
	if _, alone := cmd.Annotations[WithoutOwnRates]; alone {
		return pricing.Load(data.Files)
	}
	return r.LoadWith(pricing.Load)
}

// LoadWith loads the catalog with own rates as load does, pricing.Load or one of its kind.
func (r *Run) LoadWith(load func(fs.FS, ...fs.FS) (*pricing.Catalog, error)) (*pricing.Catalog, error) {
	folder, ok := r.OwnRates()
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
		return nil, WithHint(err, fmt.Sprintf("mend the lines named, in %s, or take the last change back: tollbook catalog undo", folder.Path()))
	}
	return c, nil
}

// NeedOwnRates is OwnRates for a command that changes them: no place is an error.
func (r *Run) NeedOwnRates() (ownrates.Folder, error) {
	if _, err := r.Path(); err != nil {
		return ownrates.Folder{}, err
	}
	folder, _ := r.OwnRates()
	return folder, nil
}
