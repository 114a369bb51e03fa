"""The errors a person can mend: each says what is wrong and what to do, in their language."""

from __future__ import annotations

from typing import Any

from survey_loader.language import Say, japanese


class SurveyError(Exception):
    """Something a person can mend.

    `message` is a Japanese sentence marked for translation, with `{name}` fields filled
    from `values`. It is rendered where it is caught, in the reader's language.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def render(self, say: Say) -> str:
        """Return the sentence in the reader's language."""
        return say(self.message, **self.values)

    def __str__(self) -> str:
        return self.render(japanese)


class UnusableFile(SurveyError):
    """A file that cannot be read as a table of interviews; nothing of it is stored."""


class UnusableMapping(SurveyError):
    """A mapping file that does not say what a mapping must say."""


class UnusablePhoto(SurveyError):
    """A photo that cannot be decoded within bounds."""


class UnusableEntry(SurveyError):
    """An interview typed in by hand that misses something; `field` names the input."""

    def __init__(self, message: str, field: str = "", **values: Any) -> None:
        super().__init__(message, **values)
        self.field = field


class UnusableEvent(SurveyError):
    """An event of the town that misses something or contradicts itself; nothing of it is stored."""


class UnusableSettings(SurveyError):
    """A setting or codebook that cannot be used."""


class NotAllowed(SurveyError):
    """An act or a read that this actor or audience may not do."""


class UnusableAccount(SurveyError):
    """An account, password or role that cannot be as asked; nothing of it is stored."""


class NotSignedIn(SurveyError):
    """A sign-in that did not succeed; for a name nobody has and a wrong password it says the same."""


class NotInvited(SurveyError):
    """A token of no invitation that holds; `code` says to programs why: unknown, expired or revoked."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ErasedInterview(UnusableEntry):
    """An interview that was erased at somebody's request and is never stored again."""


class ForeignInterview(NotAllowed):
    """An interview that somebody else entered."""


class UnusableDatabase(SurveyError):
    """A file that is no database of ours, is damaged, or was made by a newer program."""


class UnusableBackup(SurveyError):
    """A backup that is damaged, incomplete, encrypted with another key, or made by a newer program."""


class Busy(SurveyError):
    """The store is held by another writer for too long; nothing was changed."""


class NoSpace(SurveyError):
    """The disk is full, or will not be written to; nothing was changed."""
