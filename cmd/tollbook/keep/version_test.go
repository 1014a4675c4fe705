package keep

import (
	"strings"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
)

// What is known of a build is said, and nothing of what is not.
func TestVersion(t *testing.T) {
	whole := cli.Build{Version: "v1.2.3", Commit: "0123456789abcdef", At: "2026-11-30T12:00:00Z", Modified: true, Go: "go1.26.8", Platform: "linux/arm64"}
	for _, test := range []struct {
		build cli.Build
		want  []string
	}{
		{whole, []string{`"version": "v1.2.3"`, `"commit": "0123456789abcdef"`, `"commit_time": "2026-11-30T12:00:00Z"`, `"modified": true`, `"platform": "linux/arm64"`, `"catalog": "`, `"catalog_newest": "20`}},
		{cli.Build{Version: "(devel)"}, []string{`"version": "(devel)"`, `"commit": null`, `"commit_time": null`, `"modified": false`}},
	} {
		run, _, out := clitest.NewJSON(t)
		if err := runVersion(run, test.build); err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s is not in\n%s", want, out)
			}
		}
	}
	run, _, out := clitest.NewJSON(t)
	run.Format = "table"
	if err := runVersion(run, whole); err != nil {
		t.Fatal(err)
	}
	if want := "tollbook v1.2.3, go1.26.8, linux/arm64\nbuilt of commit 0123456789ab of 2026-11-30T12:00:00Z, and files that differ from it\ncatalog "; !strings.HasPrefix(out.String(), want) {
		t.Errorf("%s\nwant\n%s", out, want)
	}
}
