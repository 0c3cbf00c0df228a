"""What jobs do for `escalations`: alerts, reminders, figures. Each is right however often it runs."""
