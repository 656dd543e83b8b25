package reputation_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"
)

func mustTime(t *testing.T, s string) types.DateTime {
	t.Helper()
	at, err := types.ParseDateTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
