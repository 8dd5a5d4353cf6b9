# One image for the desk, the worker and every command: what differs is the command.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv .venv
# The lock alone first: it changes seldom, and this layer is the slow one.
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY crawlers crawlers
COPY desk desk
COPY index index
COPY language language
COPY listeners listeners
COPY store store
COPY ui ui
RUN .venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q config crawlers desk index language listeners store ui

FROM python:3.12-slim
# A number that no person of the host is likely to have; the volume below belongs to it.
RUN groupadd --gid 10001 nazar \
    && useradd --uid 10001 --gid nazar --no-create-home --home-dir /data --shell /usr/sbin/nologin nazar \
    && install --directory --owner=nazar --group=nazar --mode=0700 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    NAZAR_DATA_DIR=/data \
    NAZAR_HOST=0.0.0.0
WORKDIR /app
USER nazar
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=5)"]
ENTRYPOINT ["nazar"]
CMD ["up"]
