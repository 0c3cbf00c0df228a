"""The pages of appraisals: one's own and one of them (`pages`), what the two do (`doing`), rounds, settings."""
