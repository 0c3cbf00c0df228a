"""What the pages of `escalations` ask."""
