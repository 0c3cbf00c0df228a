"""What pages and programs read of appraisals: words, the page of one, the lists, the rounds, what could be evidence."""
