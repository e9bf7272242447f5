"""Which witnesses are known and how many must have cosigned (C2SP tlog-policy): a text of lines, read by others' programs too."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from infra.transparency.note import COSIGNATURE, ML_DSA_44, NotANote, Verifier, verifier

NONE = "none"
GROUP = "witnesses"
_WORDS = re.compile(r"[ \t]+")
_WHOLE = {"log": (2, 3), "witness": (3, 4), "quorum": (2, 2)}


class NotAPolicy(ValueError):
    """Raised for a text that is no policy; names its line."""


@dataclass(frozen=True)
class Known:
    """A witness: its name in the policy, its key, and where it is asked."""

    name: str
    verifier: Verifier
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of these must have cosigned."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Known witnesses and the quorum: the name of one, of a group, or `none`."""

    witnesses: tuple[Known, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether these witnesses are enough. No quorum is never met: nothing is witnessed by nobody."""
        return self.quorum != NONE and self._is_met(self.quorum, cosigned)

    def said(self) -> str:
        """`2 of 3`, for a group of witnesses; else the quorum's name."""
        group = self.groups.get(self.quorum)
        return f"{group.needed} of {len(group.members)}" if group else self.quorum

    def _is_met(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._is_met(member, cosigned) for member in group.members) >= group.needed


def parse(text: str) -> Policy:
    """Read a policy. Raises `NotAPolicy`."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = _WORDS.split(line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        try:
            reading.take(words)
        except (NotAPolicy, NotANote) as error:
            raise NotAPolicy(f"line {number}: {error}") from error
    if reading.quorum is None:
        raise NotAPolicy("there is no quorum line")
    return Policy(tuple(reading.witnesses), reading.groups, reading.quorum)


def of_witnesses(needed: int, witnesses: Sequence[Known]) -> str:
    """The text of the plainest policy: so many of these."""
    lines = [f"witness {one.name} {one.verifier} {one.url}".rstrip() for one in witnesses]
    if not witnesses:
        return f"quorum {NONE}\n"
    counted = [one.name for one in witnesses if one.verifier.kind == COSIGNATURE]
    return "\n".join([*lines, f"group {GROUP} {needed} {' '.join(counted)}", f"quorum {GROUP}", ""])


class _Reading:
    """A policy, line by line."""

    def __init__(self) -> None:
        self.witnesses: list[Known] = []
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def take(self, words: Sequence[str]) -> None:
        least, most = _WHOLE.get(words[0], (4, 2**31))
        if not least <= len(words) <= most:
            raise NotAPolicy(f"{words[0]}: too few words, or too many")
        match words[0]:
            case "log":
                verifier(words[1])
            case "witness":
                self._witness(words[1], words[2], "".join(words[3:]))
            case "group":
                self._group(words[1], words[2], words[3:])
            case "quorum":
                self._quorum(words[1])
            case other:
                raise NotAPolicy(f"no line of a policy: {other[:20]!r}")

    def _witness(self, name: str, line: str, url: str) -> None:
        self._see_that_is_new(name)
        key = verifier(line)
        if key.kind not in (COSIGNATURE, ML_DSA_44):
            raise NotAPolicy(f"{name}: not a key for cosignatures")
        if any(known.verifier.key == key.key for known in self.witnesses):
            raise NotAPolicy(f"{name}: has the key of another")
        self.witnesses.append(Known(name, key, url))

    def _group(self, name: str, needed: str, members: Sequence[str]) -> None:
        self._see_that_is_new(name)
        known = {one.name for one in self.witnesses} | set(self.groups)
        if len(set(members)) < len(members) or not known.issuperset(members) or not self._members.isdisjoint(members):
            raise NotAPolicy(f"{name}: a member is unknown, or counted twice")
        count = {"any": "1", "all": str(len(members))}.get(needed, needed)
        if not re.fullmatch("[1-9][0-9]*", count) or int(count) > len(members):
            raise NotAPolicy(f"{name}: {needed} of {len(members)} cannot be")
        self._members.update(members)
        self.groups[name] = Group(int(count), tuple(members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise NotAPolicy("a second quorum")
        if name != NONE and name not in self.groups and name not in {one.name for one in self.witnesses}:
            raise NotAPolicy(f"{name}: unknown")
        self.quorum = name

    def _see_that_is_new(self, name: str) -> None:
        if name == NONE or name in self.groups or name in {one.name for one in self.witnesses}:
            raise NotAPolicy(f"{name}: the name is taken")
