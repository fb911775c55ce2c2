"""The one error that a user can cause."""


class ConversionError(Exception):
    """A model, file or option that cannot be used.

    `code` is stable and meant for programs; the message says what happened and what was expected;
    `hint`, where there is one, says what to do next.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint

    def one_line(self) -> str:
        """`message; hint: …` without line breaks, as the command line prints it."""
        text = f"{self}; hint: {self.hint}" if self.hint else str(self)
        return " ".join(text.split())
