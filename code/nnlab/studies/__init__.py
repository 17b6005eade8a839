"""Studies: settings × seeds, run to the end, summarised in a record."""
