package feed

// A Feed is one list that can be read: where it is, and what it can tell.
type Feed struct {
	Name    Name
	Address string // its public address
	// Gateway is whose own list it is, by its id in the catalog; "" for a collection of
	// many sellers' prices.
	Gateway string
	// Tiers and Windows say whether the feed can tell a price for long prompts, and one
	// by the hour: from a feed that can't, their absence means nothing. Weekdays says that
	// its windows name days.
	Tiers, Windows, Weekdays bool
	// Dates says that it can tell since when a price holds, and from when on another will.
	Dates bool
	// Endpoints says that ADDRESS/ID/endpoints tells who serves a model, and whether its
	// price is a promotion.
	Endpoints bool
}

// The names of the feeds.
const (
	OpenRouter  Name = "openrouter"
	Vercel      Name = "vercel"
	Ofox        Name = "ofox"
	GenAIPrices Name = "genai-prices"
	ModelsDev   Name = "models.dev"
	LiteLLM     Name = "litellm"
)

// All lists every feed: gateways' own lists first, then the collections. None of them
// asks for a key.
var All = []Feed{
	{
		Name: OpenRouter, Address: "https://openrouter.ai/api/v1/models", Gateway: "openrouter",
		Tiers: true, Windows: true, Weekdays: true, Endpoints: true,
	},
	{Name: Vercel, Address: "https://ai-gateway.vercel.sh/v1/models", Gateway: "vercel"},
	{
		Name: Ofox, Address: "https://api.ofox.ai/v1/models", Gateway: "ofox",
		Tiers: true, Windows: true, Weekdays: true,
	},
	{
		Name:    GenAIPrices,
		Address: "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json",
		Tiers:   true, Windows: true, Dates: true,
	},
	{Name: ModelsDev, Address: "https://models.dev/api.json", Tiers: true},
	{
		Name:    LiteLLM,
		Address: "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
		Tiers:   true,
	},
}

// Find is the feed of that name; false where there is none.
func Find(name string) (Feed, bool) {
	for _, f := range All {
		if string(f.Name) == name {
			return f, true
		}
	}
	return Feed{}, false
}
