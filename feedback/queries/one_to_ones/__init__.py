"""What the pages of one-to-ones show: the two, one meeting with its pack, everybody one talks with."""
