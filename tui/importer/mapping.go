package importer

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/tui/form"
)

// sampled is the answer to a look at a file's first records, accountsFound that to
// which accounts there are.
type (
	sampled struct {
		request int
		sample  usage.Sample
		err     error
	}
	accountsFound struct{ names []string }
)

// sampleRows is how many records are looked at while the columns are said.
const sampleRows = 4

// A mappedField is a field of tollbook's own table as a person is asked for it.
type mappedField struct {
	name   string // as the ledger calls it
	shown  string
	empty  string // what it is where no column is named
	needed bool
	label  bool // a name, which may be the same on every row
}

// mappedFields are those that a person is asked for, the needed ones first.
var mappedFields = []mappedField{
	{"time", "time", "needed: a column", true, false},
	{"model", "model", "needed: a column, or one name for every row", true, true},
	{"gateway", "gateway", "needed: a column, or one name for every row", true, true},
	{"input_tokens", "input, uncached", "none", false, false},
	{"cache_read_tokens", "cache read", "none", false, false},
	{"output_tokens", "output", "none", false, false},
	{"cost_usd", "cost, USD", "none: the catalog's price is taken", false, false},
	{"requests", "requests", "one a row", false, false},
	{"account", "account", "the gateway's name", false, true},
	{"request_id", "request id", "none: equal rows are told apart by their count", false, false},
	{"cache_write_5m_tokens", "cache write 5 m", "none", false, false},
	{"cache_write_1h_tokens", "cache write 1 h", "none", false, false},
	{"reasoning_tokens", "reasoning", "none", false, false},
	{"provider", "provider", "none", false, true},
	{"key", "key", "none", false, true},
	{"app", "app", "none", false, true},
	{"user", "user", "none", false, true},
	{"byok_usd", "own key, USD", "none", false, false},
	{"team", "team", "none", false, true},
	{"machine", "machine", "none", false, true},
	{"service_tier", "service tier", "standard", false, true},
	{"residency", "residency", "anywhere", false, true},
	{"band", "price band", "by the row's own prompt", false, false},
	{"window", "price window", "by the row's own time", false, false},
	{"other", "further kinds", "none", false, false},
	{"marks", "marks", "none", false, true},
	{"view", "view", "request rows", false, true},
}

// Unmapped reports whether a file is refused for what a person could say of its columns.
func Unmapped(err error) bool {
	var unknown *usagefile.UnrecognisedError
	var head *usagefile.HeaderError
	return errors.As(err, &unknown) && !unknown.JSON || errors.As(err, &head) && head.Own() || errors.Is(err, usage.ErrNoGateway)
}

// mapping asks which column is what. The form opens once the columns are read; where
// they can't be, the file is refused as it was.
func (b Model) mapping() (Model, tea.Cmd) {
	if b.ask != nil && b.ask.kind == askColumns { // it is answered anew
		b.step = askStep
		return b, nil
	}
	f := ask{kind: askColumns, keys: NewAskKeys(), asked: 1}
	b.ask = &f
	how := b.how
	return b, b.sample(1, how)
}

// sample reads the file's first records, aside.
func (b Model) sample(request int, how How) tea.Cmd {
	imp, ctx, path := b.target.Books, b.ctx, b.path
	return func() tea.Msg {
		got, err := imp.Sample(ctx, path, how, sampleRows)
		return sampled{request, got, err}
	}
}

// tookSample shows what a mapping makes of the first records. The first answer opens
// the form.
func (b Model) tookSample(msg sampled) Model {
	if b.ask == nil || b.ask.kind != askColumns || msg.request != b.ask.asked {
		return b
	}
	f := *b.ask
	b.ask = &f
	f.wrong, f.stale = msg.err, false
	if msg.err == nil {
		f.sample = msg.sample
	}
	switch {
	case b.step == askStep:
	case msg.err != nil && b.err != nil: // it is no table
		b.ask, b.step = nil, refusedStep
	case msg.err != nil:
		b.ask = nil
	default:
		b.step = askStep
		if m := msg.sample.Recalled; m != nil && len(b.how.NoCost) == 0 {
			b.how.NoCost = m.NoCost
		}
		f.Fields = b.mapFields(msg.sample)
		for i := len(f.Fields) - 1; i >= 0; i-- { // the first that is still to be said
			if mappedFields[i].needed && f.Fields[i].Input.Value() == "" {
				f.At = i
			}
		}
		*b.ask = f
	}
	return b
}

// mapFields are the lines of the form, filled with what was said before, or with what
// the names of the columns let guess.
func (b Model) mapFields(sample usage.Sample) []form.Field {
	how := b.how
	if len(how.Map)+len(how.Set) == 0 {
		if m := sample.Recalled; m != nil {
			how.Map, how.Set = m.Map, m.Set
		} else {
			how.Map = usagefile.Guess(sample.Columns)
		}
	}
	columns := trimmedNames(sample.Columns)
	var out []form.Field
	for _, m := range mappedFields {
		value := how.Map[m.name]
		if constant, ok := how.Set[m.name]; ok {
			value = constant
			if slices.Contains(columns, constant) || !m.label {
				value = "=" + constant
			}
		}
		x := form.NewField(m.shown, value, m.empty)
		x.Names = slices.Clone(columns)
		switch m.name {
		case "gateway", "account":
			x.Names = append(x.Names, b.gatewayNames()...)
		case "model":
			for _, each := range b.target.Catalog.Models() {
				x.Names = append(x.Names, each.ID)
			}
		}
		out = append(out, x)
	}
	return out
}

func trimmedNames(columns []string) []string {
	out := make([]string, 0, len(columns))
	for _, c := range columns {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// resampled reads the first records again where the columns are said.
func (b Model) resampled() (Model, tea.Cmd) {
	f := b.ask
	if f.kind != askColumns {
		return b, nil
	}
	f.asked++
	f.stale = true
	how, _ := f.how(b.how) // as far as it is said
	return b, b.sample(f.asked, how)
}
