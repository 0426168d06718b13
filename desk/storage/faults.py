"""When the database cannot be used: which fault it is, as a value of the domain; nothing was lost.

Each fault has its own sentence: what happened, that nothing was lost, and what to do. Some have another where one
was copying, restoring, upgrading or writing a document, because then it is not the desk that stands still.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path

from desk.rules.labels import Code
from desk.words import N_, _


class Fault(Code):
    """Why the database cannot be used, and what to do about it."""

    MISSING = (
        "missing",
        N_(
            "There is no database at {where}. Desk has removed nothing. Check the name, bring back a backup with"
            " `desk restore FILE`, or make a new database with `desk init`."
        ),
    )
    LOCKED = (
        "locked",
        N_("The database is busy with another program's work. Nothing was lost; try again in a moment."),
    )
    FULL = "full", N_("The disk is full, and this could not be saved. Nothing was lost; make room and try again.")
    READ_ONLY = (
        "read_only",
        N_(
            "The database at {where} may not be written, and this could not be saved. Nothing was lost. Check the"
            " rights of the file, and whether its disk is write-protected."
        ),
    )
    DAMAGED = (
        "damaged",
        N_(
            "The database at {where} is damaged. Desk has changed nothing in it. Stop using it, and restore the latest"
            " backup: `desk restore FILE` keeps what is there."
        ),
    )
    NOT_A_DATABASE = (
        "not_a_database",
        N_(
            "The file {where} is not a Desk database. Desk has not touched it. Check the name; if it was one, restore"
            " the latest backup: `desk restore FILE` keeps what is there."
        ),
    )
    CANNOT_OPEN = (
        "cannot_open",
        N_("The database at {where} cannot be opened. Nothing was lost. Check that it is a file, and yours."),
    )
    IO_ERROR = (
        "io_error",
        N_(
            "The disk under the database {where} does not do what it is asked ({name}). Nothing was lost that was saved"
            " before. Check the disk and its connection, and try again."
        ),
    )
    TOO_NEW = (
        "too_new",
        N_("The database at {where} was made by a later Desk. Upgrade Desk; the database is untouched."),
    )
    TOO_OLD = (
        "too_old",
        N_(
            "The database at {where} was made by an earlier Desk, and is untouched. Upgrade it with `desk init`, which"
            " keeps a copy of it as it is."
        ),
    )
    AWAY = (
        "away",
        N_(
            "The database server at {where} does not answer. What was saved is saved, and nothing you have typed is"
            " lost: go on, and save again when it is back."
        ),
    )
    PASSWORD_GIVEN = (
        "password_given",
        N_(
            "The address of the database holds a password, which others can read in the list of processes. It was not"
            " used, and nothing was opened. Without it the address is {where} and the password stands in ~/.pgpass,"
            " which nobody else may read, or in a service file. Choose another one: this one has been seen."
        ),
    )
    LOGIN_REFUSED = (
        "login_refused",
        N_(
            "The database server at {where} does not let this login in. Nothing was lost. Check the login and what"
            " proves it: ~/.pgpass, the service file, the certificate. Whom the server lets in, its pg_hba.conf says."
        ),
    )
    NO_RIGHT = (
        "no_right",
        N_(
            "The login at the database server {where} may not do this, and it was not done. Nothing was lost. Who keeps"
            " the server gives rights with the roles desk_agent (work) and desk_auditor (read alone)."
        ),
    )
    NOT_SECURE = (
        "not_secure",
        N_(
            "The line to the database server at {where} cannot be made secure, and was not used. Nothing was lost. Have"
            " TLS set up on the server, and name the authority of its certificate with sslrootcert=FILE."
        ),
    )
    SERVER_UNFIT = (
        "server_unfit",
        N_("The database server at {where} lacks something that a desk needs: {name}. Nothing was changed there."),
    )
    UNKNOWN = (
        "unknown",
        N_("The database at {where} cannot be used just now ({name}). Nothing was lost; try again in a moment."),
    )


NO_FOLDER = N_(
    "The folder of the database {where} is not there. Desk has removed nothing. Check the name, and that the folder's"
    " disk is connected."
)
FOLDER_READ_ONLY = N_(
    "The folder of the database {where} may not be written, and files of its own belong beside the database. Nothing"
    " was lost. Check the rights of the folder, and whether its disk is write-protected."
)
NO_RIGHT = N_(
    "You may not open the database at {where}. Nothing was lost. Check whose the file and its folder are, and their"
    " rights."
)


class Doing(Enum):
    """What one was doing, where the fault is not the desk's own."""

    COPY = auto()
    RESTORE = auto()
    READ_BACKUP = auto()
    UPGRADE = auto()
    EXPORT = auto()


_NO_ROOM_FOR_COPY = N_(
    "There is no room for the copy {where}. The desk lost nothing, and nothing is left of the copy. Make room, or"
    " choose another disk."
)
_NO_COPY_THERE = N_(
    "The copy {where} cannot be made. The desk lost nothing. Check that the folder is there and that you may write in"
    " it."
)
_WHILE: Mapping[tuple[Doing, Fault], str] = {
    (Doing.COPY, Fault.FULL): _NO_ROOM_FOR_COPY,
    (Doing.COPY, Fault.READ_ONLY): _NO_COPY_THERE,
    (Doing.COPY, Fault.CANNOT_OPEN): _NO_COPY_THERE,
    (Doing.COPY, Fault.MISSING): _NO_COPY_THERE,
    (Doing.COPY, Fault.IO_ERROR): N_(
        "The disk of the copy {where} does not do what it is asked ({name}). The desk lost nothing. Check that disk,"
        " or choose another."
    ),
    (Doing.RESTORE, Fault.FULL): N_(
        "There is no room to restore. The database at {where} is as it was. Make room for what it is to hold, three"
        " times over, and try again."
    ),
    (Doing.RESTORE, Fault.READ_ONLY): N_(
        "The database at {where} may not be written, and nothing was restored; it is as it was. Check the rights of"
        " the file and its folder."
    ),
    (Doing.RESTORE, Fault.IO_ERROR): N_(
        "The disk under the database {where} does not do what it is asked ({name}), and nothing was restored. Check"
        " the disk, or restore to another with `--database`."
    ),
    (Doing.READ_BACKUP, Fault.MISSING): N_("There is no file {where}. Nothing was replaced. Check the name."),
    (Doing.READ_BACKUP, Fault.CANNOT_OPEN): N_(
        "The backup {where} cannot be opened. Nothing was replaced. Check that it is a file and that you may read it."
    ),
    (Doing.READ_BACKUP, Fault.NOT_A_DATABASE): N_(
        "The file {where} is not a Desk database. Nothing was replaced. Choose another backup."
    ),
    (Doing.READ_BACKUP, Fault.DAMAGED): N_(
        "The backup {where} is damaged ({name}). Nothing was replaced. Choose another backup."
    ),
    (Doing.READ_BACKUP, Fault.TOO_NEW): N_(
        "The backup {where} was made by a later Desk. Nothing was replaced. Upgrade Desk first."
    ),
    (Doing.READ_BACKUP, Fault.IO_ERROR): N_(
        "The disk of the backup {where} does not do what it is asked ({name}). Nothing was replaced. Check that disk,"
        " or choose another backup."
    ),
    (Doing.UPGRADE, Fault.FULL): N_(
        "There is no room to upgrade the database at {where}: it is as it was, and nothing was lost. Make room for a"
        " copy of it, and try again."
    ),
    (Doing.UPGRADE, Fault.READ_ONLY): N_(
        "The database at {where} has to be upgraded, and may not be written; it is as it was. Check the rights of the"
        " file and its folder."
    ),
    (Doing.EXPORT, Fault.FULL): N_(
        "There is no room for the file {where}. The desk lost nothing, and nothing is left of the file. Make room, or"
        " choose another place."
    ),
}


class DatabaseUnusable(Exception):  # noqa: N818  told to a person, not a slip of the program
    """The database cannot be used. What was committed is still there; the transaction in hand was rolled back.

    Args:
        message: A sentence that says it better than the fault's own; a message of the catalogue.
    """

    def __init__(self, fault: Fault, where: str = "", name: str = "", message: str | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = where
        self.name = name
        self.message = message or fault.message
        self.doing: Doing | None = None

    def __str__(self) -> str:
        return _(self.message, where=self.where, name=self.name)

    def during(self, doing: Doing, where: Path | str | None = None) -> DatabaseUnusable:
        """The same fault in the words for what one was doing; ``where`` is the file that this was about.

        What was told closer to where it happened stays as it is, but for a copy that is made on the way.
        """
        message = _WHILE.get((doing, self.fault))
        if message is None or self.doing not in (None, Doing.COPY):
            return self
        told = DatabaseUnusable(self.fault, str(where or self.where), self.name, message)
        told.doing = doing
        return told


@contextmanager
def during(doing: Doing, where: Path | str) -> Iterator[None]:
    """Tell the faults of this block, the system's own too, in the words for what one was doing with ``where``."""
    try:
        yield
    except DatabaseUnusable as unusable:
        raise unusable.during(doing, where) from unusable
    except FileExistsError:
        raise  # told in another way: something is there that shall not be written over
    except OSError as error:
        raise of_system(error, where).during(doing) from error


# ------------------------------------------------------------------ the system's faults

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The system's numbers for a disk, a quota or a file that can take no more."""
_BY_NUMBER = {
    **dict.fromkeys(NO_ROOM, Fault.FULL),
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.CANNOT_OPEN,
    errno.EPERM: Fault.CANNOT_OPEN,
    errno.EIO: Fault.IO_ERROR,
}


def of_system(error: OSError, where: Path | str) -> DatabaseUnusable:
    """Tell an error of the operating system at the file ``where`` as a fault."""
    path = Path(where)
    fault = _BY_NUMBER.get(error.errno or 0, Fault.CANNOT_OPEN)
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    message = None
    if isinstance(error, FileNotFoundError):
        fault, message = Fault.MISSING, None if path.absolute().parent.is_dir() else NO_FOLDER
    elif isinstance(error, PermissionError):
        message = NO_RIGHT
    return DatabaseUnusable(fault, str(where), name, message)
