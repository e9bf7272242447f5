"""The tree of RFC 9162 against a naive one, published values, and proofs made to deceive."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.transparency import merkle
from infra.transparency.merkle import EMPTY, consistency, inclusion, is_extended, is_included, leaf_hash, node_hash, range_of, root

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (  # of the first n inputs: the values by which implementations of Certificate Transparency are tested
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [leaf_hash(f"entry {n}".encode()) for n in range(70)]
SIZES = st.integers(1, len(HASHES))
OTHER = sha256(b"another").digest()


def naive(hashes: list[bytes]) -> bytes:
    """MTH as the RFC writes it."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256().digest()
    half = max(1 << n for n in range(10) if 1 << n < len(hashes))
    return sha256(b"\x01" + naive(hashes[:half]) + naive(hashes[half:])).digest()


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_published_roots_are_ours(size: int):
    assert root([leaf_hash(bytes.fromhex(one)) for one in INPUTS[:size]]).hex() == ROOTS[size]


@pytest.mark.parametrize("size", range(len(HASHES) + 1))
def test_the_root_is_that_of_the_naive_tree(size: int):
    assert root(HASHES[:size]) == naive(HASHES[:size])


@given(SIZES, st.data())
def test_every_leaf_is_proved_to_be_where_it_is_and_nowhere_else(size: int, data: st.DataObject):
    index, elsewhere = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size + 1))
    proof, whole = inclusion(index, size, range_of(HASHES)), root(HASHES[:size])
    assert is_included(HASHES[index], index, size, proof, whole)
    if elsewhere != index:
        assert not is_included(HASHES[index], elsewhere, size, proof, whole)
        another = HASHES[elsewhere % len(HASHES)]
        assert another == HASHES[index] or not is_included(another, index, size, proof, whole)


@given(SIZES, st.data())
def test_every_tree_is_proved_to_begin_with_each_smaller_one_and_with_no_other(size: int, data: st.DataObject):
    old = data.draw(st.integers(0, size))
    proof, whole, before = consistency(old, size, range_of(HASHES)), root(HASHES[:size]), root(HASHES[:old])
    assert is_extended(old, before, size, whole, proof)
    assert not is_extended(old, OTHER, size, whole, proof)
    if old:
        assert not is_extended(old, before, size, OTHER, proof)
    for wrong in {*range(-1, size + 2)} - {old}:
        assert not is_extended(wrong, before, size, whole, proof) or HASHES[:wrong] == HASHES[:old]


def manglings(proof: list[bytes]) -> Iterator[list[bytes]]:
    """Everything a hostile prover may do to a proof: add, leave out, swap, repeat, change, shorten, lengthen."""
    for at in range(len(proof) + 1):
        for extra in (OTHER, EMPTY, b"", *proof[:1]):
            yield [*proof[:at], extra, *proof[at:]]
    for at in range(len(proof)):
        yield [*proof[:at], *proof[at + 1 :]]
        for changed in (OTHER, bytes(32), proof[at][:-1], proof[at] + b"\0", bytes([proof[at][0] ^ 1]) + proof[at][1:]):
            yield [*proof[:at], changed, *proof[at + 1 :]]
        for other in range(at):
            swapped = list(proof)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            yield swapped
    if proof:
        yield []
        yield proof[::-1] if len(proof) > 1 else proof * 2


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 16, 33, 64])
def test_no_mangled_proof_of_inclusion_is_accepted(size: int):
    whole = root(HASHES[:size])
    for index in range(size):
        for bad in manglings(inclusion(index, size, range_of(HASHES))):
            assert not is_included(HASHES[index], index, size, bad, whole)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 16, 33, 64])
def test_no_mangled_proof_of_consistency_is_accepted(size: int):
    whole = root(HASHES[:size])
    for old in range(size + 1):
        for bad in manglings(consistency(old, size, range_of(HASHES))):
            assert not is_extended(old, root(HASHES[:old]), size, whole, bad)


def test_nothing_is_in_an_empty_tree_nor_beyond_a_trees_end():
    assert not is_included(HASHES[0], 0, 0, [], EMPTY)
    assert not is_included(EMPTY, 0, 0, [], EMPTY)
    for size in range(1, 20):
        for index in (size, size + 1, 2 * size, -1):
            assert not is_included(HASHES[0], index, size, inclusion(size - 1, size, range_of(HASHES)), root(HASHES[:size]))


def test_what_is_asked_beyond_the_tree_is_not_proved():
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(IndexError):
            inclusion(index, size, range_of(HASHES))
    with pytest.raises(IndexError):
        consistency(4, 3, range_of(HASHES))


def test_a_leaf_shaped_like_a_node_is_not_that_node():
    """The entry holds the two hashes of a node, even with the byte that nodes begin with: its hash is a leaf's."""
    pair, whole = HASHES[0] + HASHES[1], root(HASHES[:4])
    for entry in (pair, b"\x01" + pair):
        assert leaf_hash(entry) != node_hash(HASHES[0], HASHES[1])
        for index in range(2):
            for size in (2, 3, 4):
                assert not is_included(leaf_hash(entry), index, size, [node_hash(HASHES[2], HASHES[3])], whole)


def test_an_inner_node_passes_for_no_leaf_of_the_signed_size():
    """A proof cut by one level shows a node; as its size is signed, the path is too short and is refused."""
    node, whole = node_hash(HASHES[0], HASHES[1]), root(HASHES[:4])
    short = inclusion(0, 4, range_of(HASHES))[1:]
    assert not any(is_included(node, index, 4, short, whole) for index in range(4))


def test_a_smaller_tree_is_never_an_extension():
    assert not is_extended(5, root(HASHES[:5]), 4, root(HASHES[:4]), [])
    assert not is_extended(0, HASHES[0], 3, root(HASHES[:3]), [])
    assert is_extended(0, EMPTY, 0, EMPTY, [])
    assert not is_extended(0, EMPTY, 0, HASHES[0], [])


def test_the_left_half_is_the_largest_power_of_two_below():
    assert [merkle.split(size) for size in range(2, 10)] == [1, 2, 2, 4, 4, 4, 4, 8]
