// Command verify checks a Gongbao log, or a proof somebody kept, with none of Gongbao's code: the Merkle tree and the
// signed notes are those of the Go project's checksum database (golang.org/x/mod/sumdb).
//
// On Debian:
//
//	apt-get install golang-go golang-golang-x-mod-dev
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o verify tests/interop/verify/main.go
//
// A log, by its address or folder: its signature, every entry, every tile, and an earlier checkpoint if there is one.
//
//	./verify -vkey VKEY [-witness VKEY]... [-old CHECKPOINT] http://127.0.0.1:8000/ledger
//
// A proof file, with the document it speaks of and the log it came from, if they are at hand:
//
//	./verify -vkey VKEY [-witness VKEY]... [-record FILE] [-log http://127.0.0.1:8000/ledger] one.tlog-proof
//
// Without -vkey the key is the one the log shows (log.vkey), and that is said. Every -witness given must have cosigned.
// Exit code: 0 verified, 1 failed, 2 could not check.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// unreadable marks errors that prove nothing either way.
type unreadable struct{ error }

// missing marks a file the log says it does not have.
type missing struct{ error }

type source string

const limit = 256 * (2 + 65535)

func (s source) read(path string) ([]byte, error) {
	if !strings.Contains(string(s), "://") {
		data, err := os.ReadFile(filepath.Join(string(s), filepath.FromSlash(path)))
		if errors.Is(err, os.ErrNotExist) {
			return nil, missing{err}
		} else if err != nil {
			return nil, unreadable{err}
		}
		return data, nil
	}
	client := http.Client{Timeout: 20 * time.Second}
	resp, err := client.Get(strings.TrimRight(string(s), "/") + "/" + path)
	if err != nil {
		return nil, unreadable{err}
	}
	defer resp.Body.Close()
	if resp.StatusCode == 404 || resp.StatusCode == 410 {
		return nil, missing{fmt.Errorf("%s: %s", path, resp.Status)}
	}
	if resp.StatusCode != 200 {
		return nil, unreadable{fmt.Errorf("%s: %s", path, resp.Status)}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil || len(data) > limit {
		return nil, unreadable{fmt.Errorf("%s: cut off or too long", path)}
	}
	return data, nil
}

// cosigner verifies the timestamped cosignatures of C2SP tlog-cosignature (type 4), which note.NewVerifier does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("a vkey reads name+id+key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not the key of a witness (type 4)")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if hex.EncodeToString(id[:4]) != parts[1] {
		return nil, errors.New("the vkey's id does not fit its key")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(id[:4]), ed25519.PublicKey(key[1:])}, nil
}

// trust is the key of a log and those of the witnesses that must have cosigned.
type trust struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func newTrust(vkey string, witnesses []string) (t trust, err error) {
	if t.log, err = note.NewVerifier(strings.TrimSpace(vkey)); err != nil {
		return t, err
	}
	for _, one := range witnesses {
		w, err := newCosigner(one)
		if err != nil {
			return t, fmt.Errorf("%s: %w", one, err)
		}
		t.witnesses = append(t.witnesses, w)
	}
	return t, nil
}

// open checks a signed checkpoint. (tlog.ParseTree reads only the checksum database's own header.)
func (t trust) open(signed []byte, asked []note.Verifier) (tree tlog.Tree, err error) {
	n, err := note.Open(signed, note.VerifierList(append([]note.Verifier{t.log}, asked...)...))
	if err != nil {
		return tree, err
	}
	for _, v := range append([]note.Verifier{t.log}, asked...) {
		found := false
		for _, sig := range n.Sigs {
			found = found || (sig.Name == v.Name() && sig.Hash == v.KeyHash())
		}
		if !found {
			return tree, fmt.Errorf("%s has not signed", v.Name())
		}
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != t.log.Name() {
		return tree, errors.New("the checkpoint is of another log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || strconv.FormatInt(tree.N, 10) != lines[1] || tree.N < 0 {
		return tree, errors.New("the checkpoint's size is no number")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// tiles reads tile files; tlog.TileHashReader checks each against the root before it uses it.
type tiles struct {
	source
	count int
}

func (t *tiles) Height() int                     { return 8 }
func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		data, err := t.readTile(tile, "tile/8/", "tile/")
		if err != nil {
			return nil, err
		}
		if size := tile.W * tlog.HashSize; len(data) > size {
			data = data[:size] // the full tile, in the place of a partial one
		}
		t.count++
		read = append(read, data)
	}
	return read, nil
}

func (t *tiles) readTile(tile tlog.Tile, from, to string) ([]byte, error) {
	data, err := t.read(strings.Replace(tile.Path(), from, to, 1))
	if _, gone := err.(missing); gone && tile.W < 256 {
		tile.W = 256
		return t.read(strings.Replace(tile.Path(), from, to, 1))
	}
	return data, err
}

// entries reads one bundle of entries: two bytes of length, then the entry, over and over.
func (t *tiles) entries(number int64, width int) (found [][]byte, err error) {
	data, err := t.readTile(tlog.Tile{H: 8, L: 0, N: number, W: width}, "tile/8/0/", "tile/entries/")
	if err != nil {
		return nil, err
	}
	for len(data) >= 2 && len(found) < width {
		size := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+size {
			break
		}
		found = append(found, data[2:2+size])
		data = data[2+size:]
	}
	if len(found) != width {
		return nil, fmt.Errorf("entry bundle %d is cut off", number)
	}
	return found, nil
}

// stored keeps the hashes of a tree rebuilt from its entries.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", i)
		}
		found = append(found, s[i])
	}
	return found, nil
}

func checkLog(t trust, log source, old []byte) error {
	signed, err := log.read("checkpoint")
	if err != nil {
		return unreadable{err}
	}
	tree, err := t.open(signed, t.witnesses)
	if err != nil {
		return err
	}
	say("checkpoint of %s: %d entries, root %x; %d witnesses checked", t.log.Name(), tree.N, tree.Hash[:], len(t.witnesses))
	files := &tiles{source: log}
	checked := tlog.TileHashReader(tree, files)
	var rebuilt stored
	for n := int64(0); n*256 < tree.N; n++ {
		width := 256
		if rest := tree.N - n*256; rest < 256 {
			width = int(rest)
		}
		entries, err := files.entries(n, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for i, entry := range entries {
			hashes, err := tlog.StoredHashes(n*256+int64(i), entry, rebuilt)
			if err != nil {
				return err
			}
			indexes = append(indexes, int64(len(rebuilt)))
			rebuilt = append(rebuilt, hashes...)
		}
		leaves, err := checked.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, leaf := range leaves {
			if leaf != rebuilt[indexes[i]] {
				return fmt.Errorf("entry %d is not what its tile says", n*256+int64(i))
			}
		}
	}
	root := tlog.Hash(sha256.Sum256(nil))
	if tree.N > 0 {
		if root, err = tlog.TreeHash(tree.N, rebuilt); err != nil {
			return err
		}
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries lead to the root %x", root[:])
	}
	say("every entry and every tile over it leads to that root; %d tiles read", files.count)
	if err := checkRecords(tree, checked, rebuilt); err != nil {
		return err
	}
	if old == nil {
		return nil
	}
	before, err := t.open(old, nil)
	if err != nil {
		return fmt.Errorf("the earlier checkpoint: %w", err)
	}
	return checkGrowth(before, tree, checked)
}

func checkRecords(tree tlog.Tree, checked tlog.HashReader, rebuilt stored) error {
	for _, n := range []int64{0, tree.N / 3, tree.N / 2, tree.N - 1} {
		if n < 0 || n >= tree.N {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, n, checked)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, rebuilt[tlog.StoredHashIndex(0, n)]); err != nil {
			return err
		}
		say("inclusion of entry %d proved from tiles, %d hashes", n, len(proof))
	}
	return nil
}

func checkGrowth(before, now tlog.Tree, checked tlog.HashReader) error {
	if before.N > now.N {
		return fmt.Errorf("the log has become shorter: %d entries, once %d", now.N, before.N)
	}
	if before.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(now.N, before.N, checked)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, now.N, now.Hash, before.N, before.Hash); err != nil {
		return fmt.Errorf("the past was rewritten: %w", err)
	}
	say("consistent with %d earlier entries, %d hashes", before.N, len(proof))
	return nil
}

// proofFile is a C2SP tlog-proof as Gongbao writes it: `extra` holds the entry, and what opens its commitment.
type proofFile struct {
	index      int64
	hashes     tlog.RecordProof
	checkpoint []byte
	extra      struct {
		Format  string  `json:"format"`
		Entry   []byte  `json:"entry"`
		Payload []byte  `json:"payload"`
		Salt    *string `json:"salt"`
	}
}

func parseProof(data []byte) (p proofFile, err error) {
	cut := bytes.Index(data, []byte("\n\n"))
	if cut < 0 {
		return p, errors.New("not a proof file")
	}
	lines := strings.Split(string(data[:cut]), "\n")
	p.checkpoint = data[cut+2:]
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return p, errors.New("not a proof file that holds its entry")
	}
	extra, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(extra, &p.extra); err != nil || p.extra.Format != "gongbao/opening/v1" {
		return p, errors.New("the extra is not gongbao/opening/v1")
	}
	if p.index, err = strconv.ParseInt(lines[2][len("index "):], 10, 64); err != nil {
		return p, err
	}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return p, err
		}
		p.hashes = append(p.hashes, hash)
	}
	return p, nil
}

func checkProof(t trust, data, record []byte, log source) error {
	p, err := parseProof(data)
	if err != nil {
		return err
	}
	tree, err := t.open(p.checkpoint, t.witnesses)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(p.hashes, tree.N, tree.Hash, p.index, tlog.RecordHash(p.extra.Entry)); err != nil {
		return err
	}
	say("entry %d of %d in %s; %d witnesses checked: %s", p.index, tree.N, t.log.Name(), len(t.witnesses), p.extra.Entry)
	if err := p.checkDocument(t.log.Name(), record); err != nil {
		return err
	}
	if log == "" {
		return nil
	}
	signed, err := log.read("checkpoint")
	if err != nil {
		return unreadable{err}
	}
	now, err := t.open(signed, nil)
	if err != nil {
		return fmt.Errorf("the log's own checkpoint: %w", err)
	}
	return checkGrowth(tree, now, tlog.TileHashReader(now, &tiles{source: log}))
}

func (p proofFile) checkDocument(origin string, record []byte) error {
	var leaf struct{ Register, Commitment string }
	if err := json.Unmarshal(p.extra.Entry, &leaf); err != nil {
		return err
	}
	if leaf.Register != origin {
		return errors.New("the entry is of another register than the log")
	}
	if record == nil {
		record = p.extra.Payload
	} else if p.extra.Payload != nil && !bytes.Equal(record, p.extra.Payload) {
		return errors.New("the document is not the one in the proof file")
	}
	if record == nil {
		say("no document given: only the entry is proved to stand")
		return nil
	}
	if p.extra.Salt == nil {
		return errors.New("the proof file holds no salt, so the document cannot be held against the entry")
	}
	salt, err := hex.DecodeString(*p.extra.Salt)
	if err != nil || len(salt) != 32 {
		return errors.New("a salt has 32 bytes")
	}
	sum := sha256.Sum256(append(append([]byte("reg/commit/v1\n"), salt...), record...))
	if hex.EncodeToString(sum[:]) != leaf.Commitment {
		return errors.New("the document is not what the entry commits to")
	}
	say("the document (%d bytes) is what the entry commits to", len(record))
	return nil
}

func say(format string, args ...interface{}) { fmt.Printf(format+"\n", args...) }

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func run() error {
	var witnesses list
	vkey := flag.String("vkey", "", "the log's key; without it, the one the log shows")
	flag.Var(&witnesses, "witness", "the key of a witness that must have cosigned (may repeat)")
	old := flag.String("old", "", "file with an earlier checkpoint of the log")
	record := flag.String("record", "", "the document a proof speaks of")
	from := flag.String("log", "", "the log a proof came from")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		return unreadable{errors.New("give one log or one proof file")}
	}
	target, log := flag.Arg(0), source(*from)
	info, err := os.Stat(target)
	isProof := err == nil && !info.IsDir()
	if !isProof {
		log = source(target)
	}
	if *vkey == "" && log != "" {
		shown, err := log.read("log.vkey")
		if err != nil {
			return unreadable{err}
		}
		*vkey = string(shown)
		say("trusting the key the log itself shows: %s", strings.TrimSpace(*vkey))
	}
	t, err := newTrust(*vkey, witnesses)
	if err != nil {
		return unreadable{fmt.Errorf("the key: %w", err)}
	}
	read := func(path string) (data []byte) {
		if path != "" && err == nil {
			data, err = os.ReadFile(path)
		}
		return data
	}
	oldNote, document := read(*old), read(*record)
	if err != nil {
		return unreadable{err}
	}
	if !isProof {
		return checkLog(t, log, oldNote)
	}
	data, err := os.ReadFile(target)
	if err != nil {
		return unreadable{err}
	}
	return checkProof(t, data, document, log)
}

func main() {
	err := run()
	if _, ok := err.(unreadable); ok {
		fmt.Println("COULD NOT CHECK:", err)
		os.Exit(2)
	}
	if err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
	fmt.Println("VERIFIED")
}
