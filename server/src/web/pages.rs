//! Pages whose address takes no form itself: where each is, and who may read it.

use domain::identity::Operation;

use crate::web::{
    access::{Rule, Who},
    page,
};

/// Open to anybody.
const OPEN: [&str; 11] = [
    "/",
    "/information-donnees",
    "/accessibilite",
    "/a-propos",
    "/plan-du-site",
    "/api",
    "/recherche",
    "/galerie",
    "/territoires",
    "/territoires/{code}",
    "/{page}",
];

/// Behind the login. An address that takes a form, and its page, are in the table of their file.
const INSIDE: [(&str, Operation); 4] = [
    ("/cyberimpact", Operation::ReadFigures),
    ("/cyberimpact/{*screen}", Operation::ReadFigures),
    ("/cyberimpact/administration", Operation::ManageAccounts),
    ("/cyberimpact/administration/journal", Operation::ReadAudit),
];

pub fn rules() -> Vec<Rule> {
    let open = OPEN.into_iter().map(|path| Rule::get(path, Who::Anybody, page));
    let inside = INSIDE.into_iter().map(|(path, operation)| Rule::get(path, Who::Inside(operation), page));
    open.chain(inside).collect()
}
