package pricing

import "testing"

func TestKinds(t *testing.T) {
	if all := Kinds(); len(all) != 18 || all[0] != Input || all[17] != Image {
		t.Fatalf("kinds %v", all)
	}
	for _, k := range Kinds() {
		if back, err := ParseKind(k.String()); err != nil || back != k {
			t.Errorf("%s reads back as %s, %v", k, back, err)
		}
		if perCall := k == Request || k == WebSearch || k == Image; k.PerCall() != perCall {
			t.Errorf("%s is counted in calls: %t", k, k.PerCall())
		}
	}
	if k, err := ParseKind("outputs"); err == nil {
		t.Errorf("outputs is read as %s", k)
	}
}
