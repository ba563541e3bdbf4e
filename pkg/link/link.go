// Package link reads how people say that the values of a column are links.
package link

import (
	"fmt"
	"strings"
)

// Parse reads NAME=ADDRESS, as a flag says that the values of the column NAME
// lead to ADDRESS, in which {} stands for the value.
func Parse(flag string) (name, address string, err error) {
	name, address, _ = strings.Cut(flag, "=")
	if name == "" || strings.Count(address, "{}") != 1 {
		return "", "", fmt.Errorf("%q: want NAME=ADDRESS, with {} where the value goes, such as https://search.worldcat.org/title/{}", flag)
	}
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return "", "", fmt.Errorf("%q: the address wants https:// in front", flag)
	}
	return name, address, nil
}
