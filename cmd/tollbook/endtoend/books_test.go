//go:build unix

package endtoend

import "encoding/json"

// What the command line says of the books that the screens changed.
type (
	topUp struct {
		Account string `json:"account"`
		Kind    string `json:"kind"`
		Credit  string `json:"credit_usd"`
		Fee     string `json:"fee_usd"`
		Paid    string `json:"paid_usd"`
	}
	imported struct {
		File  string `json:"file"`
		Rows  int    `json:"rows"`
		Added int    `json:"added"`
	}
)

func (x *terminal) topUps() []topUp {
	x.t.Helper()
	var got struct {
		TopUps []topUp `json:"topups"`
	}
	x.tells(&got, "topup", "list", "--json")
	return got.TopUps
}

func (x *terminal) imports() []imported {
	x.t.Helper()
	var got struct {
		Imports []imported `json:"imports"`
	}
	x.tells(&got, "imports", "--json")
	return got.Imports
}

// total is the dollars of all usage.
func (x *terminal) total() string {
	x.t.Helper()
	var got struct {
		Total struct {
			USD string `json:"usd"`
		} `json:"total"`
	}
	x.tells(&got, "report", "--by", "month", "--json")
	return got.Total.USD
}

func (x *terminal) tells(into any, args ...string) {
	x.t.Helper()
	if err := json.Unmarshal([]byte(x.run(args...)), into); err != nil {
		x.t.Fatalf("tollbook %v: %v", args, err)
	}
}
