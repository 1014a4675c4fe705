package decide

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/pricing"
	"tollbook/pricing/knob"
)

// compareFlags are the command line's words for a workload and its knobs.
type compareFlags struct {
	spend, from, to, account string
	tokens, swaps, gateways  []string
	knobs                    [knob.Count]string // but for swaps and gateways
	levers, projected, all   bool
}

// add makes the flags of a workload and its knobs.
func (f *compareFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.spend, "spend", "", "a workload of `USD` list price a month; reads no ledger")
	fs.StringArrayVar(&f.tokens, "tokens", nil, "a month's tokens, `MODEL=in:out` or MODEL=in:out:cache_read:cache_write, like gpt-4o=100M:10M; repeatable")
	fs.StringVar(&f.from, "from", "", "first `DAY` of the ledger's usage to take, or its week, month or year")
	fs.StringVar(&f.to, "to", "", "last `DAY`, inclusive, or its week, month or year")
	fs.StringVar(&f.account, "account", "", "usage of this `ACCOUNT` only")
	fs.BoolVar(&f.projected, "projected", false, "the next 30 days as the ledger's usage projects them, in the mix of the last")
	for id := range knob.Count {
		switch k := knob.Of(id); id {
		case knob.Server: // no flag turns it
		case knob.Gateways:
			fs.StringSliceVar(&f.gateways, k.Flag, nil, k.Usage)
		case knob.Swap:
			fs.StringArrayVar(&f.swaps, k.Flag, nil, k.Usage)
		case knob.Rates:
			fs.StringVar(&f.knobs[id], k.Flag, k.Idle, k.Usage)
		default:
			fs.StringVar(&f.knobs[id], k.Flag, "", k.Usage)
		}
	}
}

// then reports whether usage is priced at the rates of its own day.
func (f compareFlags) then() bool { return f.knobs[knob.Rates] == knob.Then }

// readKnobs reads the flags that turn a workload's knobs.
func readKnobs(run *cli.Run, f compareFlags) (k pricing.Knobs, err error) {
	k.Gateways = f.gateways
	for id, text := range f.knobs {
		if text != "" {
			if err := setKnob(run, &k, knob.ID(id), text); err != nil {
				return k, err
			}
		}
	}
	for _, pair := range f.swaps {
		if err := setKnob(run, &k, knob.Swap, pair); err != nil {
			return k, err
		}
	}
	return k, nil
}

// setKnob turns a knob to what its flag says.
func setKnob(run *cli.Run, k *pricing.Knobs, id knob.ID, text string) error {
	n := knob.Of(id)
	err := n.Set(run.Catalog, k, text)
	var unknown *pricing.UnknownModelError
	switch {
	case err == nil, errors.As(err, &unknown):
		return err
	case id == knob.Require: // which says that it is a requirement
		return cli.AsWrongUse(err)
	}
	return cli.WrongUse("--%s %w", n.Flag, err)
}

// readMethod reads --method of a command that turns no other knob.
func readMethod(run *cli.Run, flag string) (string, error) {
	method, err := knob.ReadMethod(run.Catalog, flag)
	if err != nil {
		return "", cli.WrongUse("--method %w", err)
	}
	return method, nil
}

// tokenLine reads MODEL=in:out[:cache_read[:cache_write]].
func tokenLine(run *cli.Run, s string) (pricing.WorkLine, error) {
	i := strings.LastIndexByte(s, '=')
	if i <= 0 {
		return pricing.WorkLine{}, cli.WrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]], like gpt-4o=100M:10M", s)
	}
	name, counts := s[:i], strings.Split(s[i+1:], ":")
	l := pricing.WorkLine{Name: name, Mixed: true}
	kinds := []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m}
	if len(counts) < 2 || len(counts) > len(kinds) {
		return l, cli.WrongUse("--tokens %q: want MODEL=in:out[:cache_read[:cache_write]], like gpt-4o=100M:10M", s)
	}
	for j, text := range counts {
		n, err := parseTokens(text)
		if err != nil {
			return l, cli.WrongUse("--tokens %q: %q: %w", s, text, err)
		}
		l.Tokens[kinds[j]] = n
	}
	m, err := run.Catalog.NeedModel(name)
	if err != nil {
		return l, err
	}
	l.Model, l.Service = m.ID, run.Catalog.ServiceNamed(name)
	return l, nil
}

// parseTokens reads a count of tokens: 1200000, 1.2M, 300k, 2B.
func parseTokens(s string) (int64, error) {
	zeros := 0
	if n := len(s); n > 0 {
		switch s[n-1] {
		case 'k', 'K':
			zeros = 3
		case 'm', 'M':
			zeros = 6
		case 'b', 'B':
			zeros = 9
		}
	}
	text := s
	if zeros > 0 {
		text = s[:len(s)-1] + fmt.Sprintf("e%d", zeros)
	}
	m, err := pricing.ParseMoney(text)
	if err != nil || m.Sign() < 0 {
		return 0, errors.New("want a count like 1200000, 300k or 1.2M")
	}
	var n int64
	if _, err := fmt.Sscanf(m.String(), "%d", &n); err != nil || fmt.Sprint(n) != m.String() {
		return 0, errors.New("want whole tokens, like 1200000, 300k or 1.2M")
	}
	return n, nil
}
