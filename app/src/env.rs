//! What pages need from the server that serves them.

use std::sync::Arc;

use ::brigade::{Brigade, Proof};
use domain::{ids::AccountId, territory::Territory};
use knowledge::{Knowledge, Orientation};
use services::{
    Actions, Annotations, Barometer, Following, Identity, Queue, Steering,
    identity::{Doors, Session},
};

use crate::{address, state::State};

/// Given to every page through Leptos' context.
#[derive(Clone)]
pub struct Env {
    /// The public's figures, or, behind the login, those that the reader's mandate gives.
    pub barometer: Barometer,
    /// Who reads, behind the login.
    pub session: Option<Session>,
    /// The page is what a tablet keeps for want of network: it names nobody, and says when it was made.
    pub is_copy: bool,
    /// What the organisation did.
    pub actions: Actions,
    /// What colleagues annotate.
    pub annotations: Annotations,
    /// What the reader keeps.
    pub following: Following,
    /// Weights and targets.
    pub steering: Steering,
    /// What citizens and the brigade write to each other.
    pub brigade: Brigade,
    /// Questions that citizens ask, and their answers.
    pub knowledge: Knowledge,
    /// Questions that lead to the service that helps.
    pub orientation: Arc<Orientation>,
    /// Citizens can write to the brigade.
    pub brigade_open: bool,
    /// The proof that who reads brings of a conversation that they opened.
    pub citizen: Option<Proof>,
    /// What the server does by itself.
    pub queue: Queue,
    /// Whether a person may have one more code sent, or type one.
    pub codes: Arc<dyn Fn(AccountId) -> bool + Send + Sync>,
    /// Mails can be sent.
    pub mails: bool,
    /// Accounts and sessions.
    pub identity: Identity,
    /// Ways in that are open.
    pub doors: Doors,
    /// The State's provider is one of them.
    pub provider: bool,
    /// Path under which the site is published, without final slash.
    pub prefix: Arc<str>,
    /// Public address, for permalinks.
    pub public_url: Arc<str>,
    /// Version of the bundled assets: part of their path, so that browsers may keep them.
    pub assets: Arc<str>,
    /// The gallery of charts is shown.
    pub gallery: bool,
    /// Asked for in place of a page: scripts run where it is read.
    pub is_in_place: bool,
    /// Asked for in place of the page that is shown, which is brought up to date.
    pub is_renewed: bool,
    /// Asked for in place of a page whose charts are awake: drawings and tables are left out until they are wanted.
    pub is_lean: bool,
    /// Asked for in place of the same page in another state, which has its header, menu and footer already.
    pub is_state: bool,
    /// Names of the outlines of maps that such a page has already, apart by blanks.
    pub outlines: Arc<str>,
    /// The page stands in a frame of another site: nothing is around it.
    pub is_framed: bool,
    /// The browser keeps a cookie there.
    pub keeps_cookies: bool,
    /// The page's script and wasm are there (they are not in a server-only build).
    pub hydrates: bool,
}

impl Env {
    /// The page comes on a screen: it is loaded whole, or renewed. What is asked for ahead may never do.
    pub fn is_shown(&self) -> bool {
        !self.is_in_place || self.is_renewed
    }

    /// The environment of the page being rendered.
    pub fn current() -> Self {
        leptos::prelude::expect_context::<Self>()
    }

    /// The state of a page from its query parameters: behind the login, the reader's own territory is what is meant where
    /// none is named.
    pub fn state(&self, get: impl Fn(&str) -> Option<String>) -> State {
        let home = self.session.as_ref().map_or(Territory::France, |s| s.actor.mandate.scope());
        State::read_from(home, get)
    }

    /// An address inside the site.
    pub fn href(&self, path: impl AsRef<str>) -> String {
        format!("{}{}", self.prefix, path.as_ref())
    }

    /// Where the pages of this reader begin.
    pub fn root(&self) -> &'static str {
        if self.session.is_some() { address::SYNTHESIS.path() } else { "" }
    }

    /// An address of a bundled file.
    pub fn asset(&self, file: &str) -> String {
        format!("{}/pkg/{}/{file}", self.prefix, self.assets)
    }
}
