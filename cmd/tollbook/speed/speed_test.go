package speed

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/built"
	"tollbook/ledger/usagefile/exporttest"
	"tollbook/ledger/usagefile/logtest"
)

var (
	rows  = flag.Int("rows", 1_000_000, "rows of the export that is imported")
	logs  = flag.Int64("logs", 628_000_000, "bytes of agent logs that are imported")
	large = flag.Int("large", 10_000_000, "requests of the large ledger")
)

// folder holds the program, the inputs and the ledgers of one run.
var folder, program string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		var err error
		if folder, err = os.MkdirTemp("", "tollbook"); err == nil {
			defer os.RemoveAll(folder)
			program, err = built.Program(folder)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// tollbook runs a command on a ledger and returns the peak of its memory in MiB, 0
// where the system does not tell.
func tollbook(b testing.TB, ledger string, stdin io.Reader, args ...string) float64 {
	b.Helper()
	cmd := exec.CommandContext(context.Background(), program, append([]string{"--ledger", ledger, "--as-of", "2026-11-01"}, args...)...)
	cmd.Stdin = stdin
	out, err := cmd.CombinedOutput()
	if warned := args[0] == "check" && cmd.ProcessState.ExitCode() < 3; err != nil && !warned { // its status says what it found
		b.Fatalf("tollbook %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return peak(cmd.ProcessState)
}

// export is a generated export of 30 days as a file.
func export(b *testing.B, kind exporttest.Kind) (path string) {
	b.Helper()
	path = filepath.Join(folder, kind.String()+".csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(f, exporttest.Reader(exporttest.Size{Rows: *rows, Days: 30, Kind: kind}, 1))
	if err = errors.Join(err, f.Close()); err != nil {
		b.Fatal(err)
	}
	return path
}

// fresh is a ledger's path with nothing there.
func fresh(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp(folder, "ledger")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) }) // room for the next one
	return filepath.Join(dir, "ledger.db")
}

// repeated times a command of its own process and reports the highest memory.
func repeated(b *testing.B, each func() float64) {
	highest := 0.0
	for b.Loop() {
		highest = max(highest, each())
	}
	if highest > 0 {
		b.ReportMetric(highest, "peak-MiB")
	}
}

// BenchmarkImport brings in a million rows of each kind of file, into a new ledger and
// into one that has them.
func BenchmarkImport(b *testing.B) {
	for i, name := range exporttest.Kinds {
		b.Run(name, func(b *testing.B) {
			path := export(b, exporttest.Kind(i))
			b.Cleanup(func() { _ = os.Remove(path) }) // room for the next kind
			b.Run("first", func(b *testing.B) {
				repeated(b, func() float64 { return tollbook(b, fresh(b), nil, "import", path) })
				b.ReportMetric(float64(*rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
			b.Run("again", func(b *testing.B) {
				ledger := fresh(b)
				tollbook(b, ledger, nil, "import", path)
				repeated(b, func() float64 { return tollbook(b, ledger, nil, "import", path) })
				b.ReportMetric(float64(*rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		})
	}
}

// BenchmarkLogs walks a folder of Claude Code's logs for the first time, and again
// where nothing is new.
func BenchmarkLogs(b *testing.B) {
	dir := filepath.Join(folder, "claude")
	wrote, err := logtest.Write(dir, logtest.Size{Bytes: *logs}, 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	projects := filepath.Join(dir, "projects")
	b.Run("first", func(b *testing.B) {
		b.SetBytes(wrote)
		repeated(b, func() float64 { return tollbook(b, fresh(b), nil, "import", projects) })
	})
	b.Run("again", func(b *testing.B) {
		ledger := fresh(b)
		tollbook(b, ledger, nil, "import", projects)
		b.SetBytes(wrote)
		repeated(b, func() float64 { return tollbook(b, ledger, nil, "import", projects) })
	})
}

// largeLedger makes a ledger of ten million requests of a year, and purchases.
func largeLedger(b *testing.B, kind exporttest.Kind) (path string) {
	b.Helper()
	path = fresh(b)
	tollbook(b, path, exporttest.Reader(exporttest.Size{Rows: *large, Days: 365, Kind: kind}, 1), "import", "-")
	for _, month := range []string{"2025-11", "2026-02", "2026-05", "2026-08", "2026-10"} {
		tollbook(b, path, nil, "topup", "add", "openrouter", "50000", "--at", month+"-02")
	}
	return path
}

// BenchmarkLarge are whole commands on such ledgers, of few labels and of many.
func BenchmarkLarge(b *testing.B) {
	for _, kind := range []exporttest.Kind{exporttest.FewLabels, exporttest.ManyLabels} {
		b.Run(kind.String(), func(b *testing.B) {
			path := largeLedger(b, kind)
			for _, command := range []string{
				"report", "report --by month", "report --by key --from 2026-10-01 --to 2026-10-31",
				"compare", "credits", "forecast", "status", "check --quiet",
			} {
				b.Run(command, func(b *testing.B) {
					repeated(b, func() float64 { return tollbook(b, path, nil, strings.Fields(command)...) })
				})
			}
			b.Run("screen", func(b *testing.B) { firstFrame(b, path) })
		})
	}
}
