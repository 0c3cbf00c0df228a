"""Config: what ties the apps together and knows the machine they run on.

Here live the settings (`settings.py`, one typed file fed by the environment), the URLs, Celery
and its schedule (`celery.py`), the logs, health (`health.py`), and the home pages that gather
from several apps. It may import every app; nothing imports it.

Start reading at `settings.py`, then `urls.py`.
"""

# Imported so that `@shared_task` in every process, the web's too, finds the configured broker.
from config.celery import app as celery_app

__all__ = ["celery_app"]
