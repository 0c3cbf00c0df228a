"""The API of `escalations`, over the same actions and queries as its pages."""
