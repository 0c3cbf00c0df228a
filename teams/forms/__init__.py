"""The forms of the settings pages. They check what was typed; what may be is the actions' to say."""
