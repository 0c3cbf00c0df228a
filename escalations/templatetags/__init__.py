"""What templates of escalations call."""
