"""The pages of `teams`: signing in, settings, people, help."""
