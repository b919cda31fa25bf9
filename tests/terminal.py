"""A terminal in memory: what a program writes to one, and that it takes it for one."""

import io


class Terminal(io.StringIO):
    """Text that is kept, on a stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True
