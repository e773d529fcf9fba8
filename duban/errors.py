"""What can go wrong for a caller, with the exit code the command line gives it. Trouble in the data is a value, not an error."""


class DubanError(Exception):
    """An error a person can act on: what is wrong, where it stands, what would be right.

    `str(error)` is one Chinese line. `exit_code` follows reliability promise P30: 2 usage, 3 configuration, 4 input refused,
    5 try again later.
    """

    exit_code = 4

    def __init__(self, what: str, *, where: str = "", remedy: str = "", code: str = "") -> None:
        self.what, self.where, self.remedy, self.code = what, where, remedy, code
        super().__init__(" · ".join(part for part in (f"{code} {what}".strip(), where, remedy) if part))


class UsageError(DubanError):
    """The command was asked for something that does not exist: an unknown campaign, month, unit or option."""

    exit_code = 2


class ConfigurationError(DubanError):
    """A setting is missing or wrong."""

    exit_code = 3


class InputRefused(DubanError):
    """A file or value from outside cannot be taken; nothing of it was stored."""

    exit_code = 4


class TryLater(DubanError):
    """The world is in the way for now: a locked database, a mail server that does not answer."""

    exit_code = 5
