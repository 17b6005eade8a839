"""Widgets: figures that a script of the page brings to life, each with a still for paper."""
