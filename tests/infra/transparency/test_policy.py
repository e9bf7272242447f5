"""Policies (C2SP tlog-policy): who must have cosigned."""

from itertools import combinations
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.transparency.note import COSIGNATURE, ED25519, ML_DSA_44, Signer
from infra.transparency.policy import Known, NotAPolicy, Policy, of_witnesses, parse
from infra.witnessing import policy_of


def key(name: str, kind=COSIGNATURE, seed: int | None = None):
    return Signer(f"{name}.example/w", kind, bytes([len(name) if seed is None else seed]) * 32).verifier


X = [Known(f"X{n}", key(f"x{n}", seed=n)) for n in range(3)]
Y = [Known(f"Y{n}", key(f"y{n}", seed=n + 10), f"https://y{n}.example/") for n in range(3)]
LINES = [*(f"witness {one.name} {one.verifier} {one.url}" for one in X + Y)]
EXAMPLE = "\n".join([
    "# the example of the specification", f"log {key('log', ED25519)} https://log.example/", "", *LINES[:3],
    "group X-witnesses 2 X0 X1 X2", " \t", *LINES[3:], "\tgroup\tY-witnesses any Y0 Y1 Y2 ",
    "group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y", "",
])  # fmt: skip


def test_the_example_of_the_specification_is_read_and_means_what_it_says():
    policy = parse(EXAMPLE)
    assert policy.witnesses == (*X, *Y)
    assert policy.is_met({"X0", "X2", "Y1"})
    assert policy.is_met({one.name for one in X + Y})
    assert not policy.is_met({"X0", "X1"})
    assert not policy.is_met({"X0", "Y0", "Y1", "Y2"})
    assert policy.said() == "2 of 2"


def test_so_many_of_these_is_met_by_any_of_so_many():
    pairs = [
        Known("a", key("a", seed=1)),
        Known("a.pq", key("a", ML_DSA_44, 2)),
        Known("b", key("b", seed=3)),
        Known("c", key("c", seed=4)),
    ]
    policy = parse(of_witnesses(2, pairs))
    assert policy.witnesses == tuple(pairs)
    assert policy.said() == "2 of 3"
    for count in range(4):
        for some in combinations(("a", "b", "c"), count):
            assert policy.is_met(some) == (count >= 2)
    assert not policy.is_met({"a", "a.pq"}), "two keys of one witness are one witness"


def test_a_single_witness_may_be_enough_and_nobody_never_is():
    assert parse(f"{LINES[0]}\nquorum X0\n").is_met({"X0"})
    assert not parse("quorum none\n").is_met(())
    assert not Policy().is_met({"X0"})
    assert of_witnesses(1, []) == "quorum none\n"


WRONG = {
    "nothing": "",
    "no quorum": LINES[0],
    "two": "quorum none\nquorum none",
    "unknown quorum": "quorum X0",
    "unknown word": "witnesses X0\nquorum none",
    "a member before it is named": "group g any X0\n" + LINES[0] + "\nquorum g",
    "a member twice": f"{LINES[0]}\ngroup g 1 X0 X0\nquorum g",
    "a member of two groups": f"{LINES[0]}\ngroup g 1 X0\ngroup h 1 X0\nquorum g",
    "more than there are": f"{LINES[0]}\ngroup g 2 X0\nquorum g",
    "none of them": f"{LINES[0]}\ngroup g 0 X0\nquorum g",
    "a group of nobody": f"{LINES[0]}\ngroup g any\nquorum g",
    "a name twice": f"{LINES[0]}\nwitness X0 {key('z', seed=77)}\nquorum none",
    "a group called as a witness": f"{LINES[0]}\ngroup X0 any X0\nquorum X0",
    "none as a name": f"witness none {key('z', seed=77)}\nquorum none",
    "one key twice": f"{LINES[0]}\nwitness other {key('other', seed=0)}\nquorum none",
    "the key of a log": f"witness w {key('log', ED25519)}\nquorum w",
    "no key": "witness w example+00000000+AAAA\nquorum w",
    "a key whose id is another": "witness w " + str(X[0].verifier).replace("+", "+0", 1) + "\nquorum w",
    "too many words": "quorum none none",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_policy_is_refused(text: str):
    with pytest.raises(NotAPolicy):
        parse(text)


def test_without_a_policy_nobody_is_asked_and_one_that_is_named_must_be_there(tmp_path: Path):
    assert policy_of(Settings(data=tmp_path)) == Policy()
    with pytest.raises(NotAPolicy):
        policy_of(Settings(data=tmp_path, witnesses=tmp_path / "missing"))
