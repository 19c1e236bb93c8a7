# The production image: two bundles and the migrations, without node_modules and without the embedded PostgreSQL.
# A release pins the base by digest, for both stages (programs/release/image.ts). Node.js 24 is maintained until April 2028.
# It writes no file, so that it runs on a read-only file system, and needs no HEALTHCHECK: probes ask /healthz and /readyz.
ARG NODE=node:24-slim
FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build:image

FROM ${NODE}
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /src/build ./
# That is node, by number: Kubernetes cannot tell that a name is not root.
USER 1000
EXPOSE 8080
CMD ["node", "main.js"]
