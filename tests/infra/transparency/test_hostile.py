"""A prover who lies: no malformed proof is accepted, by our verifier or by the auditor's own program, which share no line."""

import base64
from collections.abc import Callable, Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.transparency import merkle, verify
from infra.transparency.checkpoint import Checkpoint
from infra.transparency.merkle import EMPTY, consistency, inclusion, is_extended, is_included, leaf_hash, node_hash, range_of, root
from infra.transparency.note import ED25519, Signer, sign
from infra.transparency.proof import NotProved, Proof
from infra.transparency.proof import verify as verify_text
from tests.infra.transparency.test_merkle import HASHES, manglings

Accepts = Callable[[bytes, int, int, Sequence[bytes], bytes], bool]
LARGEST = 64


def the_auditors(leaf: bytes, index: int, size: int, proof: Sequence[bytes], whole: bytes) -> bool:
    return verify.proved_root(leaf, index, size, list(proof)) == whole


VERIFIERS = pytest.mark.parametrize("accepts", [is_included, the_auditors])
ENTRIES = [f"entry {n}".encode() for n in range(LARGEST)]
hashes = st.one_of(st.sampled_from(HASHES), st.binary(min_size=32, max_size=32), st.binary(max_size=40))
sizes = st.integers(1, LARGEST)


def whole_of(size: int) -> bytes:
    return root(HASHES[:size])


@VERIFIERS
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 16, 33])
def test_the_true_proof_is_accepted_and_every_mangled_one_refused(accepts: Accepts, size: int):
    for index in range(size):
        proof = inclusion(index, size, range_of(HASHES))
        assert accepts(HASHES[index], index, size, proof, whole_of(size))
        for bad in manglings(proof):
            assert not accepts(HASHES[index], index, size, bad, whole_of(size))


@VERIFIERS
def test_size_zero_an_index_at_the_end_or_beyond_and_a_negative_one_prove_nothing(accepts: Accepts):
    assert not accepts(HASHES[0], 0, 0, [], EMPTY)
    assert not accepts(EMPTY, 0, 0, [], EMPTY)
    for size in range(1, 20):
        for index in (size, size + 1, 2 * size, 2**63, -1, -size):
            for at in range(size):
                assert not accepts(HASHES[at], index, size, inclusion(at, size, range_of(HASHES)), whole_of(size))


@VERIFIERS
def test_an_empty_proof_proves_only_the_one_leaf_of_a_tree_of_one(accepts: Accepts):
    assert accepts(HASHES[0], 0, 1, [], HASHES[0])
    assert not accepts(HASHES[1], 0, 1, [], HASHES[0])
    for size in range(2, 20):
        assert not accepts(whole_of(size), 0, size, [], whole_of(size)), "the root is no leaf of a larger tree"


@VERIFIERS
def test_a_leaf_shaped_like_a_node_and_a_node_shown_as_a_leaf_are_refused(accepts: Accepts):
    pair = HASHES[0] + HASHES[1]
    for size in (2, 3, 4, 8):
        beside = inclusion(0, size, range_of(HASHES))[1:]
        for entry in (pair, b"\x01" + pair):
            for index in range(size):
                assert not accepts(leaf_hash(entry), index, size, beside, whole_of(size))
        for index in range(size):
            assert size == 2 or not accepts(node_hash(HASHES[0], HASHES[1]), index, size, beside, whole_of(size))


@VERIFIERS
@settings(max_examples=40)
@given(size=sizes, other=sizes, data=st.data())
def test_a_proof_of_another_tree_or_place_is_refused(accepts: Accepts, size: int, other: int, data: st.DataObject):
    index, at = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, other - 1))
    proof = inclusion(at, other, range_of(HASHES))
    accepted = accepts(HASHES[index], index, size, proof, whole_of(size))
    assert accepted == (proof == inclusion(index, size, range_of(HASHES)))


@VERIFIERS
@settings(max_examples=40)
@given(size=sizes, index=st.integers(-2, LARGEST + 2), leaf=hashes, proof=st.lists(hashes, max_size=8), whole=hashes)
def test_whatever_is_sent_only_the_true_proof_is_accepted(
    accepts: Accepts, size: int, index: int, leaf: bytes, proof: list[bytes], whole: bytes
):
    """Random hashes find no tree but the one they were made of: there a hash must be what the tree says."""
    if accepts(leaf, index, size, proof, whole_of(size)):
        assert leaf == HASHES[index]
        assert proof == inclusion(index, size, range_of(HASHES))
    if 0 <= index < size and accepts(leaf, index, size, proof, whole):
        assert all(len(one) == 32 for one in (leaf, whole, *proof))


@settings(max_examples=60)
@given(size=sizes, index=st.integers(-2, LARGEST + 2), leaf=hashes, proof=st.lists(hashes, max_size=8))
def test_the_two_verifiers_come_to_the_same_root(size: int, index: int, leaf: bytes, proof: list[bytes]):
    found = verify.proved_root(leaf, index, size, proof)
    assert found is None or is_included(leaf, index, size, proof, found)
    for one in {found, whole_of(size), leaf} - {None}:
        assert is_included(leaf, index, size, proof, one) == (found == one)


@settings(max_examples=40)
@given(size=sizes, data=st.data(), proof=st.lists(hashes, max_size=8))
def test_whatever_is_sent_no_other_tree_is_shown_to_be_continued(size: int, data: st.DataObject, proof: list[bytes]):
    old = data.draw(st.integers(0, size))
    before = data.draw(st.sampled_from([whole_of(old) if old else EMPTY, *HASHES[:3], sha256(b"x").digest()]))
    if is_extended(old, before, size, whole_of(size), proof):
        assert before == (whole_of(old) if old else EMPTY)
        assert proof == consistency(old, size, range_of(HASHES))


@pytest.mark.parametrize("size", range(1, 34))
def test_the_auditors_program_makes_the_same_roots(size: int):
    assert verify.tree_hash(HASHES, 0, size) == merkle.root(HASHES[:size]) == merkle.root_of(iter(HASHES[:size]))


SIGNER = Signer("weita.example/logs/PROG-2784", ED25519, b"\x01" * 32)


def note_of(size: int, root_hash: bytes) -> str:
    return sign(Checkpoint(SIGNER.name, size, root_hash).text, [SIGNER], 0)


def a_proof(index: int = 5, size: int = 13) -> str:
    whole = root([leaf_hash(one) for one in ENTRIES[:size]])
    hashes = inclusion(index, size, range_of([leaf_hash(one) for one in ENTRIES]))
    return str(Proof(index, tuple(hashes), note_of(size, whole)))


TEXTS = {
    "another head": ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
    "another index": ("index 5", "index 6"),
    "an index with a zero before it": ("index 5", "index 05"),
    "a negative index": ("index 5", "index -5"),
    "an index at the size": ("index 5", "index 13"),
    "no index": ("index 5\n", ""),
    "another size": ("\n13\n", "\n14\n"),
    "size 0": ("\n13\n", "\n0\n"),
    "no blank line": ("\n\n", "\n"),
    "another origin": ("PROG-2784\n", "PROG-2785\n"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_proof_whose_text_was_changed_is_refused(what: str):
    text = a_proof()
    verify_text(text, ENTRIES[5], [SIGNER.verifier])
    old, new = TEXTS[what]
    assert old in text
    with pytest.raises(NotProved):
        verify_text(text.replace(old, new, 1), ENTRIES[5], [SIGNER.verifier])


def test_a_proof_of_another_entry_or_by_another_key_is_refused():
    with pytest.raises(NotProved):
        verify_text(a_proof(), ENTRIES[6], [SIGNER.verifier])
    with pytest.raises(NotProved):
        verify_text(a_proof(), ENTRIES[5], [Signer(SIGNER.name, ED25519, b"\x02" * 32).verifier])
    with pytest.raises(NotProved):
        verify_text(a_proof(), ENTRIES[5], [])


@settings(max_examples=60)
@given(data=st.data())
def test_a_line_of_hash_added_left_out_swapped_or_changed_is_refused(data: st.DataObject):
    lines = a_proof().split("\n")
    at = data.draw(st.integers(2, lines.index("") - 1))
    match data.draw(st.sampled_from(["add", "drop", "swap", "change", "shorten", "space"])):
        case "add":
            lines.insert(at, base64.b64encode(data.draw(st.binary(min_size=32, max_size=32))).decode())
        case "drop":
            lines.pop(at)
        case "swap":
            lines[2], lines[3] = lines[3], lines[2]
        case "change":
            lines[at] = base64.b64encode(data.draw(st.binary(min_size=32, max_size=32))).decode()
        case "shorten":
            lines[at] = base64.b64encode(base64.b64decode(lines[at])[:31]).decode()
        case "space":
            lines[at] += " "
    with pytest.raises(NotProved):
        verify_text("\n".join(lines), ENTRIES[5], [SIGNER.verifier])
