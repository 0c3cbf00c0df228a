"""From the bytes of a file to rows of checked cells: no database, no clock, no settings.

`text` finds the encoding, `table` the delimiter, the headings and the rows; of a workbook, `archive` bounds
what is read, `book` knows its sheets, `sheet` reads their cells and `workbook` makes a table of one; `cells`
and `dates` read one cell; `recipe` says which column is what; `profile` finds what only the whole file can tell; `rows` puts
these together; `guess` proposes a recipe.
"""
