package search

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"

	"qiao/hooks/fold"
)

// maxReadings is how many readings of a character count.
const maxReadings = 3

// readings holds, for each character of the main Chinese block, up to maxReadings numbers of
// syllables without tone; zero means none.
var readings = sync.OnceValue(func() *[0x9fff - 0x4e00 + 1][maxReadings]uint16 {
	table := new([0x9fff - 0x4e00 + 1][maxReadings]uint16)
	numbers := map[string]uint16{}
	for i := range table {
		n := 0
		for _, toned := range strings.Split(pinyin.PinyinDict[0x4e00+i], ",") {
			syllable := Fold(toned)
			if syllable == "" || n == maxReadings {
				continue
			}
			id, ok := numbers[syllable]
			if !ok {
				id = uint16(len(numbers) + 1)
				numbers[syllable] = id
			}
			if table[i][0] != id && table[i][1] != id {
				table[i][n] = id
				n++
			}
		}
	}
	return table
})

// sounds gives the readings of a folded character; all zero when it has none.
func sounds(r rune) [maxReadings]uint16 {
	if r < 0x4e00 || r > 0x9fff {
		return [maxReadings]uint16{}
	}
	return readings()[r-0x4e00]
}

// soundsAlike says whether two folded characters can be read the same way.
func soundsAlike(a, b rune) bool {
	for _, x := range sounds(a) {
		for _, y := range sounds(b) {
			if x != 0 && x == y {
				return true
			}
		}
	}
	return false
}

// soundPairs calls emit with the keys of all readings of two neighbouring characters.
func soundPairs(a, b rune, emit func(key string)) {
	for _, x := range sounds(a) {
		for _, y := range sounds(b) {
			if x != 0 && y != 0 {
				emit(string([]byte{byte(x >> 8), byte(x), byte(y >> 8), byte(y)}))
			}
		}
	}
}

// eachSoundPair calls emit for every pair of neighbouring Chinese characters of text.
func eachSoundPair(text string, emit func(key string)) {
	var previous rune
	for _, r := range text {
		r = fold.Rune(r)
		if previous != 0 {
			soundPairs(previous, r, emit)
		}
		previous = r
	}
}
