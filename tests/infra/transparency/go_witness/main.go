// Checks a proof as a stranger does: filippo.io/torchwood, of which not a line is ours, reads policy, cosignatures and tlog-proof.
// Arguments: a policy, a tlog-proof, the sealed entry.
package main

import (
	"fmt"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	var files [3][]byte
	for i, name := range os.Args[1:4] {
		data, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		files[i] = data
	}
	policy, err := torchwood.ParsePolicy(files[0])
	if err == nil {
		err = torchwood.VerifyProof(policy, tlog.RecordHash(files[2]), files[1])
	}
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}
