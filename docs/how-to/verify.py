"""Checks a receipt or a bundle of a log that svh_core wrote, without svh_core: this file, Python and PyNaCl will do.

    python -m pip install pynacl
    python verify.py receipt|bundle FILE --key KEY

KEY is the verifier key of the log, or a file with it; get it elsewhere than FILE. `--lang en` answers in English.
It ends with 0: all is well, 6: something is wrong, 2: asked wrongly. The bytes: see reference/proof-formats.md.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

Key = tuple[str, str, bytes, VerifyKey]
Kept = dict[str, Any]
Said = list[tuple[str, Kept]]  # names of TEXTS, with what stands in them
KEYS = [line.split() for line in ("entry index proof stream number name state", "head proof stream number leaf_hash")]
NAME = r"[^\s+\x00-\x1f\ud800-\udfff]+"
SIGNATURE = rf"\u2014 ({NAME}) ([A-Za-z0-9+/=]+)\n"
TEXTS = {
    "nl": {
        "entry": "{stream}, regel {number}: {name}. Besloten door {by}, opgeschreven door {entered_by}, op {at}.",
        "whole": "{stream} is heel: van regel 1 tot en met de laatste, regel {number}.",
        "cut": "{stream}, regel {number}: dit is niet alles. Er ontbreekt iets, of het staat niet op zijn plek.",
        "unheld": "{stream}, regel {number}: het logboek heeft deze regel niet.",
        "well": "Dit klopt. Het staat in het logboek {log} van {size} regels. De woorden zitten op slot.",
        "wrong": "Dit klopt niet. Het is veranderd of niet heel, of het is niet getekend met deze sleutel.",
    },
    "en": {
        "entry": "{stream}, entry {number}: {name}. Decided by {by}, written down by {entered_by}, at {at}.",
        "whole": "{stream} is whole: from entry 1 up to the last, entry {number}.",
        "cut": "{stream}, entry {number}: this is not all. Something is missing, or is not in its place.",
        "unheld": "{stream}, entry {number}: the log does not hold this entry.",
        "well": "This is right. It stands in the log {log} of {size} entries. The words are sealed.",
        "wrong": "This is wrong. It was changed, is not whole, or was not signed by this key.",
    },
}


def need(holds: object) -> None:
    if not holds:
        raise ValueError


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def bytes_of(text: str, size: int = 0) -> bytes:
    raw = base64.b64decode(text, validate=True)
    need(raw and base64.b64encode(raw).decode() == text and size in (0, len(raw)))  # as it is always written
    return raw


def number_of(text: str) -> int:
    need(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63)
    return int(text)


def shown(stream: str, number: int, name: str, state: str) -> Kept:
    """What an entry says: from its leaf alone. No key may be in it twice, and no half character or endless number."""
    say = json.loads(state, object_pairs_hook=lambda of: dict(of) if len(dict(of)) == len(of) else int(""))
    json.dumps(say, ensure_ascii=False, allow_nan=False).encode()
    need(isinstance(say["by"], str) and name != "destroyed" and 0 < number < 1 << 63)
    return {**say, "stream": stream, "number": number, "name": name}


def sized(text: str) -> bytes:
    return len(text.encode()).to_bytes(4, "big") + text.encode()


def leaf_of(stream: str, number: int, name: str, state: str) -> bytes:
    return b"svh-leaf/v1\n" + sized(stream) + number.to_bytes(8, "big") + sized(name) + sized(state)


def parts_of(leaf: bytes) -> tuple[str, int, str, str]:
    read = io.BytesIO(leaf[12:]).read
    stream, number, name, state = (read(size or int.from_bytes(read(4), "big")) for size in (0, 8, 0, 0))
    parts = stream.decode(), int.from_bytes(number, "big"), name.decode(), state.decode()
    need(leaf_of(*parts) == leaf)  # so no byte is missing, and none is left over
    return parts


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the tree with this root has the leaf at this index, beside these neighbours (RFC 9162, 2.1.3.2)."""
    node, last, is_so = sha(b"\x00", leaf), size - 1, index < size
    for one in proof:
        is_so, is_right = is_so and last > 0 and len(one) == 32, index % 2 == 1 or index == last
        node = sha(b"\x01", *((one, node) if is_right else (node, one)))
        steps = (index & -index).bit_length() if is_right and index else 1  # over the levels that have no neighbour
        index, last = index >> steps, last >> steps
    return is_so and last == 0 and node == root


def read_key(text: str) -> Key:
    name, key_id, encoded = text.split("+", 2)
    raw = bytes_of(encoded)
    need(re.fullmatch(NAME, name) and raw[0] == 1 and sha(name.encode(), b"\n", raw)[:4].hex() == key_id)
    return text, name, bytes.fromhex(key_id), VerifyKey(raw[1:])


def open_checkpoint(note: bytes, key: Key) -> tuple[int, bytes]:
    text, _, lines = note.decode().rpartition("\n\n")
    need(len(note) <= 1_000_000 and re.fullmatch(f"({SIGNATURE})+", lines) and not re.search("[\0-\t\v-\x1f]", text))
    made = [(name, bytes_of(encoded)) for name, encoded in re.findall(SIGNATURE, lines)]
    ours = [one[4:] for name, one in made if (name, one[:4]) == key[1:3]]
    need(ours and len(made) <= 100 and all(len(one) > 4 for _, one in made))
    need(all(key[3].verify(f"{text}\n".encode(), one) for one in ours))
    origin, size, root, *others = text.split("\n")
    need(origin == key[1] and all(others))
    return number_of(size), bytes_of(root)


def open_receipt(told: bytes, key: Key) -> tuple[int, Said]:
    head, _, note = told.partition(b"\n\n")
    first, extra, place, *lines = head.decode("ascii").split("\n")
    need(first == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and place.startswith("index "))
    leaf, index, proof = bytes_of(extra[6:]), number_of(place[6:]), [bytes_of(line) for line in lines]
    size, root = open_checkpoint(note, key)
    need(len(told) <= 20_000_000 and is_included(leaf, index, size, proof, root))
    return size, [("entry", shown(*parts_of(leaf)))]


def open_bundle(told: bytes, key: Key) -> tuple[int, Said]:
    """A case is whole where its entries follow each other, and the newest heads show that its last one is its last."""
    first, *lines = (json.loads(line.decode()) for line in told.removesuffix(b"\n").split(b"\n"))
    first = {"schema": "svh.bundle/1", "origin": key[1], "key": key[0], "checkpoint": first["checkpoint"]}
    written = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (first, *lines))
    need("\n".join(written).encode() == told.removesuffix(b"\n"))  # no line is written otherwise, to the byte
    size, root = open_checkpoint(first["checkpoint"].encode(), key)
    here = own = "log/" + key[1]
    says, last, ends, heads, adopted = Said(), Kept(), Kept(), Kept(size=""), []
    for line in lines:
        one, proof = line["head" if "head" in line else "entry"], [bytes_of(node, 32) for node in line["proof"]]
        stream, number = one["stream"], number_of(json.dumps(one["number"]))
        need([*line, *one] in KEYS[: 1 if stream == own else 2] and isinstance(line["proof"], list))
        need(stream not in ends and (stream == here or not (stream in last or "/" in stream)))  # each in its turn
        here, before = stream, last.get(stream, (0, b"", -1))
        index, leaf = number_of(json.dumps(line.get("index", 0))), b"" if "head" in line else leaf_of(*one.values())
        if "head" in line:
            ends[stream] = number, bytes_of(one["leaf_hash"], 32), proof
        elif one["name"] == "destroyed" or not is_included(leaf, index, size, proof, root):
            says.append(("unheld", one))
        else:
            last[stream], fields = (number, sha(b"\x00", leaf), index), shown(*one.values())
            follows = index > before[2] and (number > before[0] if stream == own else number == before[0] + 1)
            if stream != own or not follows:
                says.append(("entry" if follows else "cut", fields))
            elif one["name"] == "heads.sealed" and index == size - 1:  # an older one would show how a case ended then
                heads = fields["event"]
            elif one["name"] == "rulebook.adopted":
                adopted.append(number_of(json.dumps(fields["event"]["edition"])))
    for stream in [one for one in {**last, **ends} if one != own]:
        (number, hashed, _), (*end, proof) = last.get(stream, (1, b"", 0)), ends.get(stream, (0, b"", []))
        node, way = sha(b"\0svh-head/v1\n", sized(stream), number.to_bytes(8, "big"), hashed), sha(stream.encode())
        for at, one in zip(range(len(proof))[::-1], proof, strict=True):  # its name says where
            node = sha(b"\1", *((one, node) if way[at // 8] >> 7 - at % 8 & 1 else (node, one)))
        is_end = json.dumps(heads["size"]) == str(size - 1) and node == bytes_of(heads["root"])
        says.append(("whole" if is_end and end == [number, hashed] else "cut", {"stream": stream, "number": number}))
    need(all(number_of(json.dumps(one["edition"])) <= max(adopted) for name, one in says if name == "entry"))
    return size, says


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("what", choices=["receipt", "bundle"])
    asking.add_argument("file", type=Path)
    asking.add_argument("--key", required=True)
    asking.add_argument("--lang", choices=[*TEXTS], default="nl")
    asked = asking.parse_args()
    try:
        told = asked.file.read_bytes()
        text = asked.key if re.search(r"\+\w{8}\+", asked.key) else Path(asked.key).read_text("utf-8")
        key = read_key(text.strip())
    except (OSError, ValueError) as error:
        asking.error(f"FILE or KEY cannot be read: {error}")
    texts, is_well, lines = TEXTS[asked.lang], False, []
    try:
        size, says = (open_receipt if asked.what == "receipt" else open_bundle)(told, key)
        is_well = {"entry"} <= {name for name, _ in says} <= {"entry", "whole"}
        lines = [texts[name].format_map({"by": "?", "entered_by": "?", "at": "?", **fields}) for name, fields in says]
        lines.append(texts["well" if is_well else "wrong"].format(log=key[1], size=size))
    except (CryptoError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        is_well, lines = False, [texts["wrong"]]
    print(*("".join(sign if sign.isprintable() else "?" for sign in line) for line in lines), sep="\n")  # no commands
    sys.exit(0 if is_well else 6)


if __name__ == "__main__":
    main()
