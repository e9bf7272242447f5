"""The Merkle tree of RFC 9162, section 2: hashes, proofs, and verification that takes nothing malformed.

Whoever proves gives a function that answers the hash of any range of leaves: from a list, or from tiles.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Range = Callable[[int, int], bytes]
"""`hash_of(low, high)`: the Merkle tree hash of the leaves from `low` up to, not including, `high`."""

WIDTH = 32
EMPTY = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The hash of the tree over these hashes, pair by pair, a last odd one rising as it is."""
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0] if level else EMPTY


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The hash of the tree over hashes that come one by one; of what came before only the largest subtrees are kept."""
    peaks = list[tuple[int, bytes]]()
    for one in hashes:
        size, found = 1, one
        while peaks and peaks[-1][0] == size:
            found, size = node_hash(peaks.pop()[1], found), size * 2
        peaks.append((size, found))
    found = peaks.pop()[1] if peaks else EMPTY
    while peaks:
        found = node_hash(peaks.pop()[1], found)
    return found


def range_of(hashes: Sequence[bytes]) -> Range:
    """Ranges of a tree that is at hand as the list of its leaf hashes."""
    return lambda low, high: root(hashes[low:high])


def split(size: int) -> int:
    """The largest power of two smaller than `size`: the leaves of the left half."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(index: int, size: int, hash_of: Range) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves: siblings from the leaf up (2.1.3.1)."""
    if not 0 <= index < size:
        raise IndexError(index)
    low, high, path = 0, size, list[bytes]()
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(hash_of(middle, high))
            high = middle
        else:
            path.append(hash_of(low, middle))
            low = middle
    return path[::-1]


def consistency(old: int, size: int, hash_of: Range) -> list[bytes]:
    """The proof that the tree of `size` leaves begins with that of `old` (2.1.4.1); empty for none, or for all."""
    if not 0 <= old <= size:
        raise IndexError(old)
    if old in (0, size):
        return []
    low, high, whole, path = 0, size, True, list[bytes]()
    while high != old:
        middle = low + split(high - low)
        if old <= middle:
            path.append(hash_of(middle, high))
            high = middle
        else:
            path.append(hash_of(low, middle))
            low, whole = middle, False
    return ([] if whole else [hash_of(low, high)]) + path[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether the proof shows the leaf with this hash at `index` of the tree (2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root_hash, *proof):
        return False
    here, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here % 2 or here == last:
            found = node_hash(sibling, found)
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root_hash


def is_extended(old: int, old_root: bytes, size: int, root_hash: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `old` leaves is how that of `size` begins (2.1.4.2)."""
    if not 0 <= old <= size or not _are_hashes(old_root, root_hash, *proof):
        return False
    if old in (0, size):
        return not proof and old_root == (root_hash if old else EMPTY) and (size > 0 or root_hash == EMPTY)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _is_extended(old, size, path) == (old_root, root_hash)


def _is_extended(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees as the path gives them; None where it is too long or too short."""
    here, last = old - 1, size - 1
    while here % 2:
        here, last = here >> 1, last >> 1
    old_found = found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if here % 2 or here == last:
            old_found, found = node_hash(sibling, old_found), node_hash(sibling, found)
            while here and not here % 2:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return (old_found, found) if last == 0 else None


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == WIDTH for value in values)
