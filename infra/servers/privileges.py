"""PostgreSQL refuses to run as root. Started by root, it runs as `nobody`, without opening any folder to others.

Where a folder on the way is closed to `nobody` (a home of mode 0700, say), `setpriv` leaves the one capability
that passes file permissions; the folders keep their modes.
"""

import os
import pwd
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.servers.processes import Login


class NeedsAnotherUser(Exception):
    """Raised when root starts PostgreSQL and there is no way to hand it to an ordinary account."""


@dataclass(frozen=True)
class Unprivileged:
    """How to start a command as an ordinary account: a prefix, or a login for the process, or nothing at all."""

    prefix: tuple[str, ...] = ()
    login: Login | None = None
    user: int | None = None
    group: int | None = None

    def give(self, folder: Path) -> None:
        """Make `folder` the account's own, closed to all others."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)
        folder.chmod(0o700)


def unprivileged(paths: Sequence[Path]) -> Unprivileged:
    """How a command that uses `paths` is started so that it is not root."""
    if os.geteuid() != 0:
        return Unprivileged()
    try:
        account = pwd.getpwnam("nobody")
    except KeyError as error:
        raise NeedsAnotherUser("no account `nobody`: start WE-ITA as an ordinary user") from error
    user, group = account.pw_uid, account.pw_gid
    if all(_open_to_all(path) for path in paths):
        return Unprivileged(login=Login(user, group), user=user, group=group)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        closed = next(path for path in paths if not _open_to_all(path))
        raise NeedsAnotherUser(f"{closed} is closed to `nobody` and there is no setpriv: start WE-ITA as an ordinary user")
    return Unprivileged(prefix=_keep_file_access(setpriv, user, group), user=user, group=group)


def _keep_file_access(setpriv: str, user: int, group: int) -> tuple[str, ...]:
    capability = "+dac_override"
    ids = (f"--reuid={user}", f"--regid={group}", "--clear-groups")
    return (setpriv, *ids, f"--inh-caps={capability}", f"--ambient-caps={capability}", "--")


def _open_to_all(path: Path) -> bool:
    """Whether everybody may pass every folder above `path`, and read and enter or run it."""
    resolved = path.resolve()
    may_use = stat.S_IROTH | stat.S_IXOTH
    above = all(folder.stat().st_mode & stat.S_IXOTH for folder in resolved.parents)
    return above and resolved.stat().st_mode & may_use == may_use
