"""For every command of the five services one call that is accepted: a file per service."""

from collections.abc import Mapping

from tests.api.commands.housing import HOUSING
from tests.api.commands.intake import INTAKE
from tests.api.commands.oversight import OVERSIGHT
from tests.api.commands.register import REGISTER
from tests.api.commands.row import Row
from tests.api.commands.training import TRAINING

ROWS: Mapping[str, Mapping[str, Row]] = {
    "intake": INTAKE, "housing": HOUSING, "register": REGISTER, "training": TRAINING, "oversight": OVERSIGHT,
}  # fmt: skip
