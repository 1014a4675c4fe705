package tui

import (
	"tollbook/tui/catalog"
	"tollbook/tui/credits"
	"tollbook/tui/overview"
	"tollbook/tui/page"
	"tollbook/tui/spend"
	"tollbook/tui/whatif"
)

// Books is all that the screens read of the books: each screen declares its own part.
type Books interface {
	page.Books
	overview.Books
	whatif.Books
	credits.Books
	spend.Books
	catalog.Books
}

// screensOf makes the screens that there are: one line each, nil where there is none.
func screensOf(cfg Config) [page.Count]page.Screen {
	return [page.Count]page.Screen{
		page.Overview: page.Of[overview.Books](overview.New(cfg.AsOf)),
		page.Whatif:   page.Of[whatif.Books](whatif.New(cfg.Catalog, cfg.AsOf, cfg.Scenarios)),
		page.Credits:  page.Of[credits.Books](credits.New(cfg.Catalog, cfg.AsOf)),
		page.Spend:    page.Of[spend.Books](spend.New(cfg.AsOf)),
		page.Catalog:  page.Of[catalog.Books](catalog.New(cfg.Catalog, cfg.AsOf)),
	}
}
