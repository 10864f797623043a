// Asks Go's golang.org/x/mod/sumdb whether proofs show what they should. One proof a line comes in as JSON, and its
// answer goes out.
//
//	{"proof": a tlog-proof, "leaf": base64, "key": the log's verifier key}                            -> true or false
//	{"first": size, "second": size, "path": [base64], "firstRoot": base64, "secondRoot": base64}    -> true or false
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Proof, Leaf, Key      string
	First, Second         int64
	Path                  []string
	FirstRoot, SecondRoot string
}

func main() {
	in := json.NewDecoder(os.Stdin)
	for {
		var asked question
		if err := in.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if asked.Proof != "" {
			fmt.Println(included(asked))
		} else {
			fmt.Println(consistent(asked))
		}
	}
}

func included(asked question) bool {
	end := strings.Index(asked.Proof, "\n\n")
	lines := strings.Split(asked.Proof[:end], "\n")[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	verifier, err := note.NewVerifier(asked.Key)
	if err != nil {
		log.Fatal(err)
	}
	opened, err := note.Open([]byte(asked.Proof[end+2:]), note.VerifierList(verifier))
	if err != nil {
		return false
	}
	checkpoint := strings.Split(opened.Text, "\n")
	leaf, err := base64.StdEncoding.DecodeString(asked.Leaf)
	if err != nil {
		log.Fatal(err)
	}
	path, index, size := hashes(lines[1:]), number(strings.TrimPrefix(lines[0], "index ")), number(checkpoint[1])
	return tlog.CheckRecord(path, size, hash(checkpoint[2]), index, tlog.RecordHash(leaf)) == nil
}

func consistent(asked question) bool {
	path := hashes(asked.Path)
	return tlog.CheckTree(path, asked.Second, hash(asked.SecondRoot), asked.First, hash(asked.FirstRoot)) == nil
}

func hashes(lines []string) []tlog.Hash {
	var found []tlog.Hash
	for _, line := range lines {
		found = append(found, hash(line))
	}
	return found
}

func hash(line string) tlog.Hash {
	found, err := tlog.ParseHash(line)
	if err != nil {
		log.Fatal(err)
	}
	return found
}

func number(text string) int64 {
	found, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		log.Fatal(err)
	}
	return found
}
