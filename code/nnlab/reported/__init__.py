"""The numbers that the reports state, one module a question. Facts, copied digit by digit."""
