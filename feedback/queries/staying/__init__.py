"""Do people stay? What the report says, and the rows behind it. Start reading in `report.py`."""
