"""The data of the book: where each set is found, how it is checked, what stands in for it."""
