package tui

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
)

// catalogPane is one of the tables of the catalog screen.
type catalogPane uint8

const (
	gatewaysPane catalogPane = iota
	modelsPane
	incidentsPane
	catalogPanes
)

var catalogPaneNames = [catalogPanes]string{"Gateways", "Models", "Incidents"}

// catalog is the screen of what tollbook knows about gateways and models: terms,
// rates, outages, each with its source and age.
type catalog struct {
	cat  *pricing.Catalog
	asOf time.Time
	keys catalogKeys
	size size
	load loadState[terms]

	pane      catalogPane
	gateways  table[gatewayTerms]
	models    table[modelTerms]
	incidents table[outage]
	model     string // whose rates are shown in place of the models; "" for none
	rates     table[rateStep]
	filter    *textinput.Model // being typed
}

// terms is the catalog laid out as the tables show it.
type terms struct {
	gateways []gatewayTerms
	models   []modelTerms
	outages  []outage
}

// catalogKeys work on the catalog screen. The order is the order of the help.
type catalogKeys struct {
	Up, Down         key.Binding
	PageUp, PageDown key.Binding
	First, Last      key.Binding
	Enter            key.Binding
	Back             key.Binding
	Pane             key.Binding
	Filter           key.Binding
	Sort             key.Binding
	Turn             key.Binding
}

func newCatalog(c *pricing.Catalog, asOf time.Time) catalog {
	return catalog{
		cat: c, asOf: asOf, load: loadState[terms]{of: "catalog"},
		keys: catalogKeys{
			Up:       binding("↑ k", "up", "up", "k"),
			Down:     binding("↓ j", "down", "down", "j"),
			PageUp:   binding("PgUp", "a page up", "pgup", "ctrl+b"),
			PageDown: binding("PgDn", "a page down", "pgdown", "ctrl+f"),
			First:    binding("g", "to the top", "home", "g"),
			Last:     binding("G", "to the end", "end", "G"),
			Enter:    binding("Enter", "facts, rates", "enter"),
			Back:     binding("Esc", "back, never quit", "esc"),
			Pane:     binding("Tab", "other pane", "tab", "shift+tab"),
			Filter:   binding("/", "filter", "/"),
			Sort:     binding("o", "order by a column", "o"),
			Turn:     binding("O", "reverse the order", "O"),
		},
		gateways: gatewayTable(), models: modelTable(), incidents: outageTable(), rates: rateTable(),
	}
}

// reload lays the catalog out. It reads no books, but six hundred models' rates at
// forty gateways are not for a key press.
func (s catalog) reload(context.Context, Source) (catalog, tea.Cmd) {
	var cmd tea.Cmd
	s.load, cmd = s.load.begin(func() (terms, error) { return termsOf(s.cat, s.asOf), nil })
	return s, cmd
}

func termsOf(c *pricing.Catalog, asOf time.Time) terms {
	return terms{gateways: gatewayRows(c, asOf), models: modelRows(c, asOf), outages: outageRows(c)}
}

func (s catalog) status() loadStatus { return s.load.loadStatus }

// vacant is never shown: the program comes with its catalog.
func (s catalog) vacant() []string { return []string{"The catalog is empty."} }

func (s catalog) offers() []key.Binding { return nil }

func (s catalog) typing() bool { return s.filter != nil }

func (s catalog) claims(msg tea.KeyMsg) bool { return key.Matches(msg, s.keys.Pane) }

func (s catalog) bindings() []key.Binding { return bindings(s.keys) }

func (s catalog) update(msg tea.Msg) (catalog, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded[terms]:
		load, mine := s.load.take(msg)
		s.load = load
		if mine && load.phase == ready {
			s.gateways, s.models, s.incidents = s.gateways.with(load.value.gateways), s.models.with(load.value.models), s.incidents.with(load.value.outages)
		}
	case tea.KeyMsg:
		if s.filter != nil {
			return s.write(msg), nil
		}
		return s.press(msg)
	case tea.MouseMsg:
		return s.mouse(msg), nil
	}
	return s.laid(), nil
}

func (s catalog) resized(to size) catalog {
	s.size = to
	return s.laid()
}

// laid gives every table the room that the words leave.
func (s catalog) laid() catalog {
	room := size{s.size.width, max(s.frame().room(), 2)}
	s.gateways, s.models, s.rates = s.gateways.resized(room), s.models.resized(room), s.rates.resized(room)
	if s.pane == incidentsPane {
		room.height = max(room.height-s.timelineHeight(), 2)
	}
	s.incidents = s.incidents.resized(room)
	return s
}
