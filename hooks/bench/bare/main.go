// Command bare is PocketBase as it comes: no hook, no migration and no setting of ours. The benchmark measures beside it.
package main

import (
	"log"

	"github.com/pocketbase/pocketbase"
)

func main() {
	if err := pocketbase.New().Start(); err != nil {
		log.Fatal(err)
	}
}
