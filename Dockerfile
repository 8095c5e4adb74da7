# Builds the server and its assets, then keeps only them.
FROM rust:1.95-trixie AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends nodejs npm make \
 && rm -rf /var/lib/apt/lists/* \
 && rustup target add wasm32-unknown-unknown
WORKDIR /src
COPY . .
RUN make build

FROM debian:trixie-slim
RUN useradd --system --create-home --home-dir /data cyberimpact \
 && install -d -o cyberimpact -m 0700 /keys
COPY --from=build /src/target/release/cyberimpact /usr/local/bin/cyberimpact
COPY --from=build /src/target/site /opt/cyberimpact/site
COPY --from=build /src/public/organisations /opt/cyberimpact/organisations
ENV LEPTOS_SITE_ROOT=/opt/cyberimpact/site \
    CYBERIMPACT_ORGANISATION=/opt/cyberimpact/organisations/gendarmerie.toml \
    CYBERIMPACT_KEY_FILE=/keys/key \
    DATABASE_URL=sqlite:///data/cyberimpact.sqlite
# Two volumes, and copies of them that lie apart: the database, and the operator's key.
VOLUME ["/data", "/keys"]
USER cyberimpact
WORKDIR /data
EXPOSE 3000
ENTRYPOINT ["cyberimpact"]
CMD ["serve", "--addr", "0.0.0.0:3000"]
