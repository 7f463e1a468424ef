"""The rows of a table in whatever format they stand, as one lazy frame of logical values (`frame`).

`open` is the door: Parquet as it is; CSV, JSON and what is packed by way of `texts`, `jsons` and `packed`. `lexical`
turns texts into the values that the contract's types give them, `columns` matches a file's columns with the contract.
"""
