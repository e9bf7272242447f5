"""Lines of commands: each is one or is refused with its line, and those of one household keep their order."""

from services.exchange.ndjson import read_commands
from services.exchange.report import Report

GOOD = '{"service": "intake", "command": "RegisterPerson", "key": "1", "body": {}}'


def test_a_line_that_is_no_command_is_refused_and_the_rest_goes_on(tmp_path):
    bad = [
        "{",
        "[]",
        '{"service": "moon", "command": "X", "key": "1", "body": {}}',
        '{"service": "intake", "command": "X", "body": {}}',
    ]
    file = tmp_path / "some.ndjson"
    file.write_text("\n".join(["\ufeff" + GOOD, *bad, "", GOOD]))
    report = Report("commands", "coop")
    asks = read_commands(file, report)
    assert [ask.rows[0].line for ask in asks] == [1, 7]
    assert [(r.line, r.column) for r in report.refusals] == [(2, "line"), (3, "line"), (4, "service"), (5, "key")]
    assert report.read == {"some.ndjson": 6}


def test_commands_about_one_household_follow_each_other(tmp_path):
    file = tmp_path / "some.ndjson"
    file.write_text(GOOD.replace('"body": {}', '"body": {"household": "h"}'))
    (ask,) = read_commands(file, Report("commands", "coop"))
    assert ask.after == "h"
