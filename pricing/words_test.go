package pricing

import "testing"

// Terms and counts read as English wherever they stand in a sentence.
func TestWordsOfTerms(t *testing.T) {
	for want, got := range map[string]string{
		"may expire after 365 days":           Expiry{Kind: MayExpire, Days: 365}.Words(),
		"expires after 1 day":                 Expiry{Kind: ExpiresAfter, Days: 1}.Words(),
		"never expires":                       Expiry{Kind: NeverExpires}.Words(),
		"expires at a time that is not known": Expiry{Kind: ExpiryUnknown}.Words(),
		"1 purchase":                          CountOf("1", "purchase"),
		"0 purchases":                         CountOf("0", "purchase"),
		"0.61 purchases":                      CountOf("0.61", "purchase"),
		"2,190 models":                        CountOf("2190", "model"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
