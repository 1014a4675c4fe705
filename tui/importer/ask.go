package importer

import (
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// askKind is what has to be said of a file.
type askKind uint8

const (
	askColumns askKind = iota // which column is what
	askRate                   // what a currency is in dollars
	askAccount                // whose usage it is
)

// An ask is a small form for what a file does not say itself. What it shows of the
// file is read again with each change.
type ask struct {
	form.Entry
	kind   askKind
	keys   AskKeys
	tried  bool
	sample usage.Sample
	wrong  error // why there is no sample
	asked  int   // number of the last sample that was asked for
	stale  bool  // it is not there yet
}

// AskKeys work in the form that asks what a file is: those of every form, in other words.
type AskKeys form.Keys

// NewAskKeys are the keys of that form.
func NewAskKeys() AskKeys {
	k := form.NewKeys()
	k.Next.SetHelp("↓ Tab", "next line")
	k.Previous.SetHelp("↑ Shift-Tab", "line before")
	k.Earlier.SetHelp("←", "name before")
	k.Later = page.Bind("→", "next name", "right") // a blank is typed
	k.Record.SetHelp("Enter", "look at all of it")
	k.Leave.SetHelp("Esc", "back")
	return AskKeys(k)
}

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

// unmapped reports whether a file is refused for what a mapping would say.
func unmapped(err error) bool {
	var unknown *usagefile.UnrecognisedError
	var head *usagefile.HeaderError
	return errors.As(err, &unknown) && !unknown.JSON || errors.As(err, &head) && head.Own() || errors.Is(err, usage.ErrNoGateway)
}

// foreign are the currencies of which a rate is missing.
func foreign(err error) []string {
	var rejected *usage.RejectedError
	if !errors.As(err, &rejected) {
		return nil
	}
	return rejected.Currencies()
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

func (b Model) gatewayNames() []string {
	var out []string
	for _, g := range b.target.Catalog.Gateways() {
		out = append(out, g.ID)
	}
	return out
}

// rating asks what currencies are in US dollars.
func (b Model) rating(currencies []string) Model {
	f := ask{kind: askRate, keys: NewAskKeys()}
	for _, c := range currencies {
		f.Fields = append(f.Fields, form.NewField("1 "+c, b.how.FX[c], "US dollars, like 0.1389"))
	}
	b.ask, b.step = &f, askStep
	return b
}

// accounting asks whose usage it is.
func (b Model) accounting() (Model, tea.Cmd) {
	account := b.how.Account
	if account == "" && !strings.Contains(b.got.Account, ",") {
		account = b.got.Account
	}
	x := form.NewField("account", account, "what the file says, or the gateway's name")
	x.Names = b.gatewayNames()
	b.ask, b.step = &ask{kind: askAccount, keys: NewAskKeys(), Entry: form.Entry{Fields: []form.Field{x}}}, askStep
	imp, ctx := b.target.Books, b.ctx
	return b, func() tea.Msg {
		var names []string
		accounts, _ := imp.Accounts(ctx) // without them there are the gateways
		for _, each := range accounts {
			names = append(names, each.Name)
		}
		return accountsFound{names}
	}
}

// tookAccounts completes an account by those that there are.
func (b Model) tookAccounts(msg accountsFound) Model {
	if b.ask == nil || b.ask.kind != askAccount || b.step != askStep {
		return b
	}
	f := *b.ask
	f.Fields = slices.Clone(f.Fields)
	names := slices.Clone(msg.names)
	for _, g := range f.Fields[0].Names {
		if !slices.Contains(names, g) {
			names = append(names, g)
		}
	}
	f.Fields[0].Names = names
	b.ask = &f
	return b
}

// answer handles a key of the form.
func (b Model) answer(msg tea.KeyMsg) (Model, tea.Cmd) {
	f := *b.ask
	b.ask = &f
	switch k := f.keys; {
	case key.Matches(msg, k.Leave):
		b.step, b.problem = pickStep, ""
		if b.err == nil || f.kind == askAccount { // there is a preview
			b.step = previewStep
		} else {
			b.ask = nil
		}
		return b, nil
	case key.Matches(msg, k.Record):
		f.tried = true
		how, err := f.how(b.how)
		if err != nil {
			return b, nil
		}
		how.DryRun = true
		return b.looking(b.path, how)
	}
	var changed bool
	if f.Entry, changed = f.Press(msg, form.Keys(f.keys), nil); !changed {
		return b, nil
	}
	f.tried = false
	return b.resampled()
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

// errStill is what is still to be said.
type errStill struct{ names []string }

// Error names what is missing, in the words of the form.
func (e errStill) Error() string { return "still to be said: " + draw.List(e.names, 3) }

// how is an import with what the form says, or what is wrong with it.
func (f ask) how(before How) (How, error) {
	switch f.kind {
	case askRate:
		return f.withRates(before)
	case askAccount:
		before.Account = strings.TrimSpace(f.Fields[0].Input.Value())
		return before, nil
	}
	before.Map, before.Set = map[string]string{}, map[string]string{}
	columns := trimmedNames(f.sample.Columns)
	var still []string
	var wrong error
	account := false
	for i, m := range mappedFields {
		text := strings.TrimSpace(f.Fields[i].Input.Value())
		constant, said := strings.CutPrefix(text, "=")
		switch {
		case text == "":
			if m.needed {
				still = append(still, m.shown)
			}
			continue
		case !said && slices.Contains(columns, text):
			before.Map[m.name] = text
		case m.label || said:
			before.Set[m.name] = strings.TrimSpace(constant)
		case wrong == nil:
			wrong = errors.New(m.shown + ": no column is called " + text + "; =" + text + " says that it is that on every row")
		}
		account = account || m.name == "account"
	}
	if account { // openrouter/team-a says its gateway
		still = slices.DeleteFunc(still, func(n string) bool { return n == "gateway" })
	}
	switch {
	case wrong != nil:
		return before, wrong
	case len(still) > 0:
		return before, errStill{still}
	}
	return before, nil
}

// withRates is an import with the rates that the form says.
func (f ask) withRates(before How) (How, error) {
	fx := map[string]string{}
	for currency, rate := range before.FX {
		fx[currency] = rate
	}
	before.FX = fx
	for _, x := range f.Fields {
		_, currency, _ := strings.Cut(x.Name, " ")
		text := strings.TrimSpace(x.Input.Value())
		if text == "" {
			return before, errStill{[]string{"what " + x.Name + " is in US dollars"}}
		}
		rate, err := pricing.ParseRate(text)
		if err != nil {
			return before, form.Fault(x.Name, text, err)
		}
		if rate.Cmp(pricing.Rate{}) <= 0 {
			return before, errors.New(x.Name + ": want more than 0")
		}
		fx[currency] = text
	}
	return before, nil
}
