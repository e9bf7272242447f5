// Reads a log as the Go checksum database's own code reads one: golang.org/x/mod/sumdb, of which not a line is ours.
// Arguments: the log's folder, a file with a tlog-proof, a file with an older size, its root and a proof of consistency.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (folder) Height() int                     { return 8 }
func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

// The C2SP leaves out the height, which is always 8.
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func signed(text, key string) tlog.Tree {
	verifier := must(note.NewVerifier(strings.TrimSpace(key)))
	opened := must(note.Open([]byte(text), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("origin %s, key %s", lines[0], verifier.Name()))
	}
	return tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
}

func hashes(lines []string) (all []tlog.Hash) {
	for _, line := range lines {
		all = append(all, must(tlog.ParseHash(line)))
	}
	return all
}

func main() {
	root, key := os.Args[1], string(must(os.ReadFile(filepath.Join(os.Args[1], "keys/log.vkey"))))
	tree := signed(string(must(os.ReadFile(filepath.Join(root, "checkpoint")))), key)
	reader := tlog.TileHashReader(tree, folder(root))

	var entries [][]byte
	for n := int64(0); n*256 < tree.N; n++ {
		path := fmt.Sprintf("tile/entries/%03d", n)
		if width := tree.N - n*256; width < 256 {
			path += fmt.Sprintf(".p/%d", width)
		}
		data := must(os.ReadFile(filepath.Join(root, path)))
		for len(data) > 0 {
			size := binary.BigEndian.Uint16(data)
			entries, data = append(entries, data[2:2+size]), data[2+size:]
		}
	}
	if int64(len(entries)) != tree.N {
		check(fmt.Errorf("%d entries in a tree of %d", len(entries), tree.N))
	}
	for n, entry := range entries {
		proof := must(tlog.ProveRecord(tree.N, int64(n), reader))
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(entry)))
	}

	head, text, _ := strings.Cut(string(must(os.ReadFile(os.Args[2]))), "\n\n")
	lines, proved := strings.Split(head, "\n"), signed(text, key)
	index := must(strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64))
	check(tlog.CheckRecord(hashes(lines[2:]), proved.N, proved.Hash, index, tlog.RecordHash(entries[index])))

	head, text, _ = strings.Cut(string(must(os.ReadFile(os.Args[3]))), "\n\n")
	lines, proved = strings.Split(head, "\n"), signed(text, key)
	old := must(strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64))
	before := must(tlog.TreeHash(old, reader))
	check(tlog.CheckTree(hashes(lines[1:]), proved.N, proved.Hash, old, before))
	if want := must(tlog.ProveTree(proved.N, old, reader)); !bytes.Equal(fmt.Append(nil, want), fmt.Append(nil, tlog.TreeProof(hashes(lines[1:])))) {
		check(fmt.Errorf("another proof of consistency"))
	}
	fmt.Printf("accepted: %d entries, one proof of inclusion, one of consistency\n", tree.N)
}
