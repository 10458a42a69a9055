// SPDX-License-Identifier: ISC

// Go's own notes (x/mod/sumdb/note) and logs (x/mod/sumdb/tlog), one question a
// line on standard input, words between single spaces, bytes in base64, lists
// of hashes one after the other; an answer a line, `ok ...` or `error`.
//
//	open NOTE VKEY...              -> ok TEXT NAME... (of good signatures)
//	sign TEXT SKEY                 -> ok NOTE
//	root LEAVES                    -> ok ROOT
//	prove INDEX LEAVES             -> ok PROOF
//	prove-tree OLD LEAVES          -> ok PROOF
//	check INDEX LEAF SIZE ROOT PROOF         -> ok
//	check-tree OLD OLDROOT SIZE ROOT PROOF   -> ok
package main

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var errWords = errors.New("words")

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func unb64(s string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(s)
}

func hashes(s string) ([]tlog.Hash, error) {
	b, err := unb64(s)
	if err != nil || len(b)%tlog.HashSize != 0 {
		return nil, errWords
	}
	list := make([]tlog.Hash, len(b)/tlog.HashSize)
	for i := range list {
		copy(list[i][:], b[i*tlog.HashSize:])
	}
	return list, nil
}

func join(list []tlog.Hash) string {
	var b []byte
	for _, h := range list {
		b = append(b, h[:]...)
	}
	return b64(b)
}

// A log of leaf hashes in memory, as tlog stores one.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = s[at]
	}
	return out, nil
}

func store(leaves string) (storage, int64, error) {
	list, err := hashes(leaves)
	if err != nil {
		return nil, 0, err
	}
	var s storage
	for i, h := range list {
		more, err := tlog.StoredHashesForRecordHash(int64(i), h, s)
		if err != nil {
			return nil, 0, err
		}
		s = append(s, more...)
	}
	return s, int64(len(list)), nil
}

func open(words []string) (string, error) {
	msg, err := unb64(words[0])
	if err != nil {
		return "", err
	}
	var keys []note.Verifier
	for _, w := range words[1:] {
		v, err := note.NewVerifier(w)
		if err != nil {
			return "", err
		}
		keys = append(keys, v)
	}
	n, err := note.Open(msg, note.VerifierList(keys...))
	if err != nil {
		return "", err
	}
	out := b64([]byte(n.Text))
	for _, s := range n.Sigs {
		out += " " + s.Name
	}
	return out, nil
}

func sign(words []string) (string, error) {
	text, err := unb64(words[0])
	if err != nil {
		return "", err
	}
	s, err := note.NewSigner(words[1])
	if err != nil {
		return "", err
	}
	msg, err := note.Sign(&note.Note{Text: string(text)}, s)
	return b64(msg), err
}

func prove(at int64, leaves string, tree bool) (string, error) {
	s, n, err := store(leaves)
	if err != nil {
		return "", err
	}
	var p []tlog.Hash
	if tree {
		p, err = tlog.ProveTree(n, at, s)
	} else {
		p, err = tlog.ProveRecord(n, at, s)
	}
	return join(p), err
}

func check(words []string, tree bool) (string, error) {
	at, err1 := strconv.ParseInt(words[0], 10, 64)
	size, err2 := strconv.ParseInt(words[2], 10, 64)
	a, err3 := hashes(words[1])
	root, err4 := hashes(words[3])
	p, err5 := hashes(words[4])
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil ||
		err5 != nil || len(a) != 1 || len(root) != 1 {
		return "", errWords
	}
	if tree {
		return "", tlog.CheckTree(p, size, root[0], at, a[0])
	}
	return "", tlog.CheckRecord(p, size, root[0], at, a[0])
}

func answer(words []string) (string, error) {
	n := len(words)
	switch {
	case words[0] == "open" && n >= 2:
		return open(words[1:])
	case words[0] == "sign" && n == 3:
		return sign(words[1:])
	case words[0] == "root" && n == 2:
		s, size, err := store(words[1])
		if err != nil {
			return "", err
		}
		h, err := tlog.TreeHash(size, s)
		return b64(h[:]), err
	case (words[0] == "prove" || words[0] == "prove-tree") && n == 3:
		at, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return "", err
		}
		return prove(at, words[2], words[0] == "prove-tree")
	case (words[0] == "check" || words[0] == "check-tree") && n == 6:
		return check(words[1:], words[0] == "check-tree")
	}
	return "", errWords
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		out, err := answer(strings.Split(in.Text(), " "))
		switch {
		case err != nil:
			fmt.Println("error", err)
		case out == "":
			fmt.Println("ok")
		default:
			fmt.Println("ok", out)
		}
	}
}
