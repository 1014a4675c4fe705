package pull

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/gatewayapi"
	"tollbook/ledger"
	"tollbook/ledger/usagefile"
)

// A WrongUseError is an address or a kind that can't be.
type WrongUseError struct{ words string }

func (e *WrongUseError) Error() string { return e.words }

func wrongUse(format string, args ...any) error { return &WrongUseError{fmt.Sprintf(format, args...)} }

// IsEngine reports whether a kind of source is a database that adds up.
func IsEngine(kind string) bool { return slices.Contains([]string{LiteLLM, Langfuse, SQL}, kind) }

// Gateway is the source that a gateway's name stands for.
func Gateway(name string) (ledger.Source, bool) {
	api, ok := gatewayapi.Find(name)
	if !ok {
		return ledger.Source{}, false
	}
	kind := api.Kind
	if kind == LiteLLM {
		kind = LiteLLMAPI
	}
	return ledger.Source{Name: name, Kind: kind, Account: api.Gateway, Overlap: DefaultOverlap}, true
}

// NeedsAddress reports whether the API of a kind has no address of its own.
func NeedsAddress(kind string) bool {
	name, is := apiOf(kind)
	api, _ := gatewayapi.Find(name)
	return is && api.Address == ""
}

// Describe completes a source that is about to be added: its address without a password,
// its kind by the tables that are there, its account. It dials. What should be said of it
// comes second. It returns *WrongUseError and the errors of engine; that a source of a named
// kind is out of reach is a note, since it may be so just now.
func (a Asker) Describe(ctx context.Context, x ledger.Source) (_ ledger.Source, notes []string, err error) {
	if err := CheckKeyEnv(x.KeyEnv); err != nil {
		return x, nil, err
	}
	if of, is := Gateway(x.Name); is && of.Kind != x.Kind && of.Kind != LiteLLMAPI && x.Address != x.Name {
		return x, nil, wrongUse("%s is what sync calls the gateway: give the source another name", x.Name)
	}
	if name, is := strings.CutPrefix(x.Address, "env:"); is && (!variableName.MatchString(name) || looksLikeKey(name)) {
		return x, nil, wrongUse("env: wants the name of an environment variable that holds the address, like env:LITELLM_DB")
	}
	if of, is := Gateway(x.Address); is {
		x.Address, x.Kind = "", of.Kind
		return described(x, of.Account), nil, a.checkAPI(x)
	}
	if name, is := apiOf(x.Kind); is || isWeb(x.Address) {
		api, known := gatewayapi.Find(name)
		switch {
		case !is && x.Kind == LiteLLM:
			x.Kind = LiteLLMAPI
			return described(x, LiteLLM), nil, a.checkAPI(x)
		case !known:
			return x, nil, wrongUse("address %s is a gateway's API: say whose with --kind %s", x.Address, strings.Join(gatewayapi.Kinds(), ", "))
		}
		return described(x, api.Gateway), nil, a.checkAPI(x)
	}
	kept, secret, err := engine.Stored(x.Address)
	if err != nil {
		return x, nil, &WrongUseError{err.Error()}
	}
	if secret {
		notes = append(notes, "the password of the address is not kept: sync reads it from $PGPASSWORD, ~/.pgpass or $CLICKHOUSE_PASSWORD; or keep the whole address in a variable and add env:VARIABLE")
	}
	if (x.Query != "") != (x.Kind == SQL) {
		return x, nil, wrongUse("--query FILE and --kind sql go together")
	}
	if x.Kind != "" && !IsEngine(x.Kind) {
		return x, nil, wrongUse("--kind %q: want litellm, langfuse or sql", x.Kind)
	}
	kind, err := a.look(ctx, x)
	if away := (*unreachable)(nil); errors.As(err, &away) && x.Kind != "" && ctx.Err() == nil {
		notes = append(notes, fmt.Sprintf("it was added, but: %v", err))
	} else if err != nil {
		return x, nil, fmt.Errorf("source %s: %w", x.Name, err)
	}
	x.Address = kept
	if x.Kind == "" {
		x.Kind = kind
	}
	account := map[string]string{LiteLLM: LiteLLM, Langfuse: Langfuse}[x.Kind]
	return described(x, account), notes, nil
}

// described is a source with the account that its usage goes to where none was named.
func described(x ledger.Source, account string) ledger.Source {
	if x.Account == "" {
		x.Account = account
	}
	return x
}

// checkAPI refuses what an API's source has no use for.
func (a Asker) checkAPI(x ledger.Source) error {
	if x.Query != "" {
		return wrongUse("--query is for a database, and %s is a gateway's API", x.Kind)
	}
	if x.Address == "" && NeedsAddress(x.Kind) {
		return wrongUse("%s has no address of its own: give https://litellm.example.com --kind litellm, or its database's", x.Kind)
	}
	if strings.ContainsAny(x.Address, "@?#") {
		return wrongUse("an API's address is like https://litellm.example.com: what stands before @, or behind ? or #, may be a secret and is not kept; keys come from the environment")
	}
	return nil
}

// CheckKeyEnv refuses what can't be the name of a variable: the key itself, most likely,
// which is neither kept nor shown. It returns *WrongUseError.
func CheckKeyEnv(name string) error {
	if name == "" || variableName.MatchString(name) && !looksLikeKey(name) {
		return nil
	}
	return wrongUse("--key-env wants the name of an environment variable that holds the key, like OPENROUTER_MANAGEMENT_KEY, not the key")
}

// looksLikeKey reports whether a text is an API key, or as long and as mixed as one.
func looksLikeKey(text string) bool {
	_, found := usagefile.Fingerprint(text)
	return found
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

// look asks an engine for the kind of its tables, and for sums of no time at all: what is
// missing or may not be read shows now, and not at the first sync. Where no session came
// about it returns *unreachable.
func (a Asker) look(ctx context.Context, x ledger.Source) (kind string, err error) {
	db, err := engine.Connect(ctx, x.Address, engine.Options{Getenv: a.Getenv, Agent: a.Agent, Timeout: time.Minute})
	if err != nil {
		return "", &unreachable{err}
	}
	defer db.Close()
	if kind = x.Kind; kind == "" {
		if kind, err = db.Kind(ctx); err != nil {
			return "", err
		}
	}
	sums, err := db.Sums(ctx, engine.Question{Kind: kind, SQL: x.Query, Edges: a.Catalog.Edges(), From: a.Now, Until: a.Now})
	if err == nil && !sums.SaysGateway() && x.Account == "" {
		err = wrongUse("the query does not say which gateway was paid: give it a column gateway, or say --account openrouter")
	}
	return kind, err
}

// unreachable is an engine that no session came about with.
type unreachable struct{ err error }

func (e *unreachable) Error() string { return e.err.Error() }
func (e *unreachable) Unwrap() error { return e.err }
