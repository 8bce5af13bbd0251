# syntax=docker/dockerfile:1

# Sfat in a container. `docker build -t sfat .` brings everything itself: packages from npm, the pages, the media worker.
# The same Debian in both stages: the worker is built against its libraries.
ARG NODE_IMAGE=node:26.10.0-bookworm-slim

# ---- Everything that is needed to build -------------------------------------------------------------------------

FROM ${NODE_IMAGE} AS build
# An image is built once and runs for long: it takes the minutes for a worker whose pictures grow at once.
ENV XDG_CACHE_HOME=/cache \
  MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD=true
WORKDIR /sfat
# First what changes seldom: the media worker takes minutes.
COPY package.json package-lock.json .npmrc ./
COPY toolchain ./toolchain
COPY sfu ./sfu
RUN apt-get update \
  && node --input-type=module --eval "const { bringPackages } = await import('/sfat/toolchain/bring-packages.ts'); await bringPackages('/sfat')" \
  && node --input-type=module --eval "const { bringMediaWorker } = await import('/sfat/toolchain/bring-media-worker.ts'); await bringMediaWorker()" \
  && mkdir /worker \
  && cp /cache/sfat/worker/*/mediasoup-worker /worker/mediasoup-worker
COPY contract ./contract
COPY web ./web
RUN node --input-type=module --eval "const { buildWeb } = await import('/sfat/toolchain/build-web.ts'); await buildWeb('/sfat')"

# ---- The packages that the server needs when it runs ------------------------------------------------------------

FROM ${NODE_IMAGE} AS packages
WORKDIR /sfat
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

# ---- The server -------------------------------------------------------------------------------------------------

FROM ${NODE_IMAGE} AS server
LABEL org.opencontainers.image.title="Sfat" \
  org.opencontainers.image.licenses="EUPL-1.2"
# ffmpeg for recordings; PostgreSQL's programs for backups, as new as the server in docker-compose.yml.
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates ffmpeg postgresql-client \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 700 /data
WORKDIR /sfat
COPY --from=packages /sfat/node_modules ./node_modules
COPY --from=build /worker/mediasoup-worker /usr/local/bin/mediasoup-worker
COPY package.json LICENSE ./
COPY contract ./contract
COPY identity ./identity
COPY scheduler ./scheduler
COPY tracker ./tracker
COPY sfu ./sfu
COPY api ./api
COPY --from=build /sfat/web/build ./web/build
ENV NODE_ENV=production \
  DATA_DIR=/data \
  HOST=0.0.0.0 \
  PORT=8080 \
  SFU_LISTEN_ADDRESS=0.0.0.0 \
  MEDIASOUP_WORKER_BIN=/usr/local/bin/mediasoup-worker
# The only folder that it writes to, beside /tmp: the root file system may be read-only.
VOLUME /data
EXPOSE 8080/tcp 40000-40015/tcp 40000-40015/udp
USER node
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "api/main.ts"]
