"""A witness: what it cosigns, what it refuses, and that it forgets nothing whenever it is killed."""

import base64
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from infra.transparency import merkle, tiles
from infra.transparency.checkpoint import Checkpoint, parse_text
from infra.transparency.note import COSIGNATURE, ED25519, ML_DSA_44, NotANote, Signer, open_note, sign, verifier
from infra.transparency.proof import Extension, parse_extension
from infra.transparency.witness import Refused, Trusted, Witness, contradictions
from infra.witness import hold, keys_of, witness_of
from tests.infra.transparency.logs import KEYS, Log, leaves
from tests.infra.transparency.witnesses import AT, Process, a_witness, asked, below, running

ENTRIES = leaves(30)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "logs").tell(ENTRIES[:10])


@pytest.fixture
def witness(tmp_path: Path, log: Log) -> Witness:
    return a_witness(tmp_path / "witness", log)


def text_of(log: Log) -> str:
    return log.note.rpartition("\n\n")[0] + "\n"


def refuses(witness: Witness, body: bytes, status: int) -> str:
    with pytest.raises(Refused) as refused:
        witness.add_checkpoint(body, AT)
    assert refused.value.status == status, refused.value
    return str(refused.value)


def resigned(log: Log, head: Checkpoint) -> str:
    """Another checkpoint that the log itself has signed: what one does who holds its keys."""
    return sign(head.text, log.published._signers, AT)


def test_a_witness_cosigns_a_log_that_it_meets_the_first_time_and_says_when(witness: Witness, log: Log):
    lines = witness.add_checkpoint(asked(log, 0), AT)
    text, signed = open_note(f"{text_of(log)}\n{lines}", witness.verifiers)
    assert parse_text(text) == log.head
    assert [key.kind for key in signed] == [COSIGNATURE, ML_DSA_44]
    ed25519 = base64.b64decode(lines.splitlines()[0].split(" ")[2])
    assert int.from_bytes(ed25519[4:12]) == AT


def test_the_cosignature_of_the_specification_is_read():
    """The example of C2SP tlog-cosignature, whose witness's key the specification does not print, has this shape."""
    line = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    assert len(base64.b64decode(line)) == 4 + 8 + 64
    assert int.from_bytes(base64.b64decode(line)[4:12]) == 1679315147


def test_a_cosignature_signs_its_own_second(witness: Witness, log: Log):
    line = witness.add_checkpoint(asked(log, 0), AT).splitlines()[0]
    head, _, value = line.rpartition(" ")
    raw = bytearray(base64.b64decode(value))
    raw[11] ^= 1
    with pytest.raises(NotANote):
        open_note(f"{text_of(log)}\n{head} {base64.b64encode(raw).decode()}\n", witness.verifiers)


def test_a_log_that_grows_is_cosigned_again_and_the_same_checkpoint_as_often_as_asked(witness: Witness, log: Log):
    witness.add_checkpoint(asked(log, 0), AT)
    log.tell(ENTRIES[10:23])
    witness.add_checkpoint(asked(log, 10), AT)
    assert witness.add_checkpoint(asked(log, 23), AT + 1)
    assert witness.known(log.published.origin) == log.head


def test_who_names_another_old_size_is_told_the_one_that_is_known(witness: Witness, log: Log):
    assert refuses(witness, asked(log, 3), 409) == "0\n"
    witness.add_checkpoint(asked(log, 0), AT)
    log.tell(ENTRIES[10:12])
    assert refuses(witness, asked(log, 3), 409) == "10\n"
    assert refuses(witness, asked(log, 0), 409) == "10\n"


def test_a_log_is_not_rolled_back(witness: Witness, log: Log):
    first = asked(log, 0)
    witness.add_checkpoint(first, AT)
    old = log.note
    log.tell(ENTRIES[10:20])
    witness.add_checkpoint(asked(log, 10), AT)
    assert refuses(witness, first, 409) == "20\n"
    assert refuses(witness, asked(log, 10, old, size=10), 409) == "20\n"
    assert refuses(witness, str(Extension(20, (), old)).encode(), 400)
    assert witness.known(log.published.origin) == log.head


def test_a_fork_shown_to_two_witnesses_is_refused_by_one_and_provable(tmp_path: Path, log: Log):
    """Whoever holds the log's keys shows one history to Alba and another to Borgo; then one of them sees the other."""
    alba, borgo = (a_witness(tmp_path / name, log, f"witness.example/{name}") for name in ("alba", "borgo"))
    other = Log(tmp_path / "other").tell(leaves(10, note="rewritten"))
    alba.add_checkpoint(asked(log, 0), AT)
    borgo.add_checkpoint(asked(other, 0), AT)
    assert refuses(borgo, str(Extension(10, (), log.note)).encode(), 422)
    assert refuses(alba, asked(other, 0), 409) == "10\n"
    ours = sha256(log.published.origin.encode()).hexdigest()
    for folder, shown in (("alba", other), ("borgo", log)):
        (kept,) = contradictions(tmp_path / folder)[ours]
        notes = [open_note(one, log.published.verifiers)[0] for one in (kept.read_text(), alba.newest(ours) or "")]
        assert kept.read_text() == shown.note
        assert notes[0].splitlines()[:2] == notes[1].splitlines()[:2]
    grown = Log(tmp_path / "third").tell(leaves(10, note="rewritten")).tell(ENTRIES[10:15])
    assert refuses(alba, asked(grown, 10), 422)


def test_an_unknown_log_is_not_found(witness: Witness, tmp_path: Path):
    stranger = Log(tmp_path / "strange", type(KEYS)("other.example", b"\x05" * 32, b"\x06" * 32)).tell(ENTRIES[:2])
    refuses(witness, asked(stranger, 0), 404)


def test_only_the_log_itself_is_cosigned(witness: Witness, log: Log):
    assert log.head is not None
    stranger = Signer(log.head.origin, ED25519, b"\x09" * 32)
    refuses(witness, asked(log, 0, sign(log.head.text, [stranger], AT)), 403)
    false = log.note.replace(log.note.split("\n")[2], base64.b64encode(b"\x07" * 32).decode())
    refuses(witness, asked(log, 0, false), 403)


def test_one_false_signature_of_the_log_beside_a_true_one_is_refused(witness: Witness, log: Log):
    lines = log.note.split("\n")
    name, _, value = lines[5].rpartition(" ")
    raw = bytearray(base64.b64decode(value))
    raw[-1] ^= 1
    lines[5] = f"{name} {base64.b64encode(raw).decode()}"
    refuses(witness, asked(log, 0, "\n".join(lines)), 403)


def test_signatures_of_others_are_left_aside_and_not_kept(witness: Witness, log: Log):
    assert log.head is not None
    more = sign(log.head.text, [*log.published._signers, Signer("else.example", ED25519, b"\x08" * 32)], AT)
    witness.add_checkpoint(asked(log, 0, more), AT)
    kept = witness.newest(sha256(log.published.origin.encode()).hexdigest())
    assert kept
    assert "else.example" not in kept
    assert {key.kind for key in open_note(kept, [*witness.verifiers, *log.published.verifiers])[1]} == {1, 4, 6}


def test_a_key_whose_name_ends_in_a_slash_is_that_of_all_logs_below(tmp_path: Path, log: Log):
    wide = [below(key, KEYS.name) for key in log.published.verifiers]
    witness = Witness(tmp_path / "wide", keys_of(tmp_path / "wide", "w"), Trusted([verifier(str(key)) for key in wide]))
    assert witness.add_checkpoint(asked(log, 0), AT)
    narrow = Trusted([below(log.published.verifiers[0], "weita.example/lo")])
    assert narrow.of(log.published.origin) == []


def test_the_empty_log_is_cosigned_with_its_own_root_only(witness: Witness, log: Log):
    origin = log.published.origin
    empty = resigned(log, Checkpoint(origin, 0, merkle.EMPTY))
    refuses(witness, f"old 0\n\n{resigned(log, Checkpoint(origin, 0, b'x' * 32))}".encode(), 422)
    refuses(witness, f"old 0\n{base64.b64encode(b'x' * 32).decode()}\n\n{empty}".encode(), 422)
    witness.add_checkpoint(f"old 0\n\n{empty}".encode(), AT)
    witness.add_checkpoint(asked(log, 0), AT)


MALFORMED: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "no old line": lambda body: body.partition("\n")[2],
    "another word": lambda body: body.replace("old ", "new "),
    "a leading zero": lambda body: body.replace("old 10", "old 010"),
    "a sign": lambda body: body.replace("old 10", "old +10"),
    "a second space": lambda body: body.replace("old 10", "old  10"),
    "not a number": lambda body: body.replace("old 10", "old ten"),
    "other digits": lambda body: body.replace("old 10", "old ١٠"),
    "a number without end": lambda body: body.replace("old 10", "old " + "9" * 40),
    "no hash": lambda body: body.replace("\n", "\nnot base64!\n", 1),
    "a hash cut short": lambda body: body.replace("\n", "\n" + base64.b64encode(b"x" * 31).decode() + "\n", 1),
    "64 hashes": lambda body: body.replace("\n", "\n" + (base64.b64encode(b"x" * 32).decode() + "\n") * 64, 1),
    "carriage returns": lambda body: body.replace("\n", "\r\n"),
    "no checkpoint": lambda body: body.partition("\n\n")[0] + "\n\n",
    "no blank line": lambda body: body.replace("\n\n", "\n"),
    "a checkpoint of two lines": lambda body: body.partition("\n\n")[0] + "\n\nx\n1\n\n— x AAAAAAAA\n",
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_refused_and_changes_nothing(witness: Witness, log: Log, change: Callable[[str], str]):
    witness.add_checkpoint(asked(log, 0), AT)
    log.tell(ENTRIES[10:17])
    refuses(witness, change(asked(log, 10).decode()).encode(), 400)
    assert witness.known(log.published.origin).size == 10


def test_bytes_that_are_no_text_are_refused(witness: Witness):
    refuses(witness, b"old 0\n\n\xff\xfe", 400)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    old=st.integers(1, 19),
    size=st.integers(2, 20),
    how=st.integers(0, 4),
    at=st.integers(0, 5),
    data=st.binary(min_size=32, max_size=32),
)
def test_no_false_proof_is_cosigned(tmp_path_factory, old: int, size: int, how: int, at: int, data: bytes):
    """Extra, missing, swapped and other hashes, and the proof of another size: none lets a witness cosign."""
    old, size = min(old, size), max(old, size) + 1
    folder = tmp_path_factory.mktemp("hostile")
    log = Log(folder / "logs").tell(ENTRIES[:old])
    witness = a_witness(folder / "witness", log)
    witness.add_checkpoint(asked(log, 0), AT)
    log.tell(ENTRIES[old:size])
    good = parse_extension(asked(log, old).decode())
    hashes = list(good.hashes)
    at = min(at, len(hashes) - 1)
    match how:
        case 0:
            hashes.insert(at, data)
        case 1:
            del hashes[at]
        case 2:
            hashes = hashes[::-1] if hashes != hashes[::-1] else [*hashes, data]
        case 3:
            hashes[at] = data
        case _:
            hashes = [*hashes, hashes[-1]]
    refuses(witness, str(Extension(old, tuple(hashes), log.note)).encode(), 422)
    assert witness.known(log.published.origin).size == old
    witness.add_checkpoint(asked(log, old), AT)


def test_killed_at_any_step_of_writing_it_knows_the_old_checkpoint_or_the_new_and_has_answered_nothing(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    witness = a_witness(tmp_path / "witness", log)
    witness.add_checkpoint(asked(log, 0), AT)
    log.tell(ENTRIES[10:15])
    body, done, step = asked(log, 10), False, 0
    while not done:
        left = [step]

        def injected(name: str, left=left):
            kept = getattr(Path, name) if name != "_sync" else tiles._sync

            def call(*args, **more):
                if left[0] == 0:
                    raise Killed
                left[0] -= 1
                return kept(*args, **more)

            return call

        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_bytes", injected("write_bytes"))
            patch.setattr(Path, "replace", injected("replace"))
            patch.setattr(tiles, "_sync", injected("_sync"))
            try:
                witness.add_checkpoint(body, AT)
                done = True
            except Killed:
                pass
        again = a_witness(tmp_path / "witness", log)
        size = again.known(log.published.origin).size
        assert size in ((15,) if done else (10, 15))
        witness, body = again, asked(log, size)
        step += 1
    assert step > 5


def test_many_who_ask_at_once_get_one_history(witness: Witness, log: Log):
    """Each checkpoint is sent by two, the largest first, until the witness knows it."""
    bodies = {10: asked(log, 0)}
    for size in range(11, 21):
        log.tell(ENTRIES[size - 1 : size])
        bodies[size] = asked(log, size - 1)
    cosigned: list[int] = []

    def post(size: int) -> None:
        known = 0
        while known < size:
            try:
                witness.add_checkpoint(bodies[size], AT)
                cosigned.append(known := size)
            except Refused as refused:
                known = int(str(refused))
                time.sleep(0.001)

    threads = [threading.Thread(target=post, args=(size,)) for size in sorted(bodies, reverse=True) * 2]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert cosigned == list(bodies)


def test_a_damaged_memory_is_no_new_log(witness: Witness, tmp_path: Path, log: Log):
    witness.add_checkpoint(asked(log, 0), AT)
    (file,) = (tmp_path / "witness" / "logs").glob("*/checkpoint")
    file.write_text(file.read_text()[:-40])
    with pytest.raises(NotANote):
        witness.add_checkpoint(asked(log, 0), AT)


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path):
    first = keys_of(tmp_path / "w", "w.example")
    assert keys_of(tmp_path / "w", "w.example") == first
    assert stat.S_IMODE((tmp_path / "w" / "key").stat().st_mode) == 0o600
    with pytest.raises(SystemExit, match="not of other"):
        keys_of(tmp_path / "w", "other.example")


def test_one_process_at_a_time_has_the_folder(tmp_path: Path):
    with hold(tmp_path / "w"), pytest.raises(SystemExit, match="another witness"):
        hold(tmp_path / "w")


def test_logs_stand_in_a_file_or_on_the_command_line(tmp_path: Path, log: Log):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "logs.vkey").write_text(f"{log.published.verifiers[0]}\n\n")
    assert witness_of(tmp_path / "w", "w.example").add_checkpoint(asked(log, 0), AT)
    assert witness_of(tmp_path / "v", "v.example", [str(log.published.verifiers[1])]).add_checkpoint(asked(log, 0), AT)


def test_over_http_it_answers_as_the_specification_says(tmp_path: Path, log: Log):
    with running(tmp_path / "w", log) as witness:
        done = witness.ask("POST", "/add-checkpoint", asked(log, 0))
        assert (done.status, len(done.body.splitlines())) == (200, 2)
        again = witness.ask("POST", "/add-checkpoint", asked(log, 0))
        assert (again.status, again.kind, again.body) == (409, "text/x.tlog.size", "10\n")
        assert witness.ask("POST", "/add-checkpoint", b"old x").status == 400
        assert witness.ask("POST", "/add-checkpoint", headers={"Content-Length": "600000"}).status == 413
        assert witness.ask("POST", "/add-checkpoint", headers={"Content-Length": "-1"}).status == 411
        assert witness.ask("POST", "/elsewhere", b"").status == 404
        shown = witness.ask("GET", f"/{sha256(log.published.origin.encode()).hexdigest()}/checkpoint")
        assert len(open_note(shown.body, [*witness.verifiers, *log.published.verifiers])[1]) == 4
        for path in (f"/{'0' * 64}/checkpoint", "/../key/checkpoint", "/key", "/lock"):
            assert witness.ask("GET", path).status == 404
        assert witness.ask("GET", "/health").status == 200
        assert [key.kind for key in witness.verifiers] == [COSIGNATURE, ML_DSA_44]


def press(witness: Process, log: Log, notes: dict[int, str], heard: list[int]) -> None:
    """Bring the witness further, entry by entry, until it is killed."""
    known = max(heard, default=0)
    while witness.process.poll() is None:
        size = min(30, max(10, known + 1))
        try:
            answer = witness.ask("POST", "/add-checkpoint", asked(log, known, notes[size], size))
        except (OSError, HTTPException):
            continue
        known = size if answer.status == 200 else int(answer.body)
        heard.append(known)


def test_what_it_cannot_keep_it_does_not_cosign(tmp_path: Path, log: Log):
    with running(tmp_path / "w", log) as witness:
        assert witness.ask("POST", "/add-checkpoint", asked(log, 0)).status == 200
        (kept,) = (tmp_path / "w" / "logs").glob("*/checkpoint")
        kept.write_text("damaged")
        assert witness.ask("POST", "/add-checkpoint", asked(log, 10)).status == 500
        shutil.rmtree(kept.parent)
        kept.parent.write_text("no folder can be made here")
        assert witness.ask("POST", "/add-checkpoint", asked(log, 0)).status == 500


def test_killed_at_any_moment_it_never_goes_behind_what_it_has_answered(tmp_path: Path, log: Log):
    """Three killings while four callers press on; after each, what was cosigned is known."""
    notes, heard = {10: log.note}, list[int]()
    for size in range(11, 31):
        log.tell(ENTRIES[size - 1 : size])
        notes[size] = log.note
    for _ in range(3):
        enough = len(heard) + 5
        with running(tmp_path / "w", log) as witness:
            threads = [threading.Thread(target=press, args=(witness, log, notes, heard)) for _ in range(4)]
            for one in threads:
                one.start()
            while len(heard) < enough:
                time.sleep(0.001)
            witness.process.kill()
            witness.process.wait()
            for one in threads:
                one.join()
        assert a_witness(tmp_path / "w", log).known(log.published.origin).size >= max(heard)
    assert max(heard) > 10


class Shown(RuleBasedStateMachine):
    """A log that grows, forks and is set back at random, shown with its proofs; the model is the history that was cosigned last."""

    histories = Bundle("histories")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="weita-shown-"))
        self.log = Log(self.folder / "log")
        self.witness = a_witness(self.folder / "witness", self.log)
        self.cosigned: list[bytes] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(target=histories)
    def first(self) -> tuple[bytes, ...]:
        return tuple(merkle.leaf_hash(entry) for entry in ENTRIES[:1])

    @rule(target=histories, of=histories, more=st.integers(0, 6), kept=st.integers(0, 12), mark=st.binary(max_size=2))
    def another(self, of: tuple[bytes, ...], more: int, kept: int, mark: bytes) -> tuple[bytes, ...]:
        """A history that begins as another one does, and goes on by itself."""
        return (*of[:kept], *(merkle.leaf_hash(mark + bytes([n])) for n in range(more)))

    @rule(history=histories, old=st.integers(0, 14), guessed=st.booleans())
    def show(self, history: tuple[bytes, ...], old: int, *, guessed: bool) -> None:
        known = len(self.cosigned)
        old = min(old if guessed else known, len(history))
        head = Checkpoint(self.log.published.origin, len(history), merkle.root(history))
        proof = merkle.consistency(old, len(history), merkle.range_of(history))
        body = str(Extension(old, tuple(proof), resigned(self.log, head))).encode()
        continues = list(history[:known]) == self.cosigned
        if old == known and continues:
            self.witness.add_checkpoint(body, AT)
            self.cosigned = list(history)
        else:
            refuses(self.witness, body, 422 if old == known else 409)
        assert self.witness.known(head.origin) == Checkpoint(head.origin, len(self.cosigned), merkle.root(self.cosigned))

    @rule()
    def start_again(self) -> None:
        self.witness = a_witness(self.folder / "witness", self.log)


TestShown = Shown.TestCase
TestShown.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
