"""The pages of `escalations`."""
