package link

import "testing"

func TestParse(t *testing.T) {
	for flag, want := range map[string]string{
		"A=https://example.org/{}":    "",
		"A=http://example.org/{}?a=b": "",
		"A=https://example.org/":      `"A=https://example.org/": want NAME=ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}`,
		"A=https://{}.org/{}":         `"A=https://{}.org/{}": want NAME=ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}`,
		"=https://example.org/{}":     `"=https://example.org/{}": want NAME=ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}`,
		"A=ftp://example.org/{}":      `"A=ftp://example.org/{}": the address wants https:// in front`,
	} {
		name, address, err := Parse(flag)
		if want == "" && (err != nil || name+"="+address != flag) || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("Parse(%s) = %s, %s, %v; want error %q", flag, name, address, err, want)
		}
	}
}
