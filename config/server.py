"""How gunicorn serves: `gunicorn -c python:config.server config.wsgi`.

Few processes, many threads: a slow client holds a thread, not a process, and two processes of 32
threads still answer in milliseconds while dozens of slow clients hang on.
"""

import os

from config.logs import configuration

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "32"))
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
logconfig_dict = configuration(os.environ.get("LOG_FORMAT", "console"))
