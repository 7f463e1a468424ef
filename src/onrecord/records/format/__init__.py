"""The files that people write, as YAML that knows where it stands: read, typed after the contract, formatted, written."""
