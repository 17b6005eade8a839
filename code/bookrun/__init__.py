"""The press: executes chapters and knows when one is out of date."""
