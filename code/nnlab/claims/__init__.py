"""What the reports claim, the rule that judges each claim, and the verdicts."""
