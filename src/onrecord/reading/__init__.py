"""The rows of any table, whatever its format: one lazy frame of logical values (`frame`).

`table` is the door: Parquet as it is; CSV, JSON and what is packed by way of `text_tables`, `json_tables` and
`compression`. `text_values` turns texts into the values that the contract's types give them, `parquet_columns` matches
a file's columns with the contract.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
