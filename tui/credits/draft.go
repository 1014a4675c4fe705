package credits

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// formKind is what a form records.
type formKind uint8

const (
	topUpForm formKind = iota
	grantForm
	refundForm
	balanceForm
)

var formTitles = [...]string{topUpForm: "ADD A TOP-UP", grantForm: "ADD A GRANT", refundForm: "REFUND A LOT", balanceForm: "SET A BALANCE"}

// The fields of the forms, by name.
const (
	accountField = "account"
	amountField  = "amount"
	methodField  = "method"
	whenField    = "when"
	feeField     = "fee"
	expiresField = "expires"
	backField    = "fee back"
	pageField    = "page says"
	noteField    = "note"
)

// A draft is a form that is being filled in, beside the screen or below it. The books record
// all of it or nothing.
type draft struct {
	form.Form
	kind formKind
	of   accountRow // the account in hand when it was opened
	lot  lot.Lot    // that a refund is of
}

// open opens a form for the account in hand.
func (s Model) open(kind formKind) (Model, tea.Cmd) {
	in, _ := s.inHand()
	f := draft{Form: form.New(), kind: kind, of: in}
	account := form.NewField(accountField, in.Account.Name, "a gateway, or gateway/team-a for a second account there")
	account.Names = s.accountNames()
	when := form.NewField(whenField, "", "now, "+s.asOf.UTC().Format("2006-01-02 15:04")+" UTC")
	note := form.NewField(noteField, "", "none")
	switch kind {
	case topUpForm:
		f.Fields = []form.Field{account, form.NewField(amountField, "", "dollars of credit"), {Name: methodField, Chooses: true, Chosen: s.usualMethod(in)}, when,
			form.NewField(feeField, "", "by the schedule of that day"), form.NewField(expiresField, "", "by the gateway's rule"), note}
	case grantForm:
		f.Fields = []form.Field{account, form.NewField(amountField, "", "dollars of credit"), when, form.NewField(expiresField, "", "by the gateway's rule"), note}
	case refundForm:
		a, i, ok := s.lotInHand()
		if !ok {
			return s, refuse("no lot of " + in.Account.Name + " is in hand")
		}
		f.of, f.lot = a, a.Lots[i]
		f.Fields = []form.Field{form.NewField(amountField, "", "all that is left"), {Name: backField, Chooses: true, Chosen: "no"}, when, note}
	case balanceForm:
		f.Fields = []form.Field{account, form.NewField(pageField, "", "dollars left"), when}
	}
	if f.kind != refundForm && in.Account.Name != "" {
		f.At = 1 // the account is filled in
	}
	s.draft = &f
	return s.Resize(s.full), nil
}

// openMissing opens the form of a top-up for the account in hand with the least
// that the missing top-up came to, and the instant by which it was made. An account
// without a deficit has none, nor one whose gateway counts what pays for it.
func (s Model) openMissing() Model {
	in, ok := s.inHand()
	if !ok || in.Missing(s.asOf).Sign() <= 0 {
		return s
	}
	s, _ = s.open(topUpForm)
	for i := range s.draft.Fields {
		switch f := &s.draft.Fields[i]; f.Name {
		case amountField:
			f.Input.SetValue(in.Missing(s.asOf).CentsUp().String())
		case whenField:
			if !in.DeficitSince.IsZero() {
				f.Input.SetValue(in.DeficitSince.UTC().Format("2006-01-02 15:04"))
			}
		}
	}
	return s
}

// accountNames are the accounts there are, then the gateways at which there could be one.
func (s Model) accountNames() []string {
	var out []string
	for _, a := range s.accounts.Rows {
		out = append(out, a.Account.Name)
	}
	for _, g := range s.cat.Gateways() {
		if !slices.Contains(out, g.ID) {
			out = append(out, g.ID)
		}
	}
	return out
}

// refuse says why a key does nothing here.
func refuse(why string) tea.Cmd {
	return func() tea.Msg { return page.Notice{Text: "not done: " + why, Wrong: true} }
}

// usualMethod is how the account's newest purchase was paid; "" for none.
func (s Model) usualMethod(a accountRow) string {
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind == lot.Purchase && l.Method != "" {
			return l.Method
		}
	}
	return ""
}

// choices are what a field chooses from.
func (s Model) choices(f draft, name string) []string {
	if name == backField {
		return []string{"no", "yes"}
	}
	gateway, _, _ := strings.Cut(f.Text(accountField), "/")
	if f.of.Account.Name == f.Text(accountField) {
		gateway = f.of.Account.Gateway
	}
	var out []string
	if g, err := s.cat.NeedGateway(gateway); err == nil {
		out = g.Methods()
	}
	return slices.DeleteFunc(out, func(m string) bool { return m == pricing.AnyMethod })
}

// choice is what a field has chosen: the first where that is no longer on offer, ""
// where nothing is.
func (s Model) choice(f draft, name string) string { return f.Choice(name, s.choices(f, name)) }

// picks is what the form's fields choose from.
func (s Model) picks(f draft) form.Picker {
	return func(name string) (string, []string) { return s.choice(f, name), s.choices(f, name) }
}

// edit handles a key while a form is open: Enter records it, Esc leaves all as it was.
func (s Model) edit(msg tea.KeyMsg) (Model, tea.Cmd) {
	f := *s.draft
	var does form.Deed
	f.Form, does = f.Fill(msg, s.picks(f))
	s.draft = &f
	switch does {
	case form.Record:
		return s.record()
	case form.Leave:
		s.draft = nil
		return s.Resize(s.full), nil
	}
	return s, nil
}
