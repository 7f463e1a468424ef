"""What a change to a repository brings, and whether it is right: records, tables, sources and history together."""
