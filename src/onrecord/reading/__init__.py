"""The rows of any table, whatever its format: one lazy frame of logical values (`frame`), with line numbers.

`formats` lists the formats: a new one is an entry there, a module that opens it, and one that samples it. `table` is the
door for who has a contract; `typed_rows` for who has types of Polars only, `row_records` for who wants one row at a time,
`arrow_rows` for who wants all of them or none. `resource_files` says which files a table is, `bare_files` what a file
without a descriptor seems to be. `text_values` and `native_cells` turn cells into the values that the contract gives them.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""
