"""The pages that gather from everywhere: *Today* by role, the company, a team.

`views` reads top to bottom; each role's page is put together in a module of its own (`leaders`,
`agents`, `administrators`, `newcomers`), from the queries of the apps. `todos` are the few things that
need somebody now. May import every app; nothing imports it but `config.urls`.
"""
