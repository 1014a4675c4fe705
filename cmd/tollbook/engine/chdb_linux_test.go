package engine_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/ebitengine/purego"
)

// chdb is ClickHouse as a library ($CHDB_LIB_PATH): the dialect of today without a server.
type chdb struct {
	conn  *struct{ inner unsafe.Pointer }
	query func(conn unsafe.Pointer, sql, format string) unsafe.Pointer
	bytes func(result unsafe.Pointer) *byte
	size  func(result unsafe.Pointer) uint
	fault func(result unsafe.Pointer) string
	free  func(result unsafe.Pointer)
	mu    sync.Mutex
}

var chdbLoaded = sync.OnceValues(func() (*chdb, error) {
	lib, err := purego.Dlopen(os.Getenv("CHDB_LIB_PATH"), purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, err
	}
	c := &chdb{}
	var dial func(argc int, argv []*byte) *struct{ inner unsafe.Pointer }
	purego.RegisterLibFunc(&dial, lib, "chdb_connect")
	purego.RegisterLibFunc(&c.query, lib, "chdb_query")
	purego.RegisterLibFunc(&c.bytes, lib, "chdb_result_buffer")
	purego.RegisterLibFunc(&c.size, lib, "chdb_result_length")
	purego.RegisterLibFunc(&c.fault, lib, "chdb_result_error")
	purego.RegisterLibFunc(&c.free, lib, "chdb_destroy_query_result")
	name := append([]byte("clickhouse"), 0)
	if c.conn = dial(1, []*byte{&name[0]}); c.conn == nil {
		return nil, fmt.Errorf("chdb_connect gives no connection")
	}
	return c, nil
})

var formatBehind = regexp.MustCompile(`(?s)\nFORMAT (\w+)$`)

// ServeHTTP answers as ClickHouse's HTTP interface does.
func (c *chdb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	sql, format := string(body), "TabSeparated"
	if m := formatBehind.FindStringSubmatch(sql); m != nil {
		sql, format = strings.TrimSuffix(sql, m[0]), m[1]
	}
	answer, fault := c.ask(sql, format)
	if fault != "" {
		http.Error(w, fault, http.StatusInternalServerError)
		return
	}
	if (len(answer) == 0 || answer[0] == '\n') && format == "TabSeparatedWithNamesAndTypes" { // a server sends what is above the rows, the library does not
		columns, fault := c.ask("DESCRIBE TABLE ("+strings.ReplaceAll(sql, "WITH TOTALS", "")+")", "TabSeparated")
		if fault != "" {
			http.Error(w, fault, http.StatusInternalServerError)
			return
		}
		var names, types []string
		for line := range strings.Lines(string(columns)) {
			cells := strings.Split(line, "\t")
			names, types = append(names, cells[0]), append(types, cells[1])
		}
		answer = append([]byte(strings.Join(names, "\t")+"\n"+strings.Join(types, "\t")+"\n"), answer...)
	}
	_, _ = w.Write(answer)
}

// ask runs a statement.
func (c *chdb) ask(sql, format string) (answer []byte, fault string) {
	result := c.query(c.conn.inner, sql, format)
	if result == nil {
		return nil, ""
	}
	defer c.free(result)
	if size := c.size(result); size > 0 {
		answer = bytes.Clone(unsafe.Slice(c.bytes(result), size))
	}
	return answer, c.fault(result)
}

// newClickHouse answers as a ClickHouse of today.
func newClickHouse(t *testing.T) *clickServer {
	t.Helper()
	if os.Getenv("CHDB_LIB_PATH") == "" {
		t.Skip("CHDB_LIB_PATH does not say where libchdb.so is")
	}
	c, err := chdbLoaded()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	return &clickServer{host: strings.TrimPrefix(s.URL, "http://")}
}
