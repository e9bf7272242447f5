"""A leaf holds an event's stored bytes and its place, and is read back to the byte."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.transparency.leaf import LARGEST, Leaf, NotALeaf, build, parse, size_of
from tests.infra.transparency.logs import a_leaf

TIMES = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants them so
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
LEAVES = st.builds(
    Leaf, index=st.integers(0, 2**64 - 1), log=TEXTS, service=TEXTS, position=st.integers(0, 2**64 - 1), id=st.uuids(),
    stream=TEXTS, version=st.integers(0, 2**32 - 1), type=TEXTS, schema_version=st.integers(0, 2**16 - 1), agency=TEXTS,
    actor=TEXTS, occurred_at=TIMES, recorded_at=TIMES, envelope=st.binary(max_size=200), payload=st.binary(max_size=200),
)  # fmt: skip


@given(LEAVES)
def test_a_leaf_is_read_back_as_it_was_built(leaf: Leaf):
    assert parse(build(leaf)) == leaf


@given(LEAVES)
def test_the_size_is_known_before_the_place_is(leaf: Leaf):
    around = (leaf.log, leaf.service, leaf.stream, leaf.type, leaf.agency, leaf.actor)
    assert size_of(*around, leaf.envelope, leaf.payload) == len(build(leaf))


@given(LEAVES, LEAVES)
def test_two_leaves_never_have_the_same_bytes(one: Leaf, other: Leaf):
    assert (build(one) == build(other)) == (one == other)


@given(LEAVES, st.data())
def test_a_leaf_that_was_cut_lengthened_or_begun_otherwise_is_none(leaf: Leaf, data: st.DataObject):
    whole = build(leaf)
    for bad in (whole[: data.draw(st.integers(0, len(whole) - 1))], whole + b"\0", b"\x02" + whole[1:], b""):
        with pytest.raises(NotALeaf):
            parse(bad)


@given(LEAVES, st.data())
def test_bytes_that_differ_are_no_leaf_or_another_leaf(leaf: Leaf, data: st.DataObject):
    whole = bytearray(build(leaf))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        other = parse(bytes(whole))
    except NotALeaf:
        return
    assert other != leaf
    assert build(other) == bytes(whole)


def test_a_leaf_has_at_most_32_kib():
    room = LARGEST - len(build(replace(a_leaf(0), payload=b"")))
    assert len(build(replace(a_leaf(0), payload=b"x" * room))) == LARGEST
    for payload in (b"x" * (room + 1), b"x" * 70_000):
        with pytest.raises(NotALeaf):
            build(replace(a_leaf(0), payload=payload))


def test_the_bytes_are_those_that_the_documentation_tells():
    leaf = Leaf(
        index=7, log="common", service="intake", position=9, id=UUID(int=1), stream="person/1", version=2, type="PersonRegistered",
        schema_version=3, agency="sds", actor="anna", occurred_at=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        recorded_at=datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), envelope=b"{}", payload=b'{"a":1}',
    )  # fmt: skip
    assert build(leaf).hex() == "01" + "".join(
        (
            "0008", "0000000000000007", "0006", b"common".hex(), "0006", b"intake".hex(), "0008", "0000000000000009",
            "0010", "00000000000000000000000000000001", "0008", b"person/1".hex(), "0004", "00000002",
            "0010", b"PersonRegistered".hex(), "0002", "0003", "0003", b"sds".hex(), "0004", b"anna".hex(),
            "0008", "00000000000f4240", "0008", "fffffffffff0bdc0", "0002", b"{}".hex(), "0007", b'{"a":1}'.hex(),
        )
    )  # fmt: skip
