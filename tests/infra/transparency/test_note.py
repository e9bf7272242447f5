"""Notes, checkpoints and proofs are the C2SP's to the byte, and nothing malformed is read."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.transparency import merkle, proof
from infra.transparency.checkpoint import Checkpoint, NotACheckpoint, parse_text
from infra.transparency.merkle import EMPTY, consistency, inclusion, leaf_hash, range_of, root
from infra.transparency.note import ED25519, ML_DSA_44, NotANote, Signer, open_note, sign, verifier
from infra.transparency.proof import Extension, NotProved, Proof, parse_extension, parse_proof

NAME = "weita.example/logs/PROG-2784"
AT = 1_790_000_000
ED, PQ = Signer(NAME, ED25519, b"\x01" * 32), Signer(NAME, ML_DSA_44, b"\x02" * 32)
KEYS = [ED.verifier, PQ.verifier]
ENTRIES = [f"entry {n}".encode() for n in range(40)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]
HEAD = Checkpoint(NAME, len(ENTRIES), root(HASHES))

PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
PETERS_SEED = "CgVAtVUbI2E8kQzMPVAgOv5juF9nHT2JS/F1cdgoMXM="
PETERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_the_note_of_the_specification_is_read():
    key = verifier(PUBLISHED_KEY)
    assert str(key) == PUBLISHED_KEY
    assert open_note(PUBLISHED, [key]) == ("This is an example message.\n", [key])


def test_a_key_of_the_go_implementation_is_read_letter_by_letter_or_not_at_all():
    key = verifier(PETERS_KEY)
    assert (key.name, key.kind, str(key)) == ("PeterNeumann", ED25519, PETERS_KEY)
    for start in range(len(PETERS_KEY)):
        for end in range(start + 1, len(PETERS_KEY) + 1):
            if (start, end) != (0, len(PETERS_KEY)):
                with pytest.raises(NotANote):
                    verifier(PETERS_KEY[start:end])


@pytest.mark.parametrize(
    "line",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, with an id that fits
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # an unknown kind, with an id that fits
        "", "+", "a+b", "a b+c74f20a3+ARpc",
    ],
)  # fmt: skip
def test_a_mangled_key_is_none(line: str):
    with pytest.raises(NotANote):
        verifier(line)


def test_a_checkpoint_carries_the_logs_two_signatures():
    note = sign(HEAD.text, [ED, PQ], AT)
    text, signed = open_note(note, KEYS)
    assert (parse_text(text), signed) == (HEAD, KEYS)
    lines = note.split("\n")
    assert [line.split(" ")[1] for line in lines[4:6]] == [NAME, NAME]
    assert [len(base64.b64decode(line.split(" ")[2])) for line in lines[4:6]] == [4 + 64, 4 + 8 + 2420]
    assert int.from_bytes(base64.b64decode(lines[5].split(" ")[2])[4:12]) == AT


def test_a_cosignature_signs_name_time_origin_size_and_root():
    signature = PQ.sign(HEAD.text, AT)
    assert PQ.verifier.verify(HEAD.text, signature)
    later = (AT + 1).to_bytes(8) + signature[8:]
    other_name = verifier(str(Signer("weita.example/other", ML_DSA_44, PQ.seed).verifier))
    assert not PQ.verifier.verify(HEAD.text, later)
    assert not other_name.verify(HEAD.text, signature)
    for other in (Checkpoint("x", HEAD.size, HEAD.root), Checkpoint(NAME, 39, HEAD.root), Checkpoint(NAME, HEAD.size, EMPTY)):
        assert not PQ.verifier.verify(other.text, signature)
    assert not PQ.verifier.verify("no checkpoint\n", signature)


@given(st.data())
def test_a_note_with_any_byte_changed_is_refused_or_says_the_same(data: st.DataObject):
    note = sign(HEAD.text, [ED], AT)
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != note[at])) + note[at + 1 :]
    try:
        text, _ = open_note(changed, KEYS)
    except NotANote:
        return
    assert text == HEAD.text


def test_a_false_signature_of_a_known_key_spoils_the_note_though_another_holds():
    note = sign(HEAD.text, [ED, PQ], AT)
    other = sign(Checkpoint(NAME, 41, EMPTY).text, [PQ], AT)
    spoilt = "\n".join([*note.split("\n")[:5], other.split("\n")[4], ""])
    with pytest.raises(NotANote, match="false"):
        open_note(spoilt, KEYS)


def test_signatures_of_strangers_are_passed_over_and_are_not_enough():
    stranger = Signer("stranger.example", ED25519, b"\x09" * 32)
    assert open_note(sign(HEAD.text, [stranger, ED], AT), KEYS)[1] == [ED.verifier]
    same_name = Signer(NAME, ED25519, b"\x09" * 32)
    for signers in ([stranger], [same_name]):
        with pytest.raises(NotANote, match="nobody known"):
            open_note(sign(HEAD.text, signers, AT), KEYS)


@pytest.mark.parametrize("text", ["no newline", "a\ttab\n", "a\rreturn\n", "\0\n"])
def test_a_text_that_no_note_may_hold_is_not_signed(text: str):
    with pytest.raises(NotANote):
        sign(text, [ED], AT)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "a\n1\n", "a\n1\nx\n", f"{HEAD.text[:-1]}", HEAD.text.replace("40", "040"), HEAD.text.replace("40", "-40"),
        HEAD.text.replace("40", "4 0"), HEAD.text.replace("40", "٤٠"), f"\n{HEAD.text}", f"{HEAD.text}\n",
        f"a\n1\n{base64.b64encode(b'short').decode()}\n", HEAD.text.replace("=", ""),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_not_read(text: str):
    with pytest.raises(NotACheckpoint):
        parse_text(text)


def test_lines_of_extension_are_left_aside():
    assert parse_text(HEAD.text + "more\n") == HEAD


def a_proof(index: int = 7) -> Proof:
    return Proof(index, tuple(inclusion(index, HEAD.size, range_of(HASHES))), sign(HEAD.text, [ED, PQ], AT))


def test_a_proof_of_inclusion_is_checked_without_the_log():
    text = str(a_proof())
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 7\n")
    assert str(parse_proof(text)) == text
    assert proof.verify(text, ENTRIES[7], KEYS).index == 7
    with_extra = text.replace("\nindex", "\nextra YWJj\nindex")
    assert parse_proof(with_extra) == parse_proof(text)


def test_a_proof_of_the_only_entry_has_no_hashes():
    head = Checkpoint(NAME, 1, HASHES[0])
    text = str(Proof(0, (), sign(head.text, [ED], AT)))
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 0\n\nweita.example/")
    assert proof.verify(text, ENTRIES[0], KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("index 7", "index 8"), ("index 7", "index 40"), ("index 7", "index 07"), ("index 7", "index -7"), ("index 7", "index"),
        ("index 7\n", ""), ("tlog-proof@v1", "tlog-proof@v2"), ("\n40\n", "\n41\n"), ("\n40\n", "\n0\n"), ("\n\n", "\n"),
    ],
)  # fmt: skip
def test_a_hostile_proof_is_refused(old: str, new: str):
    with pytest.raises(NotProved):
        proof.verify(str(a_proof()).replace(old, new, 1), ENTRIES[7], KEYS)


def test_a_proof_with_lines_added_left_out_or_swapped_is_refused():
    lines = str(a_proof()).split("\n")
    hashes = lines[2:8]
    for bad in (
        hashes[1:],
        hashes[:-1],
        [*hashes, hashes[0]],
        [hashes[1], hashes[0], *hashes[2:]],
        [*hashes[:-1], "AAAA"],
        hashes * 11,
    ):
        with pytest.raises(NotProved):
            proof.verify("\n".join([*lines[:2], *bad, *lines[8:]]), ENTRIES[7], KEYS)
    with pytest.raises(NotProved):
        proof.verify(str(a_proof()), ENTRIES[8], KEYS)


def test_a_proof_whose_checkpoint_another_log_has_signed_is_refused():
    """The key is known, but it is not the one of the log that the checkpoint names."""
    other = Signer("weita.example/logs/other", ED25519, b"\x03" * 32)
    text = str(Proof(7, a_proof().hashes, sign(HEAD.text, [other], AT)))
    with pytest.raises(NotProved, match="its own log"):
        proof.verify(text, ENTRIES[7], [*KEYS, other.verifier])


def test_a_proof_of_consistency_is_what_a_witness_takes():
    hashes = tuple(consistency(13, HEAD.size, range_of(HASHES)))
    text = str(Extension(13, hashes, sign(HEAD.text, [ED], AT)))
    assert text.startswith("old 13\n")
    read = parse_extension(text)
    assert read == Extension(13, hashes, sign(HEAD.text, [ED], AT))
    assert merkle.is_extended(13, root(HASHES[:13]), HEAD.size, HEAD.root, read.hashes)
    assert str(Extension(0, (), read.note)).startswith(f"old 0\n\n{NAME}\n")
    for bad in ("old 013\n\nx", "new 3\n\nx", "old 3\nAAAA\n\nx", "old 3"):
        with pytest.raises(NotProved):
            parse_extension(bad)
