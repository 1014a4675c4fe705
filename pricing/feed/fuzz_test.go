package feed

import "testing"

// FuzzRead: whatever the bytes, no feed's reader panics, and what comes through is fit
// for a catalog: ids, windows and rates that the catalog's own readers take.
func FuzzRead(f *testing.F) {
	for _, file := range sampleFiles {
		f.Add(sampleBytes(f, file))
	}
	f.Add(sampleBytes(f, "hostile-openrouter.json"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Recognise(data)
		for _, feed := range All {
			list, err := Read(feed.Name, data, fetched)
			if err != nil {
				continue
			}
			for _, l := range list.Listings {
				checkListing(t, l)
			}
		}
	})
}
