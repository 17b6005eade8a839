"""Experiments: each binds data, model and training into ``run(setting, seeds) -> history``."""
