# One image per service, from the root of the repository:
#   docker build -f deploy/images/service.Dockerfile --target service \
#     --build-arg SERVICE=payments .
# The same image runs api, worker and migrate; docker-compose.yml says which. The edge's is of the
# target `edge`: the portals are in it; that of documents of `documents`: fonts of all scripts are.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm
ARG NODE_IMAGE=node:24.19.0-bookworm-slim

FROM ${PYTHON_IMAGE} AS build
ARG SERVICE
ENV PIP_NO_CACHE_DIR=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /build

COPY deploy/images/build.lock ./
RUN pip install --require-hashes --requirement build.lock

# What others wrote: a layer that changes only with the lock or a pyproject.toml. Nothing is
# installed that the lock does not name with its hash.
COPY requirements.lock deploy/images/dependencies.py ./
COPY contracts/pyproject.toml contracts/
COPY chassis/pyproject.toml chassis/
COPY presentation/pyproject.toml presentation/
COPY services/${SERVICE}/pyproject.toml services/${SERVICE}/
RUN python dependencies.py requirements.lock contracts/pyproject.toml \
        chassis/pyproject.toml presentation/pyproject.toml \
        "services/${SERVICE}/pyproject.toml" > dependencies.txt \
    && python -m venv --without-pip /app/venv \
    && uv pip install --no-cache --python /app/venv/bin/python \
        --require-hashes --constraint requirements.lock --requirement dependencies.txt

# What we wrote, as wheels, without asking anyone for anything.
COPY contracts contracts
COPY chassis chassis
COPY presentation presentation
COPY services/${SERVICE} services/${SERVICE}
RUN for package in contracts chassis presentation "services/${SERVICE}"; do \
        uv build --wheel --no-build-isolation --out-dir wheels "${package}" || exit 1; \
    done \
    && uv pip install --no-cache --offline --no-deps --python /app/venv/bin/python wheels/*.whl

# A name that an exec form can say, whichever service it is.
RUN printf '#!/bin/sh\nexec /app/venv/bin/python -m %s "$@"\n' "${SERVICE}" > /app/service \
    && chmod 0755 /app/service
COPY deploy/images/healthcheck.py /app/healthcheck.py


FROM ${NODE_IMAGE} AS portals
WORKDIR /build
# Packages: a layer that changes only with the lock.
COPY portals/package.json portals/package-lock.json portals/.npmrc ./
COPY portals/packages/api/package.json packages/api/
COPY portals/packages/ui/package.json packages/ui/
COPY portals/apps/agency/package.json apps/agency/
COPY portals/apps/contractor/package.json apps/contractor/
COPY portals/apps/customer/package.json apps/customer/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY portals ./
RUN PORTICO_PORTALS=/portals npm run build


FROM ${PYTHON_IMAGE} AS service
ARG SERVICE
# Debian packages that the service needs: documents shapes and subsets text with Pango and HarfBuzz.
ARG SYSTEM_PACKAGES=""
# hadolint ignore=DL3008 # Debian's stable release keeps one version, and takes others away
RUN if [ -n "${SYSTEM_PACKAGES}" ]; then \
        apt-get update \
        && for package in ${SYSTEM_PACKAGES}; do \
            apt-get install --yes --no-install-recommends "${package}" || exit 1; \
        done \
        && rm -rf /var/lib/apt/lists/*; \
    fi \
    && groupadd --system --gid 10001 portico \
    && useradd --system --uid 10001 --gid portico --home-dir /nonexistent --no-create-home \
        --shell /usr/sbin/nologin portico \
    && install --directory --owner portico --group portico --mode 0750 /var/lib/portico

COPY --from=build /app /app

ENV PATH=/app/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8000 \
    WORKER_HTTP_PORT=8000 \
    LOG_FORMAT=json
LABEL org.opencontainers.image.title="portico-${SERVICE}"

USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/app/venv/bin/python", "/app/healthcheck.py"]
ENTRYPOINT ["/app/service"]
CMD ["api"]


FROM ${NODE_IMAGE} AS fonts
WORKDIR /build
COPY services/documents/fonts/package.json services/documents/fonts/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund \
    && mkdir scripts \
    && cp node_modules/@fontsource-variable/*/files/*-wght-normal.woff2 scripts/ \
    && for package in node_modules/@fontsource-variable/*; do \
        cp "${package}/LICENSE" "scripts/$(basename "${package}").LICENSE.txt" || exit 1; \
    done


FROM service AS documents
COPY --from=fonts /build/scripts \
    /app/venv/lib/python3.11/site-packages/documents/rendering/fonts/scripts


FROM service AS edge
COPY --from=portals /portals /app/portals
ENV PORTALS_DIRECTORY=/app/portals
