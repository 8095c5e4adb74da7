//! What each public page says, before any markup. One file a page.

pub mod home;
pub mod search;
pub mod services_pages;
pub mod territory;

use domain::territory::Territory;
use services::Failure;

use crate::{env::Env, model::PageModel, state::State};

/// Builds the model of a page by its path; `None` when this organisation has no such page.
///
/// # Errors
/// The statistics can't be read.
pub async fn page(env: &Env, path: &str, state: State) -> Result<Option<PageModel>, Failure> {
    if let Some(code) = path.strip_prefix("territoires/") {
        return match Territory::departement(code)
            .or_else(|| code.strip_prefix("region-").and_then(Territory::region))
        {
            Some(place) => Ok(Some(territory::build(env, place, state).await?)),
            None => Ok(None),
        };
    }
    match env.barometer.site().service(path).cloned() {
        Some(service) => services_pages::build(env, &service, state).await,
        None => Ok(None),
    }
}
