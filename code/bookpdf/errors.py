"""What can go wrong."""


class PrintError(Exception):
    """The PDF cannot be made; the message tells the reader what to do."""
