"""The science of the book: mathematics, models, training, experiments, studies, statistics.

Nothing is imported here, so that a chapter reaches only the modules that it names.
"""
