"""The one kind of error a user may see: a stable code and a French sentence that says what to do."""


class PlanirError(Exception):
    """A bad input or an impossible request; the command line prints `sentence` and exits with code 2."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
