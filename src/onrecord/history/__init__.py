"""Releases that can be trusted: compared cell by cell, numbered by what changed, published once and whole."""
