package usagefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// pageNotes are what a page of an API says beside its records.
type pageNotes struct {
	hasMore           bool
	page, pages       int64
	perPage, allItems int64
	truncated         bool // it holds fewer records than were asked for
}

// add takes a member in, if it is one that tells.
func (n *pageNotes) add(name string, raw []byte) {
	switch name {
	case "has_more":
		n.hasMore = string(raw) == "true"
	case "page":
		n.page, _ = strconv.ParseInt(string(raw), 10, 64)
	case "total_pages":
		n.pages, _ = strconv.ParseInt(string(raw), 10, 64)
	case "page_size":
		n.perPage, _ = strconv.ParseInt(string(raw), 10, 64)
	case "total":
		n.allItems, _ = strconv.ParseInt(string(raw), 10, 64)
	case "metadata": // of a page; in a record it is what a user said of a request
		if !bytes.Contains(raw, []byte(`"total_pages"`)) && !bytes.Contains(raw, []byte(`"truncated"`)) {
			return
		}
		var about struct {
			More      bool  `json:"has_more"`
			Page      int64 `json:"page"`
			Pages     int64 `json:"total_pages"`
			Truncated bool  `json:"truncated"`
		}
		if json.Unmarshal(raw, &about) == nil {
			n.hasMore, n.page, n.pages, n.truncated = about.More, about.Page, about.Pages, about.Truncated
		}
	case "result_info":
		var info struct {
			Page    int64 `json:"page"`
			PerPage int64 `json:"per_page"`
			Total   int64 `json:"total_count"`
		}
		if json.Unmarshal(raw, &info) == nil {
			n.page, n.perPage, n.allItems = info.Page, info.PerPage, info.Total
		}
	}
}

// part says why the page is not the last of its report; "" where it is, or
// where it doesn't say.
func (n *pageNotes) part() string {
	switch {
	case n.hasMore:
		return "the last page says has_more: its next page is not in this file; import it too"
	case n.pages > n.page && n.page > 0:
		return fmt.Sprintf("the last page is %d of %d: the next ones are not in this file; import them too", n.page, n.pages)
	case n.page > 0 && n.perPage > 0 && n.allItems/n.perPage >= n.page && n.allItems > n.page*n.perPage:
		return fmt.Sprintf("the last page is %d, of %d records a page and %d in all: the next ones are not in this file; import them too", n.page, n.perPage, n.allItems)
	}
	return ""
}

// behind says which page does not follow on the one before it in the file, as those of one
// report do; "" where it does. A page without a number follows on any.
func (n *pageNotes) behind(before pageNotes) string {
	switch {
	case n.page == 0:
	case before.part() != "" && n.page != before.page+1:
		return fmt.Sprintf("page %d of %d stands behind page %d", n.page, n.pages, before.page)
	case before.part() == "" && n.page != 1:
		return fmt.Sprintf("begins with page %d of %d", n.page, n.pages)
	}
	return ""
}
