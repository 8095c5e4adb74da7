//! Addresses behind the login and of the Brigade numérique, each written once. The table of who may reads its pattern, pages make their links of it. Those
//! of acts are their functions' own (`functions`).

use std::{fmt, marker::PhantomData};

use domain::{
    identity::{Mandate, Operation},
    ids::{AccountId, ActionId},
};
/// An address, complete (`T = ()`), or of one thing: [`Address::of`] puts the thing where the pattern says `{id}`.
pub struct Address<T = ()> {
    pattern: &'static str,
    thing: PhantomData<fn(T)>,
}

impl<T> Clone for Address<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Address<T> {}

impl<T> Address<T> {
    const fn new(pattern: &'static str) -> Self {
        Self { pattern, thing: PhantomData }
    }

    /// As a table of addresses wants it.
    pub const fn pattern(&self) -> &'static str {
        self.pattern
    }
}

impl Address {
    pub const fn path(&self) -> &'static str {
        self.pattern
    }

    /// This address with a question (`?a=b`, or empty) and the part of the page.
    pub fn at(&self, question: &str, part: &str) -> String {
        let part = if part.is_empty() { String::new() } else { format!("#{part}") };
        format!("{}{question}{part}", self.pattern)
    }
}

impl<T: fmt::Display> Address<T> {
    pub fn of(&self, thing: T) -> String {
        match (self.pattern.find('{'), self.pattern.find('}')) {
            (Some(from), Some(to)) => {
                format!("{}{thing}{}", &self.pattern[..from], &self.pattern[to + 1..])
            }
            _ => self.pattern.to_owned(),
        }
    }
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        self.pattern
    }
}

/// Where everything behind the login begins: the synthesis.
pub const SYNTHESIS: Address = Address::new("/cyberimpact");
/// Any screen that is read only, by its path under [`SYNTHESIS`].
pub const SCREEN: Address<String> = Address::new("/cyberimpact/{*screen}");
pub const VISIBILITY: Address = Address::new("/cyberimpact/visibilite");
pub const PERCEPTION: Address = Address::new("/cyberimpact/perception");
pub const ACTORS: Address = Address::new("/cyberimpact/acteurs");
pub const EXPLORER: Address = Address::new("/cyberimpact/explorer");
pub const REFUSAL: Address = Address::new("/cyberimpact/refus");

pub const LIVE: Address = Address::new("/cyberimpact/direct");
pub const LIVE_STREAM: Address = Address::new("/cyberimpact/direct/flux");

pub const TERRITORIES: Address = Address::new("/cyberimpact/territoires");
/// By the code of a département, or `region-` and that of a region.
pub const TERRITORY: Address<String> = Address::new("/cyberimpact/territoires/{code}");

pub const ACTIONS: Address = Address::new("/cyberimpact/actions");
pub const ACTION: Address<ActionId> = Address::new("/cyberimpact/actions/{id}");

pub const ANNOTATIONS: Address = Address::new("/cyberimpact/annotations");

pub const FOLLOWING: Address = Address::new("/cyberimpact/suivi");

pub const CONNECTIONS: Address = Address::new("/cyberimpact/connexions");
pub const CONNECTION_END: Address = Address::new("/cyberimpact/connexions/une");
pub const CONNECTIONS_END: Address = Address::new("/cyberimpact/connexions/toutes");

pub const ADMINISTRATION: Address = Address::new("/cyberimpact/administration");
pub const AUDIT: Address = Address::new("/cyberimpact/administration/journal");
pub const SCORES: Address = Address::new("/cyberimpact/administration/scores");
pub const JOBS: Address = Address::new("/cyberimpact/administration/taches");
/// Ways of others by which citizens write.
pub const CHANNELS: Address = Address::new("/cyberimpact/administration/canaux");
pub const RETENTION: Address = Address::new("/cyberimpact/administration/conservation");
pub const ACCOUNT: Address<AccountId> = Address::new("/cyberimpact/administration/comptes/{id}");

/// The Brigade numérique, for citizens.
pub const BRIGADE: Address = Address::new("/brigade");
/// Questions and answers, searched by `q`; one of them.
pub const FAQ: Address = Address::new("/brigade/faq");
pub const FAQ_ENTRY: Address<String> = Address::new("/brigade/faq/{id}");
/// From short questions to the service that helps; one of its steps or ends.
pub const ORIENTATION: Address = Address::new("/brigade/orientation");
pub const ORIENTATION_AT: Address<String> = Address::new("/brigade/orientation/{id}");
/// A citizen's conversation.
pub const CHAT: Address = Address::new("/brigade/discuter");
/// The form that begins one, for who wants the answer by mail.
pub const CONTACT: Address = Address::new("/brigade/ecrire");
/// The same in a frame of another site, and the script that puts it there.
pub const BUBBLE: Address = Address::new("/brigade/bulle");
pub const BUBBLE_SCRIPT: Address = Address::new("/bulle.js");
/// All that is kept of it; the same as a file.
pub const CHAT_DATA: Address = Address::new("/brigade/discuter/donnees");
pub const CHAT_DATA_FILE: Address = Address::new("/brigade/discuter/donnees.json");
/// Files of it: handed on, and read by the number of their message.
pub const CHAT_FILES: Address = Address::new("/brigade/discuter/fichiers");
pub const CHAT_FILE: Address<String> = Address::new("/brigade/discuter/fichiers/{id}");
/// Answers that are near to what is being typed.
pub const CHAT_OFFERS: Address = Address::new("/brigade/discuter/proches");
/// Tells its page that there are new messages; without JavaScript, a frame does.
pub const CHAT_STREAM: Address = Address::new("/brigade/discuter/flux");
pub const CHAT_NEWS: Address = Address::new("/brigade/discuter/nouveaux");
/// Leaves at once.
pub const CHAT_EXIT: Address = Address::new("/brigade/quitter");
/// Where agents answer.
pub const DESK: Address = Address::new("/brigade/poste");
pub const DESK_STREAM: Address = Address::new("/brigade/poste/flux");
/// Files at the desk: "conversation.number".
pub const DESK_FILES: Address = Address::new("/brigade/poste/fichiers");
pub const DESK_FILE: Address<String> = Address::new("/brigade/poste/fichiers/{id}");
/// Where a shift is led.
pub const SHIFT: Address = Address::new("/brigade/quart");
pub const SHIFT_ALIKE: Address = Address::new("/brigade/quart/semblables");
pub const SHIFT_STREAM: Address = Address::new("/brigade/quart/flux");

/// Where a mandate begins.
pub fn first_screen(mandate: Mandate) -> Address {
    if mandate.may(Operation::ReadFigures) {
        SYNTHESIS
    } else if mandate.may(Operation::Supervise) {
        SHIFT
    } else {
        DESK
    }
}

/// The rest of a path under [`SYNTHESIS`], without its slash; `None` where the path lies elsewhere.
pub fn below(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(SYNTHESIS.path())?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None => rest.is_empty().then_some(rest),
    }
}

/// Bytes of an address that one goes back to, most: that of a kept view, which asks for 1,500 at most, is one.
const LONGEST: usize = 2048;

/// A path of ours to go back to: anything else, and above all another site, becomes the first screen.
pub fn safe_return(text: &str) -> &str {
    if is_ours(text) { text } else { SYNTHESIS.path() }
}

/// A path behind the login, with whatever it asks, that no browser could take for anything else.
pub fn is_ours(text: &str) -> bool {
    let plain = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let path = text.split('?').next().unwrap_or_default();
    plain && (below(path).is_some() || [DESK, SHIFT].iter().any(|screen| path == screen.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for ours in ["/cyberimpact", "/cyberimpact/perception?periode=7j", "/brigade/poste?conversation=1"] {
            assert_eq!(safe_return(ours), ours);
        }
        for other in [
            "",
            "//mal.example",
            "https://mal.example",
            "/\\mal.example",
            "/cyberimpact\\@mal.example",
            "/cyberimpact.mal.example",
            "javascript:alert(1)",
            "/cyberimpact/\r\nSet-Cookie: a=b",
            "/perceval",
            "/brigade/poste/../quitter",
        ] {
            assert_eq!(safe_return(other), "/cyberimpact", "{other}");
        }
    }

    #[test]
    fn a_thing_stands_where_the_pattern_says() {
        assert_eq!(ACTION.of(ActionId(7)), "/cyberimpact/actions/7");
        assert_eq!(TERRITORY.of("region-11".to_owned()), "/cyberimpact/territoires/region-11");
        assert_eq!(
            ANNOTATIONS.at("?territoire=france", "nouvelle"),
            "/cyberimpact/annotations?territoire=france#nouvelle"
        );
        assert_eq!(FOLLOWING.at("", ""), "/cyberimpact/suivi");
    }

    #[test]
    fn only_what_lies_below_is_below() {
        assert_eq!(below("/cyberimpact"), Some(""));
        assert_eq!(below("/cyberimpact/actions/7"), Some("actions/7"));
        assert_eq!(below("/cyberimpacts"), None);
        assert_eq!(below("/recherche"), None);
    }
}
