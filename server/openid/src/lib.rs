//! OpenID Connect, as a relying party: authorization code with proof key (RFC 6749, RFC 7636, OpenID Connect Core 1.0),
//! on the contract of ProConnect: `acr` and `amr` asked by the `claims` parameter, no parameter that it doesn't know, a signed
//! answer of userinfo, logout by redirection.
//!
//! Invariants: no storage, no session, no clock, nothing of ours. What is returned was checked; what was not is an error.

mod provider;
mod token;

pub use provider::{Config, Identity, Provider, challenge};
pub use token::{Claims, Expected, Keys, Refused, check};
