"""Annotations of other programs: a record written as theirs, and theirs read into a coder's record."""
