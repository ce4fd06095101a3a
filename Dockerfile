# The files of the pages are fetched apart, so that neither npm nor the embedded servers are in the image.
FROM python:3.11-slim AS base
# With pg_dump and pg_restore of the server's version, for backups.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
ENV PATH=/portal/.venv/bin:$PATH PYTHONUNBUFFERED=1
COPY pyproject.toml uv.lock README.md ./
RUN python -m venv .venv && pip install --no-cache-dir uv==0.13.9 \
 && uv sync --frozen --no-default-groups --group s3 --no-cache --compile-bytecode

FROM base AS pages
RUN uv sync --frozen --no-default-groups --group embedded --no-cache
COPY . .
RUN python -m cim_portal.embedded.frontend

FROM base
COPY . .
COPY --from=pages /portal/static/vendor static/vendor
RUN SECRET_KEY=only-while-building DATABASE_URL=postgres:///none REDIS_URL=redis://none python manage.py collectstatic --noinput \
 && useradd --create-home --uid 10001 portal && install -d -m 700 -o portal /kept && chown -R portal /portal
USER portal
EXPOSE 8000
CMD ["python", "-m", "cim_portal.serving", "--host=0.0.0.0", "--port=8000"]
