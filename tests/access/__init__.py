"""Who may do what, checked for every address of the site: `table.py` says it, `test_matrix.py` tries it."""
