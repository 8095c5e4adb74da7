// The certified `oidc-provider` package on the contract of ProConnect: essential acr by the claims parameter, proof key, signed
// userinfo, logout by redirection. Its one person signs in by a button, with two factors or with one.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const CLIENT = { id: "cyberimpact", secret: "secret-de-test-de-bout-en-bout" };
export const PERSON = { sub: "agent-0042", given_name: "Dominique", usual_name: "Bernard", email: "dominique.bernard@gendarmerie.example" };

/** Starts a provider for a site; `address` is the issuer. */
export async function identityProvider(site) {
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(address, {
    clients: [{
      client_id: CLIENT.id, client_secret: CLIENT.secret, response_types: ["code"], grant_types: ["authorization_code"],
      redirect_uris: [`${site}/connexion/retour`], post_logout_redirect_uris: [`${site}/connexion`],
      token_endpoint_auth_method: "client_secret_post", id_token_signed_response_alg: "ES256", userinfo_signed_response_alg: "ES256",
    }],
    jwks: { keys: [{ ...key, kid: "k1", use: "sig", alg: "ES256" }] },
    acrValues: ["eidas1", "eidas1-mfa", "eidas2"],
    scopes: ["openid"],
    claims: { openid: ["sub"], given_name: ["given_name"], usual_name: ["usual_name"], email: ["email"], acr: null, amr: null },
    features: { claimsParameter: { enabled: true }, jwtUserinfo: { enabled: true }, devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ["cookie de test"] },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => PERSON }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: CLIENT.id, accountId: context.oidc.session.accountId });
      grant.addOIDCScope("openid given_name usual_name email");
      grant.addOIDCClaims(["sub", "acr", "amr", "given_name", "usual_name", "email"]);
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  server.on("request", async (request, response) => {
    const [, uid, factors] = request.url.match(/^\/interaction\/([^/?]+)(?:\/(un|deux))?/) ?? [];
    if (!uid) return callback(request, response);
    if (!factors) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(`<!DOCTYPE html><html lang="fr"><title>Fournisseur de test</title><h1>Fournisseur d’identité de test</h1>
        ${["deux", "un"].map((n) => `<form method="post" action="/interaction/${uid}/${n}"><button>Entrer avec ${n} facteur${n === "un" ? "" : "s"}</button></form>`).join("")}`);
    }
    const [acr, amr] = factors === "deux" ? ["eidas2", ["pwd", "totp"]] : ["eidas1", ["pwd"]];
    await provider.interactionFinished(request, response, { login: { accountId: PERSON.sub, acr, amr } }, { mergeWithLastSubmission: false });
  });
  return { address, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}
