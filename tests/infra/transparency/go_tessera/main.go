// Reads a bundle with the code of transparency.dev: Tessera's fsck over log/, tlog-proofs of common/, cosignatures, the policy.
// Argument: the bundle's folder. Not a line of what is imported is ours.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/formats/witness"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

func check(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func read(parts ...string) []byte { return must(os.ReadFile(filepath.Join(parts...))) }

func hashes(bundle []byte) (all [][]byte, err error) {
	entries := &api.EntryBundle{}
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	for _, entry := range entries.Entries {
		all = append(all, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return all, nil
}

func main() {
	root := os.Args[1]
	key := must(note.NewVerifier(strings.TrimSpace(string(read(root, "keys/log.vkey")))))
	quantum := must(fnote.NewMLDSAVerifier(strings.TrimSpace(string(read(root, "keys/log.ml-dsa-44.vkey")))))
	checkpoint := read(root, "log/checkpoint")
	head, _, opened, err := log.ParseCheckpoint(checkpoint, key.Name(), key, quantum)
	check(err)
	if len(opened.Sigs) != 2 {
		check(fmt.Errorf("%d signatures of the log's two keys hold", len(opened.Sigs)))
	}
	check(fsck.New(key.Name(), key, client.FileFetcher{Root: filepath.Join(root, "log")}, hashes, fsck.Opts{N: 1}).Check(context.Background()))

	if !must(witness.ParsePolicy(read(root, "keys/policy"))).Satisfied(checkpoint) {
		check(fmt.Errorf("the policy is not satisfied"))
	}

	common := must(note.NewVerifier(strings.TrimSpace(string(read(os.Args[2])))))
	proofs := must(filepath.Glob(filepath.Join(root, "common/*.tlog-proof")))
	for _, file := range proofs {
		given := proof.TLogProof{}
		check(given.Unmarshal(read(file)))
		shown, _, _, err := log.ParseCheckpoint(given.Checkpoint, common.Name(), common)
		check(err)
		path := make([][]byte, 0, len(given.Hashes))
		for _, hash := range given.Hashes {
			path = append(path, hash[:])
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(read(strings.TrimSuffix(file, "tlog-proof") + "leaf"))
		check(merkle.VerifyInclusion(rfc6962.DefaultHasher, given.Index, shown.Size, leaf, path, shown.Hash))
	}
	fmt.Printf("accepted: %d entries, two signatures, the policy, %d proofs of common\n", head.Size, len(proofs))
}
