package pricing

import (
	"testing"

	"tollbook/pricing/words"
)

// Terms and counts read as English wherever they stand in a sentence.
func TestWordsOfTerms(t *testing.T) {
	for want, got := range map[string]string{
		"may expire after 365 days":           Expiry{Kind: MayExpire, Days: 365}.Words(),
		"expires after 1 day":                 Expiry{Kind: ExpiresAfter, Days: 1}.Words(),
		"never expires":                       Expiry{Kind: NeverExpires}.Words(),
		"expires at a time that is not known": Expiry{Kind: ExpiryUnknown}.Words(),
		"1 purchase":                          words.Count("1", "purchase"),
		"0 purchases":                         words.Count("0", "purchase"),
		"0.61 purchases":                      words.Count("0.61", "purchase"),
		"2,190 models":                        words.Count("2190", "model"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
