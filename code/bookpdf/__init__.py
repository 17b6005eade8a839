"""The book on paper: binds the built pages into one PDF. The command is ``python -m bookpdf``.

It knows nothing of what the book is about, nor how its chapters were executed.
"""
