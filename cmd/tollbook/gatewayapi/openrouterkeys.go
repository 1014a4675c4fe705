package gatewayapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	// keysPerPage is how many keys OpenRouter lists on a page.
	keysPerPage = 100
	// maxKeys is how many keys are asked for one by one.
	maxKeys = 1000
)

// A namedKey is one of the account's keys, as OpenRouter lists it: not the key itself.
type namedKey struct {
	hash, name string
	made       time.Time      // zero is not said
	today      *pricing.Money // used of the present UTC day; nil is not said
}

// keys lists the keys of the account, the disabled ones too: they were used. Those of
// other workspaces than the default one, and deleted ones, are not in the list.
func (p *pull) keys(ctx context.Context) ([]namedKey, error) {
	const path = "/keys"
	var all []namedKey
	known := map[string]bool{}
	var before json.RawMessage
	for n := 1; ; n++ {
		if n > maxPages {
			return nil, tooManyPages(path)
		}
		query := url.Values{"include_disabled": {"true"}}
		if len(all) > 0 {
			query.Set("offset", strconv.Itoa(len(all)))
		}
		body, err := p.get(ctx, path, query)
		if err != nil {
			return nil, err
		}
		var page struct {
			Data json.RawMessage `json:"data"`
		}
		if err := decode(path, body, &page); err != nil {
			return nil, err
		}
		var keys []struct {
			Hash string `json:"hash"`
			Name string `json:"name"`
			Made string `json:"created_at"`
			// Today is what was used of the present UTC day.
			Today json.Number `json:"usage_daily"`
		}
		if !isList(page.Data) {
			return nil, &ShapeError{path, "has no list in data"}
		}
		if err := decode(path, page.Data, &keys); err != nil {
			return nil, err
		}
		if bytes.Equal(page.Data, before) && len(keys) > 0 {
			if len(keys) < keysPerPage {
				return all, nil // it knows no offset, and has them all on one page
			}
			return nil, &ShapeError{path, "is the same page twice"}
		}
		before = page.Data
		if len(keys) == 0 {
			return all, nil
		}
		for _, k := range keys {
			if k.Hash == "" {
				return nil, &ShapeError{path, "has a key without a hash"}
			}
			if known[k.Hash] {
				return nil, &ShapeError{path, "lists a key on two pages"}
			}
			known[k.Hash] = true
			made, _ := usagefile.ParseTime(k.Made) // zero where it is not said
			key := namedKey{hash: k.Hash, name: k.Name, made: made}
			if today, err := pricing.ParseMoney(k.Today.String()); err == nil {
				key.today = &today
			}
			all = append(all, key)
		}
	}
}

// namesOf are the labels of keys: their names, with the beginning of the hash behind
// those that two keys have. A name that shows who has the key is not kept, nor one that
// is not there.
//
//	"ci", "ci" and "anna@example.com" are "ci 3f3f", "ci 77ab" and "key 90c1"
func namesOf(keys []namedKey) []string {
	names := make([]string, len(keys))
	for _, digits := range []int{4, 8, 16, 64} {
		times := map[string]int{}
		for _, k := range keys {
			times[labelOf(k)]++
		}
		unlike := map[string]bool{}
		for i, k := range keys {
			names[i] = labelOf(k)
			if times[names[i]] > 1 || names[i] == noName {
				names[i] += " " + k.hash[:min(digits, len(k.hash))]
			}
			unlike[names[i]] = true
		}
		if len(unlike) == len(keys) {
			break
		}
	}
	return names
}

// noName is the label of a key whose name is not kept.
const noName = "key"

func labelOf(k namedKey) string {
	if name := usagefile.Label(strings.TrimSpace(k.name)); name != "" {
		return name
	}
	return noName
}
