package site

import "testing"

func TestFace(t *testing.T) {
	for _, test := range []struct {
		name    string
		classes []string
		want    Face
	}{
		{"周砚", nil, Face{Letter: "周", Class: "face"}},
		{"  jane", []string{"sq", "big"}, Face{Letter: "J", Class: "face sq big"}},
		{"", nil, Face{Class: "face"}},
		{"\xff", nil, Face{Class: "face"}},
	} {
		if got := face("", test.name, test.classes...); got != test.want {
			t.Errorf("face(%q) = %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.example.com/a?b": "example.com",
		"http://blog.example.com:80/": "blog.example.com:80",
		"not an address":              "not an address",
		"":                            "",
		"http://[::1":                 "http://[::1",
	} {
		if got := host(address); got != want {
			t.Errorf("host(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestRows(t *testing.T) {
	each := rows([]Card{{Title: "a"}, {Title: "b"}}, "h2", "no-column").Each()
	if len(each) != 2 || each[1].Title != "b" || !each[0].H2 || each[0].WithColumn || !each[0].WithThumb {
		t.Errorf("%+v", each)
	}
}
