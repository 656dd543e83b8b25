package stackexchange

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// plainAttributes is about how many attributes a row has.
const plainAttributes = 20

// parsePlain reads a row as dumps are written: names of letters, values between double quotes, and in them no references but
// numbers and XML's own five. That is five times as fast as encoding/xml, which has all that it gives up on.
func parsePlain(tag []byte) (attrs map[string]string, ok bool) {
	rest, ok := bytes.CutPrefix(tag, []byte("<row "))
	if !ok {
		return nil, false
	}
	attrs = make(map[string]string, plainAttributes)
	var value []byte
	for {
		rest = bytes.TrimLeft(rest, " ")
		if string(rest) == "/>" {
			return attrs, true
		}
		n := 0
		for n < len(rest) && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
			n++
		}
		if n == 0 || n+2 > len(rest) || rest[n] != '=' || rest[n+1] != '"' {
			return nil, false
		}
		name := string(rest[:n])
		rest = rest[n+2:]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			return nil, false
		}
		if value, ok = appendPlain(value[:0], rest[:end]); !ok {
			return nil, false
		}
		if _, twice := attrs[name]; twice {
			return nil, false
		}
		attrs[name] = string(value)
		rest = rest[end+1:]
		if len(rest) == 0 || rest[0] != ' ' && rest[0] != '/' {
			return nil, false
		}
	}
}

// references are those that XML knows by name.
var references = map[string]byte{"lt": '<', "gt": '>', "amp": '&', "quot": '"', "apos": '\''}

// appendPlain appends what a value says.
func appendPlain(out, raw []byte) (value []byte, ok bool) {
	for len(raw) > 0 {
		n := plainLength(raw)
		if n < 0 {
			return nil, false
		}
		out, raw = append(out, raw[:n]...), raw[n:]
		if len(raw) == 0 {
			break
		}
		end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if end < 2 {
			return nil, false
		}
		name := raw[1:end]
		if c, known := references[string(name)]; known {
			out = append(out, c)
		} else if r, isNumber := numbered(name); isNumber {
			out = utf8.AppendRune(out, r)
		} else {
			return nil, false
		}
		raw = raw[end+1:]
	}
	return out, true
}

// plainLength is how far a value reaches that stands for itself: up to a reference or its end; -1 for one that isn't plain.
func plainLength(raw []byte) int {
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '&':
			return i
		case c >= 0x20 && c < utf8.RuneSelf && c != '<' || c == '\n' || c == '\t':
			i++
		case c < utf8.RuneSelf:
			return -1
		default:
			r, size := utf8.DecodeRune(raw[i:])
			if r == utf8.RuneError && size == 1 || !allowed(r) {
				return -1
			}
			i += size
		}
	}
	return len(raw)
}

// numbered reads the number of a character: "#10" or "#xA".
func numbered(name []byte) (rune, bool) {
	digits, isNumber := bytes.CutPrefix(name, []byte("#"))
	if !isNumber {
		return 0, false
	}
	base := 10
	if hex, isHex := bytes.CutPrefix(digits, []byte("x")); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(string(digits), base, 31)
	if err != nil || !allowed(rune(n)) {
		return 0, false
	}
	return rune(n), true
}
