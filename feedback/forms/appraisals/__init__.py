"""What the pages of appraisals ask: one's own part, what both settle (`life`), and the settings (`setup`)."""
