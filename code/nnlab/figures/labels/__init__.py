"""All text that figures draw: one small table a chapter, and nowhere else.

An edition in another language translates these tables. Each is a module of its own, so that a new
label of one chapter leaves the other chapters as they are.
"""
