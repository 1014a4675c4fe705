package usagefile

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Keys of no account: letters typed at random. The digits behind # are the first four of
// sha256sum of each.
func TestFingerprint(t *testing.T) {
	const openRouter = "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for text, want := range map[string]string{
		openRouter:                                                          "sk-or-…cdef #OR",
		"Bearer " + openRouter:                                              "sk-or-…cdef #OR",
		"bearer " + openRouter:                                              "sk-or-…cdef #OR",
		"ci: " + openRouter + " (old)":                                      "ci: sk-or-…cdef #OR (old)",
		openRouter + "," + openRouter:                                       "sk-or-…cdef #OR,sk-or-…cdef #OR",
		"https://x.test/?key=" + openRouter:                                 "https://x.test/?key=sk-or-…cdef #OR",
		"sk-ant-api03-abcdefgh12345678":                                     "sk-ant-…5678 #",
		"sk-proj-abc_def-123456":                                            "sk-proj-…3456 #",
		"sk-0123456789abcdef0123456789abcdef":                               "sk-…cdef #",
		"sk-Xy3_abcDEFgh-ijkLMN9pq":                                         "sk-…N9pq #",
		"xai-abcdefghijklmnop1234":                                          "xai-…1234 #",
		"AIzaSyA-1234567890abcdefghijklmnop_qrs":                            "AIza…_qrs #",
		"gsk_abcdefghijklmnopqrst1234":                                      "gsk_…1234 #",
		"r8_abcdefghijklmnopqrst1234":                                       "r8_…1234 #",
		"Bearer abcdefgh.ijklmnop~12345=":                                   "Bearer …345= #",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnop": "eyJ…mnop #",
		"fw_3ZabcdefGHIJKLmnop12QRST":                                       "fw_…QRST #",
		"AKIAABCDEFGHIJKL1234":                                              "AKIA…1234 #",
		// No keys: labels, ids, hashes, keys that a vendor has cut already, fingerprints.
		"":                     "",
		"ci":                   "",
		"sk-prod":              "",
		"sk-prod-2026-01-team": "",
		"sk-learn-experiments-of-the-search-team": "",
		"task-0123456789abcdef0123456789abcdef":   "",
		"sk-or-v1-0e6...1c96":                     "",
		"sk-...abcd":                              "",
		"sk-ant-api03-Igl...RQAA":                 "",
		"sk-proj-********abcd":                    "",
		"sk-or-…cdef #1a2b":                       "",
		"Bearer of bad news":                      "",
		"gen-1790900000-abcdefghijklmnop":         "",
		"apikey_01AbCdEfGhIjKlMnOpQrStUv":         "",
		"hf_team_2026_production":                 "",
		"fw_team_of_search_2026_production":       "",
		"AKIARA":                                  "",
		"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b": "", // LiteLLM's hash of a key
		"0123456789abcdef0123456789abcdef":                                 "",
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301":                             "",
		"anthropic/claude-sonnet-4.5":                                      "",
		"eyJhbGciOiJIUzI1NiJ9 and more":                                    "",
	} {
		got, found := Fingerprint(text)
		if want == "" {
			if found || got != text {
				t.Errorf("%q is %q, want no key in it", text, got)
			}
			continue
		}
		want = strings.ReplaceAll(want, "#OR", "#6f3f")
		if at := strings.LastIndex(got, "#"); strings.HasSuffix(want, "#") && at > 0 && len(got) == at+5 {
			got = got[:at+1]
		}
		if !found || got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// A fingerprint is stable and holds no key; keys that differ in one letter differ in it,
// nearly always; what is around a key stays.
func TestFingerprintLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		family := keyFamilies[rapid.IntRange(0, len(keyFamilies)-2).Draw(t, "family")] // not a JWT, which has parts
		key := family.prefix + rapid.StringMatching(`[a-z]{30}[A-Za-z0-9]{34}`).Draw(t, "body")
		around := rapid.StringMatching(`[ a-z]{0,10} `)
		text := around.Draw(t, "before") + key + " " + around.Draw(t, "behind")
		shown, found := Fingerprint(text)
		if !found || strings.Contains(shown, key[:len(key)-4]) || strings.Contains(shown, key[len(family.prefix):]) {
			t.Fatalf("%q is %q", text, shown)
		}
		if again, found := Fingerprint(shown); found || again != shown {
			t.Fatalf("%q is %q once more", shown, again)
		}
		if !strings.Contains(shown, "…"+key[len(key)-4:]+" #") {
			t.Fatalf("%q does not end as the key", shown)
		}
	})
}

// FuzzFingerprint: no text makes it stumble, and what it made stays as it is.
func FuzzFingerprint(f *testing.F) {
	for _, s := range []string{"", "sk-", "Bearer ", "bearer eyJ", "sk-or-v1-0123456789abcdef", "é sk-ant-abcdefghijklm1", "Bearer Bearer abcdefghijklmnop1234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown, found := Fingerprint(s)
		if !found && shown != s {
			t.Fatalf("%q is %q, with no key found", s, shown)
		}
		if again, found := Fingerprint(shown); found && again != shown {
			t.Fatalf("%q is %q, and then %q", s, shown, again)
		}
	})
}
