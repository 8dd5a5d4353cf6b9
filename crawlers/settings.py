"""Scrapy's own settings: what its defaults leave open or too fast is closed and slowed here (ours are in config/)."""

from __future__ import annotations

BOT_NAME = "nazar"
USER_AGENT = "Nazar (press office of an akimat)"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"

# On by default, and each runs code that is sent to it.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# A guest asks first and comes slowly.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 2.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
RETRY_TIMES = 2

# A page is small and comes soon; more is a bomb or a trap.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 5 * 1024 * 1024
DOWNLOAD_WARNSIZE = 1024 * 1024
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 20
COOKIES_ENABLED = False

# Progress is kept in the store: a job folder is pickled, and loses pages when the process is killed.
JOBDIR = None
HTTPCACHE_ENABLED = False
