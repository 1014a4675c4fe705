package credits

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// formKind is what a form records.
type formKind uint8

const (
	topUpForm formKind = iota
	editForm
	removeForm
	refundForm
	balanceForm
)

// The fields of the forms, by name.
const (
	accountField = "account"
	kindField    = "kind"
	amountField  = "amount"
	methodField  = "method"
	whenField    = "when"
	feeField     = "fee"
	expiresField = "expires"
	backField    = "fee back"
	pageField    = "page says"
	noteField    = "note"
	removeField  = "remove it"
)

// A draft is a form that is being filled in, beside the screen or below it. The books record
// all of it or nothing.
type draft struct {
	form.Form
	kind  formKind
	of    accountRow   // the account in hand when it was opened
	lot   lot.Lot      // that a refund is of
	was   lot.TopUp    // that is corrected
	aside []form.Field // those that only a purchase has, while the form is of none
}

// title says what the form records.
func (f draft) title() string {
	switch f.kind {
	case editForm:
		return "CORRECT " + lotName(f.lot) + "  " + string(f.was.Kind) + " of " + draw.Safe(f.of.Account.Name)
	case removeForm:
		return "REMOVE " + lotName(f.lot) + "  " + string(f.lot.Kind) + " of " + draw.Safe(f.of.Account.Name)
	case refundForm:
		return "REFUND A LOT  " + lotName(f.lot) + " of " + draw.Safe(f.of.Account.Name) + ", " + draw.Money(f.lot.Remaining) + " left"
	case balanceForm:
		return "SET A BALANCE"
	}
	return "ADD A TOP-UP"
}

// whenWords say what a field of time takes.
const whenWords = "yesterday, 1 Sep, -3d, 2026-09-01 14:00"

// open opens a form for the account in hand.
func (s Model) open(kind formKind) (Model, tea.Cmd) {
	in, _ := s.inHand()
	f := draft{Form: form.New(), kind: kind, of: in}
	account := form.NewField(accountField, in.Account.Name, "a gateway, or gateway/team-a for a second account there")
	account.Names = s.accountNames()
	when := form.NewField(whenField, "", "now, "+s.asOf.UTC().Format("2 Jan 15:04")+" UTC; or "+whenWords)
	switch kind {
	case topUpForm:
		f.Fields = append([]form.Field{account}, s.purchaseFields(lot.TopUp{Method: s.usualMethod(in)}, when)...)
		f.Fields = slices.Insert(f.Fields, 2, form.Field{Name: kindField, Chooses: true})
	case removeForm:
		a, i, _ := s.lotInHand()
		f.of, f.lot = a, a.Lots[i]
		f.Fields = []form.Field{{Name: removeField, Chooses: true}}
	case refundForm:
		a, i, _ := s.lotInHand()
		f.of, f.lot = a, a.Lots[i]
		f.Fields = []form.Field{form.NewField(amountField, "", "all that is left"), {Name: backField, Chooses: true, Chosen: "no"}, when, form.NewField(noteField, "", "none")}
	case balanceForm:
		f.Fields = []form.Field{account, form.NewField(pageField, "", "dollars left"), when}
	}
	if f.kind != refundForm && in.Account.Name != "" {
		f.to(amountField)
		f.to(pageField)
	}
	s.draft = &f
	return s.Resize(s.full), nil
}

// purchaseFields are those of a purchase, filled with what is known of it.
func (s Model) purchaseFields(t lot.TopUp, when form.Field) []form.Field {
	fee, expires := "", ""
	if t.Charged {
		fee = t.Fee.String()
	}
	switch at := t.Expires.At(); {
	case t.Expires.IsNever():
		expires = "never"
	case !at.IsZero():
		expires = at.Format("2006-01-02 15:04")
	}
	amount := ""
	if !t.Credit.IsZero() {
		amount = t.Credit.String()
	}
	return []form.Field{form.NewField(amountField, amount, "dollars of credit"), {Name: methodField, Chooses: true, Chosen: t.Method}, when,
		form.NewField(feeField, fee, "by the schedule of that day"), form.NewField(expiresField, expires, "by the gateway's rule; or 20 Dec, never"), form.NewField(noteField, t.Note, "none")}
}

// toTheSecond is how a form writes the instant that was recorded.
const toTheSecond = "2006-01-02 15:04:05"

// openEdit opens the form of what the line under the cursor shows, filled in.
func (s Model) openEdit() (Model, tea.Cmd) {
	a, i, _ := s.lotInHand()
	was, ok := a.topUp(a.Lots[i].ID)
	if !ok {
		return s, nil
	}
	f := draft{Form: form.New(), kind: editForm, of: a, lot: a.Lots[i], was: was}
	f.Fields = s.purchaseFields(was, form.NewField(whenField, was.At.UTC().Format(toTheSecond), "as it was; or "+whenWords))
	f = f.fitted(was.Kind)
	s.draft = &f
	return s.Resize(s.full), nil
}

// to puts the cursor on a field by its name, where it is there.
func (f *draft) to(name string) {
	if i := slices.IndexFunc(f.Fields, func(x form.Field) bool { return x.Name == name }); i >= 0 {
		f.At = i
	}
}

// fitted has the fields that a kind of top-up has: only a purchase has a method and a fee. What
// was entered there waits.
func (f draft) fitted(kind lot.Kind) draft {
	paid := func(x form.Field) bool { return x.Name == methodField || x.Name == feeField }
	at, has := f.Fields[f.At].Name, slices.ContainsFunc(f.Fields, paid)
	switch {
	case kind == lot.Purchase && !has:
		for i, name := range []string{whenField, expiresField} { // they stand before these
			n := slices.IndexFunc(f.Fields, func(x form.Field) bool { return x.Name == name })
			f.Fields = slices.Insert(slices.Clone(f.Fields), n, f.aside[i])
		}
		f.aside = nil
	case kind != lot.Purchase && has:
		var keep []form.Field
		for _, x := range f.Fields {
			if paid(x) {
				f.aside = append(f.aside, x)
			} else {
				keep = append(keep, x)
			}
		}
		f.Fields = keep
	}
	f.At = 0
	f.to(at)
	return f
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

// accountNames are the accounts there are, then the gateways at which there could be one
// with credit: those that take requests.
func (s Model) accountNames() []string {
	var out []string
	for _, a := range s.rows {
		out = append(out, a.Account.Name)
	}
	for _, g := range s.cat.Gateways() {
		if g.Offered() && !slices.Contains(out, g.ID) {
			out = append(out, g.ID)
		}
	}
	return out
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
	switch name {
	case backField:
		return []string{"no", "yes"}
	case removeField:
		return []string{"yes", "no"}
	case kindField:
		return []string{string(lot.Purchase), string(lot.Grant), string(lot.Opening)}
	}
	gateway, _, _ := strings.Cut(f.Text(accountField), "/")
	if f.kind == editForm || f.of.Account.Name == f.Text(accountField) {
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
	case form.Change:
		if f.kind == topUpForm {
			f = f.fitted(lot.Kind(s.choice(f, kindField)))
			s.draft = &f
			return s.Resize(s.full), nil
		}
	}
	return s, nil
}
