"""What the demonstration's people say to each other, by noun, made through the actions."""
