package article

import (
	"crypto/sha256"
	"encoding/base32"
)

var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Digest is a text's SHA-256 in the letters and digits of ids.
func Digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return alphabet.EncodeToString(sum[:])
}

// RecordID is the id of the record that a key becomes: the same on every run, so that a run after a crash finds what
// is there, and so that links between imported things can be written before these are.
func RecordID(key string) string { return Digest("origin:" + key)[:15] }
