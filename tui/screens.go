package tui

// Source is all that the screens read of the books: each screen declares its own part.
type Source interface {
	Books
	overviewSource
	workloadSource
	creditsSource
	spendSource
}

// screensOf makes the screens that there are: one line each, nil where there is none.
func screensOf(cfg Config) [screenCount]screen {
	return [screenCount]screen{
		overviewScreen: pageOf[overviewSource](newOverview(cfg.AsOf)),
		whatifScreen:   pageOf[workloadSource](newWhatif(cfg.Catalog, cfg.AsOf, cfg.Scenarios)),
		creditsScreen:  pageOf[creditsSource](newCredits(cfg.Catalog, cfg.AsOf)),
		spendScreen:    pageOf[spendSource](newSpend(cfg.AsOf)),
		catalogScreen:  pageOf[catalogBooks](newCatalog(cfg.Catalog, cfg.AsOf)),
	}
}
