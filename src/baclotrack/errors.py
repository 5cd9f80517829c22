"""The one exception that may reach a person: where, what, why, and what to do next."""


class BaclotrackError(Exception):
    """Something that stops a command, told in a sentence that ends with what to do.

    Args:
        message: the whole sentence: where, what, why, what to do next.
        slug: a stable short name of the fault, for tests and the errors page.
        exit_code: 1 a fault in the data or the machine, 2 wrong use.
    """

    def __init__(self, message: str, *, slug: str, exit_code: int = 2) -> None:
        """Keep the sentence, its slug and the exit code together."""
        super().__init__(message)
        self.message = message
        self.slug = slug
        self.exit_code = exit_code
