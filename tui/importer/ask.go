package importer

import (
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
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

// foreign are the currencies of which a rate is missing.
func foreign(err error) []string {
	var rejected *usage.RejectedError
	if !errors.As(err, &rejected) {
		return nil
	}
	return rejected.Currencies()
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
