"""The seven kinds of error people can meet: every refusal has a stable code and a message in both languages."""

from __future__ import annotations

import inspect
from typing import ClassVar, Literal

Language = Literal["zh-CN", "en"]
"""The languages that every message exists in."""


class Problem(Exception):
    """Something went wrong that a person can be told about.

    A concrete error is a subclass of one of the seven kinds below. Its docstring's first line is the English message
    and `zh` the Chinese one, both format strings over the facts it is raised with. The facts are public: they are sent
    with the answer.
    """

    code: ClassVar[str] = ""
    zh: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Refuse a concrete error without its code, English and Chinese message."""
        super().__init_subclass__()
        kind = Problem in cls.__bases__
        if not kind and not (cls.code and cls.zh and cls.__doc__):
            raise TypeError(f"{cls.__name__} needs a docstring, a code and a Chinese message (zh)")

    def __init__(self, **facts: object) -> None:
        """Take the facts that the message names; they are kept in `facts`."""
        self.facts = facts
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Give the sentence for a person in this language."""
        pattern = self.zh if language == "zh-CN" else inspect.cleandoc(self.__doc__ or "").splitlines()[0]
        return pattern.format(**self.facts)


class NotFound(Problem):
    """What was named is not there, or not for the one who asks."""


class Invalid(Problem):
    """The input can't be right, whoever sends it and whenever."""


class Conflict(Problem):
    """The input could be right but for what is there already."""


class Forbidden(Problem):
    """The asker is known but not allowed."""


class Unauthorised(Problem):
    """The asker is not known."""


class TooMuch(Problem):
    """A stated limit is passed."""


class Unavailable(Problem):
    """We can't at the moment; the same request may work later."""
