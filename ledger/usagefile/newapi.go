package usagefile

import (
	"regexp"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// The logs of New API, One API and the gateways that grew out of them: a record a request,
// and others for purchases, gifts and changes, told apart by type. The cost is the quota
// that a request took, of which 500,000 are the operator's dollar. How the prompt was
// cached stands in other, an object as text, which One API does not have.
//
// Where other says that it counted Anthropic's way, the prompt is what was not cached;
// otherwise it includes what was read and written. A refund (type 6) is a negative cost.
// Prompts are not in the log; addresses and channels are not read. Key: the request's id,
// else the whole row: id is a number that users share.
func init() {
	register(&Format{
		Name:    "newapi-logs-json",
		Found:   "New API, One API: GET /api/log/token?key=KEY, or /api/log/self",
		Gateway: "newapi",
		View:    Requests,
		Needs:   []string{"created_at", "type", "model_name", "quota", "prompt_tokens", "completion_tokens"},
		Fields: []string{"request_id", "created_at", "type", "content", "model_name", "quota", "prompt_tokens", "completion_tokens", "token_name", "username",
			"other.claude", "other.usage_semantic", "other.cache_tokens", "other.cache_creation_tokens", "other.cache_creation_tokens_1h", "other.web_search_call_count"},
		Lists:   []string{"data", "data.items"},
		columns: newAPI,
	})
}

// A quota is what New API counts: 500,000 are a dollar.
var quotaUSD = pricing.MustMoney("0.000002")

// The types of New API's records.
const (
	newAPITopUp  = "1"
	newAPIUse    = "2"
	newAPIChange = "3"
	newAPIGift   = "4"
	newAPIError  = "5"
	newAPIRefund = "6"
)

func newAPI(h *header, _ Options) rowReader {
	id, at, kind, content, model := h.col("request_id"), h.col("created_at"), h.col("type"), h.col("content"), h.col("model_name")
	quota, prompt, completion := h.col("quota"), h.col("prompt_tokens"), h.col("completion_tokens")
	key, user := h.col("token_name"), h.col("username")
	claude, semantic := h.col("other.claude"), h.col("other.usage_semantic")
	read, written, hour := h.col("other.cache_tokens"), h.col("other.cache_creation_tokens"), h.col("other.cache_creation_tokens_1h")
	searches := h.col("other.web_search_call_count")
	return func(c *cells) Row {
		switch c.text(kind) {
		case newAPIUse, newAPIRefund:
		case newAPITopUp, newAPIGift:
			c.idle = true
			c.proposed = newAPICredit(c.text(content), c.text(kind) == newAPIGift)
			if c.proposed == nil {
				c.note("1 top-up or gift whose amount the log does not say in dollars is left out", "%d top-ups or gifts whose amounts the log does not say in dollars are left out")
				return Row{}
			}
			c.proposed.At = c.time(at)
			return Row{}
		case newAPIError:
			c.idle = true
			c.note("1 failed request cost nothing: it is left out", "%d failed requests cost nothing: they are left out")
			return Row{}
		case newAPIChange:
			c.idle = true
			c.note("1 change of the quota by the operator is no use: it is left out; a balance set by tollbook balance set shows what it came to", "%d changes of the quota by the operator are no use: they are left out; a balance set by tollbook balance set shows what they came to")
			return Row{}
		default:
			c.idle = true
			c.note("1 record of an unknown type is left out", "%d records of unknown types are left out")
			return Row{}
		}
		r := Row{
			ID: c.text(id), At: c.time(at), Model: c.text(model), Key: label(c.text(key)), User: label(c.text(user)),
			Requests: 1, Cost: c.quota(quota), HasCost: true, CacheUnknown: !c.has(read),
		}
		if r.Model == "" {
			r.Model = NoModel
		}
		if c.text(kind) == newAPIRefund {
			r.Requests, r.Cost = 0, r.Cost.Abs().Neg()
		}
		forHour := c.count(hour)
		short := max(c.count(written)-forHour, 0)
		if c.yes(claude) || c.text(semantic) == anthropic {
			r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead] = c.count(prompt), c.count(read)
			r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h] = short, forHour
		} else {
			r.SetPrompt(c.count(prompt), c.count(read), short, forHour)
		}
		r.Tokens[pricing.Output] = c.count(completion)
		r.Tokens[pricing.WebSearch] = c.count(searches)
		return r
	}
}

// quota is an amount in New API's unit, which may be negative: a task that cost less than
// was taken for it.
func (c *cells) quota(i int) pricing.Money {
	n, err := strconv.ParseInt(c.text(i), 10, 64)
	if err != nil {
		c.fault(i, "not a whole number")
		return pricing.Money{}
	}
	return quotaUSD.Times(n)
}

// What the records of purchases and gifts say, for people: an amount in the operator's
// dollars or in points of quota, and what was paid for it.
//
//	通过在线充值充值成功，充值金额: ＄20.000000 额度，支付金额：146.000000
//	新用户注册赠送 100000 点额度
var (
	newAPIDollars = regexp.MustCompile(`[$＄]\s*([0-9]+(?:\.[0-9]+)?)`)
	newAPIPoints  = regexp.MustCompile(`([0-9]+)\s*点额度`)
	newAPIPaid    = regexp.MustCompile(`支付金额\s*[:：]\s*([0-9]+(?:\.[0-9]+)?)`)
)

// newAPICredit reads what a record says of a purchase or a gift, nil where it says no
// amount.
func newAPICredit(content string, gift bool) *Credit {
	var usd pricing.Money
	var err error
	if m := newAPIDollars.FindStringSubmatch(content); m != nil {
		usd, err = pricing.ParseMoney(m[1])
	} else if m := newAPIPoints.FindStringSubmatch(content); m != nil {
		var n int64
		n, err = strconv.ParseInt(m[1], 10, 64)
		usd = quotaUSD.Times(n)
	}
	if err != nil || usd.Sign() <= 0 {
		return nil
	}
	credit := &Credit{USD: usd, Grant: gift}
	if m := newAPIPaid.FindStringSubmatch(content); m != nil {
		paid := m[1]
		if strings.Contains(paid, ".") {
			paid = strings.TrimSuffix(strings.TrimRight(paid, "0"), ".")
		}
		credit.Note = "paid " + paid + ", in a currency that the log does not say"
	}
	return credit
}
