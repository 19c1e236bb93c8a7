# The production image: two bundles and the migrations, without node_modules and without the embedded PostgreSQL.
FROM node:20-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:20-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /src/dist ./
USER node
EXPOSE 8080
CMD ["node", "main.js"]
