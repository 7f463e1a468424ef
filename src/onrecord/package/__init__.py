"""Data packages on disk: written whole or not at all, found by version, read column by column."""
