package engine_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
)

// oldConfig is a ClickHouse of 2018 that answers on this machine alone.
const oldConfig = `<?xml version="1.0"?>
<yandex>
	<logger><level>error</level><log>%[1]s/log</log><errorlog>%[1]s/errors</errorlog></logger>
	<http_port>%[2]d</http_port><tcp_port>%[3]d</tcp_port><interserver_http_port>%[4]d</interserver_http_port>
	<listen_host>127.0.0.1</listen_host>
	<mark_cache_size>16777216</mark_cache_size>
	<path>%[1]s/data/</path><tmp_path>%[1]s/tmp/</tmp_path><format_schema_path>%[1]s/schemas/</format_schema_path>
	<users_config>%[1]s/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
	<timezone>Asia/Tokyo</timezone>
</yandex>`

// oldUsers may do everything, read alone with settings of their own, read alone without.
const oldUsers = `<?xml version="1.0"?>
<yandex>
	<profiles><default></default><reads><readonly>2</readonly></reads><fixed><readonly>1</readonly></fixed></profiles>
	<users>
		<default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
		<reads><password>hunter2</password><networks><ip>127.0.0.1</ip></networks><profile>reads</profile><quota>default</quota></reads>
		<fixed><password>hunter2</password><networks><ip>127.0.0.1</ip></networks><profile>fixed</profile><quota>default</quota></fixed>
	</users>
	<quotas><default></default></quotas>
</yandex>`

// A clickServer is a ClickHouse of a test binary.
type clickServer struct {
	host string // and port
	stop func()
}

var oldRunning *clickServer

var oldStarted = sync.OnceValues(func() (*clickServer, error) {
	s, err := startOld()
	oldRunning = s
	return s, err
})

// oldClickHouse is a ClickHouse 18.16 as Debian has it.
func oldClickHouse(t *testing.T) *clickServer {
	t.Helper()
	s, err := oldStarted()
	if err != nil {
		t.Skipf("clickhouse-server is not installed: %v", err)
	}
	return s
}

func startOld() (*clickServer, error) {
	path, err := exec.LookPath("clickhouse-server")
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/clickhouse-server"); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "tollbook-click")
	if err != nil {
		return nil, err
	}
	ports, err := freePorts()
	if err != nil {
		return nil, err
	}
	files := map[string]string{"config.xml": fmt.Sprintf(oldConfig, dir, ports[0], ports[1], ports[2]), "users.xml": oldUsers}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	for _, folder := range []string{"data", "tmp", "schemas"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			return nil, err
		}
	}
	return runOld(path, dir, ports[0])
}

// freePorts are ports that nobody listened on a moment ago.
func freePorts() (ports [3]int, err error) {
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return ports, err
		}
		defer l.Close() // behind the loop, so that no two are one
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// runOld starts the server and waits until it answers, or ends.
func runOld(path, dir string, port int) (*clickServer, error) {
	cmd := exec.Command(path, "--config-file="+filepath.Join(dir, "config.xml"))
	cmd.Dir = dir
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	s := &clickServer{host: fmt.Sprintf("127.0.0.1:%d", port), stop: func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = os.RemoveAll(dir)
	}}
	for range 300 {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("it ended: %v\n%s", err, said.String())
		case <-time.After(100 * time.Millisecond):
		}
		resp, err := (&http.Client{Timeout: time.Second}).Get("http://" + s.host + "/ping")
		if err == nil {
			_ = resp.Body.Close()
			return s, nil
		}
	}
	s.stop()
	return nil, fmt.Errorf("it does not answer\n%s", said.String())
}

// run runs a statement.
func (s *clickServer) run(t *testing.T, sql string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+s.host+"/", strings.NewReader(sql))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v %s", sql, err, body)
	}
	return string(body)
}

// clickCalls are requests in a table of one's own, in types that every ClickHouse has.
var clickCalls = []string{
	`DROP TABLE IF EXISTS calls`,
	`CREATE TABLE calls (at DateTime('UTC'), day Date, said String, m Nullable(String), k String, i UInt32, r Nullable(Int64), o String, th Int32, usd Nullable(Float64), exact Decimal(18, 9), own Nullable(Float64), n UInt16, tier String) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY at`,
	`INSERT INTO calls VALUES
	('2026-10-02 05:59:59', '2026-10-02', '2026-10-02T07:59:59+02:00', 'm1', 'k\t\\', 900, 100, '10', 4, 0.1, 0.1, NULL, 1, 'batch'),
	('2026-10-02 05:00:00', '2026-10-02', '2026-10-02 05:00:00', 'm1', 'k\t\\', 1, 0, '5', 9, 0.2, 0.2, 0, 1, 'batch'),
	('2026-10-02 06:00:00', '2026-10-02', '2026-10-02 06:00:00', 'm1', '', 901, 100, '', 0, 0.0000001, 0, 0.5, 1, ''),
	('2026-10-03 12:00:00', '2026-10-03', '2026-10-03 12:00:00', NULL, '', 5000, NULL, '7', 0, NULL, 0, NULL, 40, '')`,
}

// TestOwnQueryInClickHouse: on a server of 2018 and on one of today.
func TestOwnQueryInClickHouse(t *testing.T) {
	for version, start := range map[string]func(*testing.T) *clickServer{"18.16": oldClickHouse, "today's": newClickHouse} {
		t.Run(version, func(t *testing.T) {
			s := start(t)
			for _, sql := range clickCalls {
				s.run(t, sql)
			}
			db := connect(t, "clickhouse://"+s.host+"/default")
			for _, c := range []struct {
				name, sql, from string
				want            []string
			}{
				{"floats and Nullable", `SELECT at AS time, m AS model, k AS key, i AS input_tokens, r AS cache_read_tokens, o AS output_tokens, th AS reasoning_tokens, usd AS cost_usd, tier AS service_tier FROM calls WHERE n = 1;`, "", []string{
					"10-02T00:00 m1 band=1 clock=1 n=1 in=900 read=100 5m=0 out=10 reasoning=4 cost=0.1 key=k\t\\ tier=batch",
					"10-02T00:00 m1 band=1 clock=1 n=1 in=1 read=0 5m=0 out=14 reasoning=9 cost=0.2 key=k\t\\ tier=batch marks=1",
					"10-02T06:00 m1 band=1001 clock=21601 n=1 in=901 read=100 5m=0 out=0 reasoning=0 cost=0.0000001",
				}},
				{"floats add up exactly", `SELECT said AS time, 'm' AS model, usd AS cost_usd FROM calls WHERE usd > 0.01 -- 0.1 + 0.2`, "2", []string{
					"10-02T00:00 m band=1 clock=1 n=2 in=0 read=0 5m=0 out=0 reasoning=0 cost=0.3",
				}},
				{"decimals", `SELECT said AS time, 'm' AS model, exact AS cost_usd FROM calls WHERE exact > 0`, "2", []string{
					"10-02T00:00 m band=1 clock=1 n=2 in=0 read=0 5m=0 out=0 reasoning=0 cost=0.3",
				}},
				{"many requests, no model, from a day on", `SELECT at AS time, m AS model, i AS input_tokens, n AS requests FROM calls`, "3", []string{
					"10-03T12:00 (no model) band=0 clock=0 n=40 in=5000 read=0 5m=0 out=0 reasoning=0 cost=-",
				}},
				{"own keys, days, labels", `SELECT day AS time, 'm' AS model, own AS byok_usd, 'openrouter' AS gateway, 'a' AS app, 'u' AS user, 'eu' AS residency FROM calls WHERE own IS NOT NULL`, "", []string{
					"10-02T00:00 m band=1 clock=1 n=1 in=0 read=0 5m=0 out=0 reasoning=0 cost=- gateway=openrouter app=a user=u residency=eu",
					"10-02T00:00 m band=1 clock=1 n=1 in=0 read=0 5m=0 out=0 reasoning=0 cost=0 gateway=openrouter app=a user=u residency=eu own=0.5",
				}},
				{"an epoch", `SELECT toUnixTimestamp(at) AS time, 'm' AS model, sum(i) AS input_tokens, count() AS requests FROM calls WHERE n = 1 GROUP BY time`, "2", []string{
					"10-02T00:00 m band=1 clock=1 n=2 in=901 read=0 5m=0 out=0 reasoning=0 cost=-",
					"10-02T06:00 m band=1 clock=21601 n=1 in=901 read=0 5m=0 out=0 reasoning=0 cost=-",
				}},
				{"nothing", `SELECT at AS time, m AS model FROM calls WHERE n = 2`, "", nil},
			} {
				q := engine.Question{Kind: engine.SQL, SQL: c.sql, Edges: edges, Until: time.Date(2026, 10, 4, 0, 0, 0, 1, time.UTC)}
				if c.from != "" {
					q.From = time.Date(2026, 10, int(c.from[0]-'0'), 0, 0, 0, 0, time.UTC)
				}
				rows, sums := pulled(t, db, q)
				t.Log(c.name)
				same(t, rows, c.want...)
				if sums.Oldest.IsZero() != (c.want == nil) || len(sums.Warnings) != 0 {
					t.Errorf("oldest %s, warnings %q", sums.Oldest, sums.Warnings)
				}
			}
		})
	}
}
