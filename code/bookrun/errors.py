"""What bookrun says when a book cannot be pressed."""


class BookError(Exception):
    """Something that the author of the book can put right. The text says what and where."""


class ParameterError(BookError):
    """A chapter does not declare a parameter that it is to be given."""
