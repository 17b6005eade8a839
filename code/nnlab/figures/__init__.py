"""Figures: they draw what experiments and studies return."""
