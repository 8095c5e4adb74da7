//! What a person looks for, while they type.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Postcard},
};

use super::{Refused, suggestion::Suggestion};

/// The first things that words begin, best first; the page of the search has the others too.
#[server(prefix = "/recherche", endpoint = "suggestions", input = GetUrl, output = Postcard)]
pub async fn suggest(#[server(default)] words: String) -> Result<Vec<Suggestion>, Refused> {
    /// As many as are read at a glance.
    const MOST: usize = 8;
    let env = crate::env::Env::current();
    let mut found = crate::barometer::model::search::begun(&env, &words);
    found.truncate(MOST);
    Ok(found)
}
