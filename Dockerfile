# The production image: two bundles and the migrations, without node_modules and without the embedded PostgreSQL.
# A release pins the base by digest, for both stages: docker build --build-arg NODE=node:24-slim@sha256:… (the digest is what
# `docker buildx imagetools inspect node:24-slim` prints). Node.js 24 is the LTS line that is maintained until April 2028.
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
USER node
EXPOSE 8080
CMD ["node", "main.js"]
