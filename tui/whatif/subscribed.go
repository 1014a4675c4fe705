package whatif

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A subscription's calls are in no bill, so there is nothing that a gateway could lower. What
// the screen can say is what a subscription saves, and what a key would have paid.

// payer is books that can tell what subscriptions pay, and take it that keys paid.
type payer interface {
	// Subscribed is that beside the workload of what is charged.
	Subscribed(ctx context.Context, asOf time.Time, charged pricing.Workload) (Subscribed, error)
	// PayBy has the calls of accounts paid by keys from now on, or by subscriptions.
	PayBy(ctx context.Context, accounts []string, key bool) error
}

// Subscribed is what subscriptions pay of the usage.
type Subscribed struct {
	Accounts []string         // that a subscription pays; nil where there is something better to show
	Work     pricing.Workload // of those accounts, charged to nobody
	Beside   *pricing.Money   // what is charged a month for the rest; nil for nothing
	Less     bool             // than what is charged: the screen is about that
	ByKey    []string         // accounts that PayBy had paid by keys
}

// reading is what the screen reads of the books.
type reading struct {
	work       pricing.Workload // that is charged
	subscribed Subscribed
}

// worth reports whether the screen is about what subscriptions are worth.
func (s Model) worth() bool { return len(s.subscribed.Accounts) > 0 && !s.subscribed.Less }

// answerWorth says below what price the subscriptions are worth it, or what the knobs make of
// the list value.
func (s Model) answerWorth() string {
	if turned := s.turnedWords(); len(turned) > 0 {
		said := "At API list prices, with " + draw.List(turned, 2) + ": " + draw.Money(s.cmp.ListUSD) + " a month"
		if s.ruler.at != nil {
			said += ", not " + draw.Money(*s.ruler.at)
		}
		return said + "."
	}
	return "At API list prices: " + draw.Money(s.cmp.ListUSD) + " a month. A subscription is worth it below that."
}

// answerUnbilled says that nothing of it is charged, and what is.
func (s Model) answerUnbilled() string {
	var said []string
	if b := s.subscribed.Beside; b != nil && b.Cents().Sign() > 0 {
		said = append(said, "Calls through gateways count beside it: "+draw.Money(*b)+" a month.")
	}
	said = append(said, draw.Safe(draw.List(s.subscribed.Accounts, 3))+" as a subscription pays, in no bill: P if a key paid.")
	if n := s.base.Days; n > 0 && n < pricing.FewDays {
		said = append(said, "From "+words.Plural(n, "day")+" of logs.")
	}
	return strings.Join(said, " ")
}

// answerLess says which calls are not in the bill that the screen is about; "" for none.
func (s Model) answerLess() string {
	if !s.subscribed.Less || len(s.subscribed.Accounts) == 0 {
		return ""
	}
	return " Without " + draw.Safe(draw.List(s.subscribed.Accounts, 3)) + ", as a subscription pays: P if a key paid."
}

// payBy has keys pay what subscriptions do, or back.
func (s Model) payBy() tea.Cmd {
	accounts, key := s.subscribed.Accounts, true
	if len(accounts) == 0 {
		accounts, key = s.subscribed.ByKey, false
	}
	pay, names := s.paysBy, draw.Safe(draw.List(accounts, 3))
	if pay == nil || len(accounts) == 0 {
		return nil
	}
	said := map[bool]string{true: "a key pays for " + names + " now", false: "a subscription pays for " + names + " again"}
	return func() tea.Msg {
		if err := pay(accounts, key); err != nil {
			return page.Notice{Text: "not changed: " + err.Error(), Wrong: true}
		}
		return page.Changed{Said: said[key], What: "who pays for " + names, Back: func(context.Context) (string, error) {
			return said[!key], pay(accounts, !key)
		}}
	}
}
