"""The API over metrics, readings, goals and their progress: the same actions and queries as the pages."""
