package credits

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/lot"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Refuses says why a key can do nothing here.
func (s Model) Refuses(msg tea.KeyMsg) string {
	if s.draft != nil || s.load.Phase != page.Ready {
		return ""
	}
	a, ok := s.inHand()
	name := draw.Safe(a.Account.Name)
	switch k := s.keys; {
	case !ok:
		return ""
	case key.Matches(msg, k.Unfold):
		if s.depth(a) == a.depths() {
			if !a.HasLots {
				return name + " holds no lot"
			}
			return "all lots of " + name + " are shown"
		}
	case key.Matches(msg, k.Fold):
		if s.depth(a) == folded {
			return name + " is folded"
		}
	case key.Matches(msg, k.Edit), key.Matches(msg, k.Remove):
		of, i, ok := s.lotInHand()
		switch {
		case !ok:
			return s.noLot(a) + ": " + page.KeyOf(k.Unfold) + " shows the dead ones"
		case of.Lots[i].ID == 0:
			return "nobody recorded that purchase: it stands for " + name + "'s automatic top-ups"
		}
	case key.Matches(msg, k.Refund):
		if _, _, ok := s.lotInHand(); !ok {
			return s.noLot(a)
		}
	case key.Matches(msg, k.Drift):
		if a.Drift == nil {
			return "what " + name + "'s page says is not recorded: " + page.KeyOf(k.Balance) + " sets it"
		}
	case key.Matches(msg, k.Accept):
		if s.busy || len(a.Proposed) > 0 && s.load.Pending { // what is shown may be recorded by now
			return "the books are being read"
		}
		if len(a.Proposed) == 0 {
			why := "no top-up of " + name + " is proposed"
			if _, of, ok := s.proposed(); ok {
				why += ", one of " + draw.Safe(of.Account.Name) + " is"
			}
			return why
		}
	case key.Matches(msg, k.Preview):
		if s.size.Width < previewFrom {
			return fmt.Sprintf("the preview needs %d columns", previewFrom)
		}
	}
	return ""
}

// noLot says that no lot of an account is in hand.
func (s Model) noLot(a accountRow) string {
	return "no live lot of " + draw.Safe(a.Account.Name) + " is in hand"
}

// view is what the screen shows beside the cursor: how far accounts are unfolded.
type view struct{ open string }

// Place is where the reader stands: what is unfolded, and the line under the cursor.
func (s Model) Place() page.Place {
	var open []string
	for _, name := range slices.Sorted(maps.Keys(s.folds)) {
		open = append(open, fmt.Sprintf("%d %s", s.folds[name], name))
	}
	return page.Place{View: view{strings.Join(open, "\n")}, Cursor: s.cursor}
}

// Return goes back to a place.
func (s Model) Return(to page.Place) (Model, tea.Cmd) {
	v, ok := to.View.(view)
	if !ok {
		return s, nil
	}
	s.draft, s.folds, s.cursor = nil, map[string]int{}, to.Cursor
	for _, each := range strings.Split(v.open, "\n") {
		if depth, name, ok := strings.Cut(each, " "); ok {
			s.folds[name] = int(depth[0] - '0')
		}
	}
	return s.listed().Resize(s.full).askPlan()
}

// Things are the accounts, and their live lots that somebody recorded.
func (s Model) Things() []page.Thing {
	var out []page.Thing
	for _, a := range s.rows {
		name := a.Account.Name
		note := a.balanceCell()
		if words := a.endWords(s.asOf); words != "" {
			note += ", " + words
		}
		if !a.HasLots {
			note = a.NoLotsWords()
		}
		out = append(out, page.Thing{Kind: "account", Name: name, Note: note, Then: page.ShowAccount{Name: name}})
		for _, i := range a.live {
			if l := a.Lots[i]; l.ID != 0 {
				out = append(out, page.Thing{Kind: "lot", Name: lotName(l) + " " + name, Note: draw.Money(l.Remaining) + " left of " + lotWords(l), Then: page.ShowAccount{Name: name, Lot: l.ID}})
			}
		}
	}
	return out
}

// lotWords name a lot by its credit and its day.
func lotWords(l lot.Lot) string {
	return draw.Money(l.Credit) + " of " + l.At.UTC().Format("2 Jan 2006")
}
